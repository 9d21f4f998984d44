"""`portal demo`: a whole portal on one machine, with its own database, kept between runs."""

import asyncio
import errno
import logging
import socket
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uvloop

from portal.app import build_app
from portal.clock import Clock
from portal.demo.binaries import NoPostgres
from portal.demo.cast import APP_KEY, CAST, PASSWORD
from portal.demo.crowd import seat_crowd, write_crowd
from portal.demo.fill import fill, is_empty
from portal.demo.front_page import CODES, councils_on_show, routes
from portal.demo.keys import keep_key
from portal.demo.orphans import StillRunning
from portal.demo.own_notify import start_notify
from portal.demo.phones import OnShow
from portal.demo.phones_page import ON_SHOW, PAGE
from portal.demo.place import InUse
from portal.demo.postgres import DevPostgres, start_afresh
from portal.demo.second_steps import ask_for_codes, asks_for_codes
from portal.identity.authenticators import in_fours
from portal.identity.sessions import COOKIE
from portal.letters_settings import LettersSettings
from portal.migrate import migrate
from portal.serving import start, until_stopped
from portal.settings import Settings, SettingsProblem
from portal.web.times import say_day
from portal.worker import run_worker

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
HERE = "127.0.0.1"
FIRST_DAY = "first-day"


@dataclass(frozen=True, slots=True)
class More:
    """`crowd`: so many pairs more in each council, to measure with. `second_steps`: all staff sign in with codes."""

    crowd: int = 0
    event_limit: int = 20
    second_steps: bool = False


def main(*, port: int, data: Path, clock: Clock, fresh: bool = False, more: More | None = None) -> None:
    """Serves until Ctrl-C. Raises SettingsProblem where it cannot, with one line that says why.

    PostgreSQL is this thread's child: it ends when the process does, however that happens.
    """
    more = more or More()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _refuse_taken(port)
    try:
        if fresh:
            _forget_first_day(data)
        _say("Starting PostgreSQL.")
        with DevPostgres(data).start(MIGRATIONS / "roles.sql") as postgres:
            postgres.ensure_database()
            settings = _settings(postgres, data, port, more.event_limit)
            uvloop.run(_show(postgres, data, settings, clock, more))
    except (InUse, NoPostgres, StillRunning) as problem:
        raise SettingsProblem(str(problem)) from problem


async def _show(postgres: DevPostgres, data: Path, settings: Settings, clock: Clock, more: More) -> None:
    owner = postgres.dsn(user="portal_migrator")
    applied = await migrate(owner, MIGRATIONS)
    if applied:
        _say(f"Brought the database up to date ({len(applied)} steps).")
    if await is_empty(owner):
        _say("Filling it with invented people.")
        (data / FIRST_DAY).write_text(f"{clock.today()}\n")
        await fill(owner, first_day=clock.today(), host=HERE, talks=True)
    if more.second_steps:
        await ask_for_codes(owner, settings.secret)
    codes = await asks_for_codes(owner)
    _tell_who_can_sign_in(codes=codes)
    _tell_age(data, clock.today())
    if more.crowd:
        seats = await seat_crowd(owner, more.crowd, clock.today())
        path = write_crowd(data, seats, settings.origins[0], settings.cookie(COOKIE))
        _say(f"A crowd of {more.crowd} pairs in each council: {path}")
    _say(f"Event limit: {settings.event_limit} in 10 seconds.")
    on_show = await start_notify(owner, data, clock, settings.origins[0])
    _say(f"Everybody’s phone: {settings.origins[0]}{PAGE}")
    try:
        await _serve(postgres, settings, clock, on_show, codes=codes)
    finally:
        await on_show.stand_in.stop()


def _settings(postgres: DevPostgres, data: Path, port: int, event_limit: int) -> Settings:
    return Settings(
        database_url=postgres.dsn(user="portal_web"),
        origins=(_origin(port),),
        secret=keep_key(data, "secret"),
        audit_key=keep_key(data, "audit-key"),
        bind=HERE,
        port=port,
        event_limit=event_limit,
    )


async def _serve(
    postgres: DevPostgres, settings: Settings, clock: Clock, on_show: OnShow, *, codes: bool
) -> None:
    app = build_app(settings, clock=clock, instead=routes)
    app[ON_SHOW], app[CODES] = on_show, codes
    try:
        runner = await start(app, settings)
    except OSError as problem:
        raise _taken(settings.port) from problem
    worker = Settings(
        database_url=postgres.dsn(user="portal_worker"),
        origins=settings.origins,
        secret=settings.secret,
        audit_key=settings.audit_key,
        letters=LettersSettings(on_show.stand_in.url, on_show.keys),
    )
    working = asyncio.create_task(run_worker(worker, clock=clock))
    stopping = asyncio.create_task(until_stopped())
    await asyncio.sleep(0)  # both have begun: Ctrl-C is listened for before anybody is told that it is ready
    _say(f"Ready: {_origin(settings.port)}/")
    try:
        done, _ = await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working in done:  # it never ends by itself, so something is wrong that should be seen
            working.result()
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
        await runner.cleanup()


def _origin(port: int) -> str:
    return f"http://{HERE}:{port}"


def _refuse_taken(port: int) -> None:
    """Asks before anything is started; who takes the port between now and then is refused too."""
    if not 1 <= port <= 65535:
        raise SettingsProblem(f"{port} is no port. Choose one from 1 to 65535, for example PORT=8123.")
    with socket.socket() as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asking.bind((HERE, port))
        except OSError as problem:
            raise _taken(port, problem) from problem


def _taken(port: int, problem: OSError | None = None) -> SettingsProblem:
    if problem is not None and problem.errno != errno.EADDRINUSE:
        return SettingsProblem(
            f"Port {port} cannot be used: {problem.strerror}. Choose another, for example PORT=8123."
        )
    return SettingsProblem(
        f"Port {port} is taken. Stop what uses it, or choose another, for example PORT=8123."
    )


def _forget_first_day(data: Path) -> None:
    start_afresh(data)
    (data / FIRST_DAY).unlink(missing_ok=True)


def _tell_age(data: Path, today: date) -> None:
    """On a later day “next week” is no longer next week; the story stays as it was told all the same."""
    try:
        first = date.fromisoformat((data / FIRST_DAY).read_text().strip())
    except (FileNotFoundError, ValueError):
        return
    if first != today:
        _say(
            f"These dates were made for {say_day(first, today.year)}. `make demo-fresh` starts again with new ones "
            "(and forgets what was done here)."
        )


def _tell_who_can_sign_in(*, codes: bool) -> None:
    width = max(len(one.name) for one in CAST.who_sign_in())
    for council in councils_on_show():
        _say(f"\n{council.service}, {council.name}")
        for member in (*council.families, *council.staff):
            _say(f"  {member.name:<{width}}  {member.sign_in:<36}  {member.job_title or 'family'}")
    _say(f"\nEveryone’s password: {PASSWORD}")
    if codes:
        _say(f"Staff also type a code from any authenticator app, with this key in it: {in_fours(APP_KEY)}")
    _say("")


def _say(line: str) -> None:
    print(line, flush=True)
