"""A new council on this deployment: its row, team, rules, safety words, and an administrator with words on paper.

Another administrator, too, for a council that has nobody left who could say yes to one.
"""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg
from argon2 import PasswordHasher

from portal.clock import Clock
from portal.db import Connection, migrator_transaction
from portal.identity.passwords import LANES, MEMORY_KIB, TIME_COST
from portal.identity.secret_words import WORK_FOR, new_words
from portal.identity.sign_in_names import read_sign_in_name
from portal.safety.starting_words import starting_words
from portal.safety.store_words import add_starting_words
from portal.settings import SettingsProblem
from portal.statutory.national import national_rules
from portal.statutory.store import add_rules
from portal.web.fields import can_be_called

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252})")


@dataclass(frozen=True, slots=True)
class NewCouncil:
    """What has to be known of a council before its first administrator can sign in."""

    name: str
    service_name: str
    host: str
    team: str
    phone: str
    out_of_hours_name: str
    out_of_hours_phone: str
    administrator: str
    email: str


async def add_council(dsn: str, new: NewCouncil, clock: Clock) -> str:
    """Adds it, as role portal_migrator; returns the words that the administrator signs in with once, within 7 days.

    From its first day all of its staff sign in with a code from an app as well.

    Raises SettingsProblem where something is empty or no number, the host is more than a name, or the e-mail is none or
    already signs somebody in there.
    """
    new = replace(_filled(new), host=_host_in(new.host))
    email = read_sign_in_name(new.email)
    if email is None or email.kind != "email":
        raise SettingsProblem(f"{new.email!r} is not an email address.")
    words = new_words()
    try:
        async with migrator_transaction(dsn) as conn:
            council_id = await _add_council(conn, new)
            await add_rules(conn, council_id, national_rules())
            await add_starting_words(conn, council_id, starting_words(), clock.now())
            first = _Administrator(new.administrator, email.value, words)
            await _add_administrator(conn, str(council_id), first, clock.now())
    except asyncpg.UniqueViolationError as taken:
        raise SettingsProblem(f"{email.value} already signs somebody in at {new.host}.") from taken
    return words


async def add_administrator(dsn: str, council: str, name: str, email: str, clock: Clock) -> str:
    """Adds one more to a council, by its name or id; returns their words as `add_council` does. Raises SettingsProblem.

    It stands in the council's access log as a deed of nobody else than whom it is about.
    """
    address = read_sign_in_name(email)
    if address is None or address.kind != "email":
        raise SettingsProblem(f"{email!r} is not an email address.")
    if not name.strip():
        raise SettingsProblem("--name must not be empty.")
    words = new_words()
    another = _Administrator(name.strip(), address.value, words)
    try:
        async with migrator_transaction(dsn) as conn:
            if not await _add_administrator(conn, council.strip(), another, clock.now()):
                raise SettingsProblem(f"There is no council {council!r}, or there are several of that name.")
    except asyncpg.UniqueViolationError as taken:
        raise SettingsProblem(f"{address.value} already signs somebody in there.") from taken
    return words


@dataclass(frozen=True, slots=True)
class _Administrator:
    """Somebody to come. `words`: what they sign in with once."""

    name: str
    email: str
    words: str


async def _add_administrator(
    conn: Connection, council: str, new: _Administrator, now: datetime
) -> UUID | None:
    """None where `council` is not the name or the id of exactly one."""
    hashed = PasswordHasher(TIME_COST, MEMORY_KIB, LANES).hash(new.words)
    person_id: UUID | None = await conn.fetchval(
        """
        WITH asked AS (
            SELECT min(council_id::text)::uuid AS council_id FROM council
             WHERE lower(name) = lower($1) OR council_id::text = lower($1) HAVING count(*) = 1
        ), new_person AS (
            INSERT INTO person (council_id, kind, name, called, staff_role, job_title)
            SELECT council_id, 'staff', $2, split_part($2, ' ', 1), 'administrator', 'Administrator' FROM asked
            RETURNING council_id, id
        ), new_account AS (
            INSERT INTO account (council_id, person_id, password_hash, state, invited_until)
            SELECT council_id, id, $4, 'invited', $5::timestamptz + $6::interval FROM new_person
            RETURNING council_id, id
        ), new_name AS (
            INSERT INTO sign_in_name (council_id, host, name, kind, account_id)
            SELECT council_id, (SELECT c.host FROM council AS c WHERE c.council_id = a.council_id), $3, 'email', id
              FROM new_account AS a
        ), logged AS (
            INSERT INTO access_log (council_id, at, actor_id, deed, kind, item_id, about, reason)
            SELECT council_id, $5, id, 'changed', 'invitation', id, ARRAY[id], 'added by who runs the service'
              FROM new_person
        )
        SELECT id FROM new_person
        """,
        council,
        new.name,
        new.email,
        hashed,
        now,
        WORK_FOR,
    )
    return person_id


def _filled(new: NewCouncil) -> NewCouncil:
    """Each without blanks around it. Families read these beside “call us”: an empty one is an empty place there."""
    typed = {name: value.strip() for name, value in asdict(new).items()}
    # An empty host is no name, and is said to be none.
    for name, value in typed.items():
        if not value and name != "host":
            raise SettingsProblem(f"--{name.replace('_', '-')} must not be empty.")
        if name.endswith("phone") and not can_be_called(value):
            raise SettingsProblem(f"--{name.replace('_', '-')} must be a number to call, not {value!r}.")
    return NewCouncil(**typed)


def _host_in(typed: str) -> str:
    """As the web process looks for it: what stands in an address before port and path, in small letters."""
    host = typed.strip().lower()
    if not _HOST.fullmatch(host):
        raise SettingsProblem(f"--host must be a name alone, such as kite.example.gov.uk, not {typed!r}.")
    return host


async def _add_council(conn: Connection, new: NewCouncil) -> UUID:
    """Its row and its first team."""
    council_id: UUID = await conn.fetchval(
        """
        WITH new_council AS (
            INSERT INTO council (
                name, service_name, host, team_name, phone, out_of_hours_name, out_of_hours_phone, staff_second_step
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7, true) RETURNING council_id
        ), new_team AS (
            INSERT INTO team (council_id, name, phone) SELECT council_id, $4, $5 FROM new_council
        )
        SELECT council_id FROM new_council
        """,
        new.name,
        new.service_name,
        new.host,
        new.team,
        new.phone,
        new.out_of_hours_name,
        new.out_of_hours_phone,
    )
    return council_id
