"""The `portal` command: what each of its commands does. Problems are one line and exit code 2."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

import uvloop

from portal import notifying
from portal.app import build_app
from portal.cli_parser import build_parser
from portal.clock import Clock
from portal.db import Unreachable, UnsafeDatabase
from portal.demo import run as demo
from portal.json_log import log_as_json
from portal.migrate import MigrationFailed, migrate
from portal.new_council import NewCouncil, add_administrator, add_council
from portal.notifying import Said
from portal.restored import shut_restored
from portal.sealing import Heads, read_heads
from portal.serving import start, until_stopped
from portal.settings import Settings, SettingsProblem, migrator_url, settings_for
from portal.taking_app import take_app
from portal.worker import run_worker, verify

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 failed or found something, 2 not set up rightly."""
    options = build_parser().parse_args(arguments)
    try:
        _COMMANDS[options.command](options)
    except (SettingsProblem, UnsafeDatabase, Unreachable) as problem:
        _give_up(str(problem))
    except MigrationFailed as problem:
        _give_up(str(problem), code=1)
    except KeyboardInterrupt:
        sys.exit(130)


def _give_up(line: str, code: int = 2) -> NoReturn:
    print(" ".join(line.split()), file=sys.stderr)
    sys.exit(code)


def _web(_: argparse.Namespace) -> None:
    log_as_json()
    _run(_serve(settings_for()))


async def _serve(settings: Settings) -> None:
    try:
        runner = await start(build_app(settings), settings)
    except Unreachable:
        raise
    except OSError as problem:
        raise SettingsProblem(
            f"Cannot serve on {settings.bind}:{settings.port}: {problem.strerror}."
        ) from problem
    try:
        await until_stopped()
    finally:
        await runner.cleanup()


def _worker(_: argparse.Namespace) -> None:
    log_as_json()
    _run(_work(settings_for()))


async def _work(settings: Settings) -> None:
    working = asyncio.ensure_future(run_worker(settings))
    stopping = asyncio.ensure_future(until_stopped())
    done, _ = await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if working in done:
        working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


def _migrate(_: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for name in asyncio.run(migrate(migrator_url(), MIGRATIONS)):
        print(name)


def _audit(options: argparse.Namespace) -> None:
    noted = _noted(options.since)
    chains = asyncio.run(verify(settings_for(), noted))
    for chain in chains:
        print(f"{chain.council_id} {chain.number} {chain.hash or '-'}")
        if chain.broken_at is not None:
            print(
                f"Seal {chain.broken_at} does not fit: rows were changed, removed or reordered.",
                file=sys.stderr,
            )
        if chain.put_in:
            print(f"{chain.put_in} rows were put in where no seal will reach them.", file=sys.stderr)
    sys.exit(1 if any(chain.broken_at is not None or chain.put_in for chain in chains) else 0)


def _noted(file: Path | None) -> Heads:
    if file is None:
        return {}
    try:
        return read_heads(file.read_text(encoding="utf-8", errors="replace"))
    except OSError as problem:
        raise SettingsProblem(f"--since cannot be read: {problem.strerror}.") from problem


def _restored(_: argparse.Namespace) -> None:
    shut = asyncio.run(shut_restored(migrator_url(), Clock()))
    papers = f"{shut.words} words on paper, {shut.codes} recovery codes"
    print(f"Ended: {shut.sessions} sessions, {shut.links} links, {papers}.")
    print(f"Letters of {shut.councils} councils are held until `portal notify resume --council …` for each.")


def _council(options: argparse.Namespace) -> None:
    new = NewCouncil(**{field.name: getattr(options, field.name) for field in fields(NewCouncil)})
    words = asyncio.run(add_council(migrator_url(), new, Clock()))
    print(
        f"{new.administrator} signs in with {new.email} and, once and within 7 days, with these words:\n{words}"
    )


def _administrator(options: argparse.Namespace) -> None:
    words = asyncio.run(
        add_administrator(migrator_url(), options.council, options.name, options.email, Clock())
    )
    print(
        f"{options.name} signs in with {options.email} and, once and within 7 days, with these words:\n{words}"
    )


def _take_app(options: argparse.Namespace) -> None:
    asyncio.run(take_app(migrator_url(), options.council, options.email, options.why, Clock()))
    print(
        f"{options.email} has no app any more, is signed out, and sets up a new one where the council asks for it."
    )


def _notify(options: argparse.Namespace) -> None:
    said = asyncio.run(_QUESTIONS[options.question](options, settings_for()))
    for line in said.lines:
        print(line)
    sys.exit(said.code)


def _check(options: argparse.Namespace, settings: Settings) -> Coroutine[None, None, Said]:
    return notifying.check(settings, options.council, adopt=options.adopt, words=options.words)


def _use(options: argparse.Namespace, settings: Settings) -> Coroutine[None, None, Said]:
    senders = {"text": options.text_sender, "email": options.reply_to}
    return notifying.use_key(settings, options.council, options.key, senders)


def _send_test(options: argparse.Namespace, settings: Settings) -> Coroutine[None, None, Said]:
    letter = notifying.TrialLetter(options.to, options.letter, options.wording, sure=options.yes)
    return notifying.send_test(settings, options.council, letter)


def _resume(options: argparse.Namespace, settings: Settings) -> Coroutine[None, None, Said]:
    return notifying.resume(settings, options.council)


_QUESTIONS = {"check": _check, "use": _use, "send-test": _send_test, "resume": _resume}


def _demo(options: argparse.Namespace) -> None:
    clock = Clock.turned_to(options.clock) if options.clock else Clock()
    demo.main(
        port=options.port,
        data=options.data,
        clock=clock,
        fresh=options.fresh,
        more=demo.More(options.crowd, options.event_limit, options.second_steps),
    )


def _run(work: Coroutine[object, object, None]) -> None:
    uvloop.run(work)


_COMMANDS = {
    "web": _web,
    "worker": _worker,
    "migrate": _migrate,
    "restored": _restored,
    "audit": _audit,
    "council": _council,
    "administrator": _administrator,
    "take-app": _take_app,
    "notify": _notify,
    "demo": _demo,
}
