"""The `portal` command: web, worker, migrate, restored, audit, council, administrator, take-app, notify, demo.

Problems are one line and exit code 2.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import uvloop

from notifications.model import Wording
from portal import notifying
from portal.app import build_app
from portal.clock import LONDON, Clock
from portal.db import Unreachable, UnsafeDatabase
from portal.demo import run as demo
from portal.json_log import log_as_json
from portal.migrate import MigrationFailed, migrate
from portal.new_council import NewCouncil, add_administrator, add_council
from portal.restored import shut_restored
from portal.sealing import read_heads
from portal.serving import start, until_stopped
from portal.settings import Settings, SettingsProblem, migrator_url, settings_for
from portal.taking_app import take_app
from portal.worker import run_worker, verify

MIGRATIONS = Path(__file__).parent.parent / "migrations"
MANY = 100_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command and exits: 0 done, 1 failed or found something, 2 not set up rightly."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (SettingsProblem, UnsafeDatabase, Unreachable) as problem:
        _give_up(str(problem))
    except MigrationFailed as problem:
        _give_up(str(problem), code=1)
    except KeyboardInterrupt:
        sys.exit(130)


def _give_up(line: str, code: int = 2) -> NoReturn:
    print(" ".join(line.split()), file=sys.stderr)
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portal", description="The portal for families and their social workers."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, run, words in (
        ("web", _web, "serve the pages"),
        ("worker", _worker, "do what happens on its own: deliver letters, seal the access log, tidy up"),
        (
            "migrate",
            _migrate,
            "bring the database to the newest migration (DATABASE_URL of role portal_migrator)",
        ),
    ):
        commands.add_parser(name, help=words).set_defaults(run=run)
    commands.add_parser(
        "restored",
        help="after a restore: ends sessions, links and words on paper of the backup, and holds letters (DATABASE_URL"
        " of role portal_migrator)",
    ).set_defaults(run=_restored)
    auditing = commands.add_parser(
        "audit", help="check the sealed access log; prints each council's last seal"
    )
    auditing.add_argument(
        "--since",
        type=Path,
        help="what an earlier audit printed, or lines of the worker's log: finds a log cut at its end",
    )
    auditing.set_defaults(run=_audit)
    adding = commands.add_parser("council", help="add a council (DATABASE_URL of role portal_migrator)")
    for field in fields(NewCouncil):
        adding.add_argument(f"--{field.name.replace('_', '-')}", required=True)
    adding.set_defaults(run=_council)
    another = commands.add_parser(
        "administrator",
        help="add an administrator to a council that has nobody else to say yes to one (DATABASE_URL of role"
        " portal_migrator)",
    )
    for name, of in (("council", "its name or id"), ("name", "of the person"), ("email", "to sign in with")):
        another.add_argument(f"--{name}", required=True, help=of)
    another.set_defaults(run=_administrator)
    taking = commands.add_parser(
        "take-app",
        help="take the app for codes from somebody whom no administrator can help (DATABASE_URL of role"
        " portal_migrator)",
    )
    for name, of in (("council", "its name or id"), ("email", "they sign in with"), ("why", "for the log")):
        taking.add_argument(f"--{name}", required=True, help=of)
    taking.set_defaults(run=_take_app)
    _add_notify(commands)
    _add_demo(commands)
    return parser


def _add_notify(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    asking = commands.add_parser("notify", help="ask GOV.UK Notify (with the worker's settings)")
    asked = asking.add_subparsers(required=True, metavar="question")
    checking = asked.add_parser("check", help="compare the templates at Notify with our letters")
    checking.add_argument("--council", help="its name or id; all of them where nothing is said")
    checking.add_argument(
        "--adopt", action="store_true", help="use the templates that were found, by their names"
    )
    checking.add_argument(
        "--words", action="store_true", help="print what to paste where words are missing or differ"
    )
    checking.set_defaults(
        run=_notify, ask=lambda o, s: notifying.check(s, o.council, adopt=o.adopt, words=o.words)
    )
    using = asked.add_parser("use", help="say under which key a council's letters go")
    using.add_argument("--council", required=True)
    using.add_argument("--key", required=True, help="its name in the file of PORTAL_NOTIFY_KEYS")
    using.add_argument("--text-sender", type=UUID, help="the id of a sender of texts at Notify")
    using.add_argument("--reply-to", type=UUID, help="the id of an e-mail address for answers at Notify")
    using.set_defaults(
        run=_notify,
        ask=lambda o, s: notifying.use_key(s, o.council, o.key, {"text": o.text_sender, "email": o.reply_to}),
    )
    sending = asked.add_parser("send-test", help="send one letter with invented values to a colleague")
    sending.add_argument("--council", required=True)
    sending.add_argument(
        "--to", required=True, help="a mobile number or an e-mail address; never of a family"
    )
    sending.add_argument("--letter", default="message", help="which letter of the catalogue")
    sending.add_argument("--wording", type=Wording, choices=list(Wording), default=Wording.DISCREET)
    sending.add_argument("--yes", action="store_true", help="also with a live key")
    sending.set_defaults(
        run=_notify,
        ask=lambda o, s: notifying.send_test(
            s, o.council, notifying.TrialLetter(o.to, o.letter, o.wording, sure=o.yes)
        ),
    )
    resuming = asked.add_parser("resume", help="let letters go again after Notify refused our key or clock")
    resuming.add_argument("--council", required=True)
    resuming.set_defaults(run=_notify, ask=lambda o, s: notifying.resume(s, o.council))


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    showing = commands.add_parser("demo", help="a portal full of invented people, with its own database")
    showing.add_argument("--port", type=int, default=8000)
    showing.add_argument("--data", type=Path, default=Path(".demo"))
    showing.add_argument(
        "--clock", type=_moment, help="start with the clock turned, for example 2027-03-27T15:00"
    )
    showing.add_argument("--fresh", action="store_true", help="forget the data folder and begin again")
    showing.add_argument(
        "--crowd",
        type=_count,
        default=0,
        metavar="N",
        help="add N pairs of a parent and a worker in each council, signed in: see crowd.json in the data folder",
    )
    showing.add_argument(
        "--event-limit",
        type=_count,
        default=20,
        metavar="E",
        help="how many events one socket may send in 10 seconds",
    )
    showing.add_argument(
        "--second-steps",
        action="store_true",
        help="all staff sign in with a code from an app as well; the first page shows what to put into the app",
    )
    showing.set_defaults(run=_demo)


def _notify(options: argparse.Namespace) -> None:
    said = asyncio.run(options.ask(options, settings_for()))
    for line in said.lines:
        print(line)
    sys.exit(said.code)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MANY:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MANY}")
    return int(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


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
    heads = read_heads(options.since.read_text()) if options.since else {}
    chains = asyncio.run(verify(settings_for(), heads))
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


def _restored(_: argparse.Namespace) -> None:
    shut = asyncio.run(shut_restored(migrator_url(), Clock()))
    print(f"Ended: {shut.sessions} sessions, {shut.links} links, {shut.words} words on paper.")
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
