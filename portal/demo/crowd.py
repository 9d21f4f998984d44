"""A crowd to measure with: pairs of a parent and their worker, in both councils, all of them signed in.

`crowd.json` in the data folder is a list with one object for each person; the two of a pair follow each other:

    {"origin": "http://127.0.0.1:8000", "cookie": "session", "value": "…", "conversation": uuid,
     "side": "family" | "staff", "council": uuid, "pair": 1, "person": uuid}

`cookie` and `value` are the session cookie's; the two of a pair share a `conversation`, and nobody else is in it. The
file holds sessions that are open, so nobody but its owner can read it.
"""

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from portal.db import Connection
from portal.demo.cast import EXAMPLESHIRE, SAMPLETON, id_of
from portal.demo.days import Days
from portal.demo.fill import password_hash, write
from portal.demo.story import Story
from portal.identity.sessions import hash_of, new_token
from portal.web.csrf import new_secret

FILE = "crowd.json"
DEVICE = "Crowd"
# A crowd may sit for a whole measurement without a word.
HOURS = 8
LONG_AGO = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the crowd: which side of which conversation, and the token of their session."""

    council_id: UUID
    person_id: UUID
    conversation_id: UUID
    family: bool
    pair: int
    token: str

    def as_json(self, origin: str, cookie: str) -> dict[str, object]:
        return {
            "origin": origin,
            "cookie": cookie,
            "value": self.token,
            "conversation": str(self.conversation_id),
            "side": "family" if self.family else "staff",
            "council": str(self.council_id),
            "pair": self.pair,
            "person": str(self.person_id),
        }


async def seat_crowd(dsn: str, pairs: int, today: date) -> list[Seat]:
    """Adds the pairs that are missing in each council and signs all of them in afresh. `dsn` is the owner's."""
    conn = await asyncpg.connect(dsn)
    try:
        async with conn.transaction():
            for council in (EXAMPLESHIRE, SAMPLETON):
                await write(conn, await _missing(conn, council, pairs, today))
            seats = [
                seat for council in (EXAMPLESHIRE, SAMPLETON) for seat in await _sign_in(conn, council, pairs)
            ]
        await conn.execute("ANALYZE")
    finally:
        await conn.close()
    return seats


def write_crowd(data: Path, seats: list[Seat], origin: str, cookie: str) -> Path:
    """Writes `crowd.json`, whole or not at all, for its owner's eyes."""
    path = data / FILE
    half = data / f"{FILE}-being-made"
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump([seat.as_json(origin, cookie) for seat in seats], file, indent=1)
    half.rename(path)
    return path


async def _missing(conn: Connection, council: str, pairs: int, today: date) -> Story:
    known = await conn.fetch(
        "SELECT id FROM person WHERE id = ANY ($1)", [_id(council, "parent", n) for n in range(1, pairs + 1)]
    )
    there = {row["id"] for row in known}
    story = Story(council, Days(today))
    for number in range(1, pairs + 1):
        if _id(council, "parent", number) not in there:
            _tell_pair(story, number)
    return story


def _tell_pair(story: Story, number: int) -> None:
    parent, child, worker, family, plan = (
        _id(story.council, what, number) for what in ("parent", "child", "worker", "family", "plan")
    )
    since = story.days.first - LONG_AGO
    _tell_adult(story, "parent", number, kind="adult")
    _tell_adult(story, "worker", number, kind="staff", staff_role="worker", job_title="social worker")
    story.add(
        "person",
        id=child,
        kind="young_person",
        name=f"Child {number} of the crowd",
        called=f"Child {number}",
        born_on=since,
    )
    story.add("family", id=family, name=f"Crowd {number}")
    story.add("child_plan", id=plan, family_id=family, child_id=child, type="child_in_need", from_on=since)
    story.add(
        "relationship",
        id=_id(story.council, "relationship", number),
        person_id=parent,
        child_id=child,
        type="mother",
        parental_responsibility=True,
        responsibility_basis="Mother",
        lives_with=True,
        from_on=since,
    )
    story.add(
        "involvement",
        id=_id(story.council, "involvement", number),
        staff_id=worker,
        child_plan_id=plan,
        role="allocated",
        from_at=since,
    )


def _tell_adult(story: Story, what: str, number: int, **more: object) -> None:
    person = _id(story.council, what, number)
    name = f"{what.capitalize()} {number}"
    story.add("person", id=person, name=f"{name} of the crowd", called=name, **more)
    story.add(
        "account",
        id=_id(story.council, "account", number, what),
        person_id=person,
        password_hash=password_hash(),
    )


async def _sign_in(conn: Connection, council: str, pairs: int) -> list[Seat]:
    """Whoever of the crowd was signed in before is not any more."""
    people = [_id(council, what, n) for n in range(1, pairs + 1) for what in ("parent", "worker")]
    tokens = [new_token() for _ in people]
    await conn.execute(
        """
        UPDATE session SET ended_at = now()
         WHERE ended_at IS NULL AND account_id IN (SELECT id FROM account WHERE person_id = ANY ($1))
        """,
        people,
    )
    await conn.execute(
        """
        INSERT INTO session (council_id, account_id, token_hash, csrf_secret, device_name, idle_minutes, ends_at)
        SELECT a.council_id, a.id, s.token_hash, s.csrf_secret, $4, $5 * 60, now() + make_interval(hours => $5)
          FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS s (person_id, token_hash, csrf_secret)
          JOIN account AS a ON a.person_id = s.person_id
        """,
        people,
        [hash_of(token) for token in tokens],
        [new_secret() for _ in people],
        DEVICE,
        HOURS,
    )
    rows = await conn.fetch("SELECT person_id, id FROM conversation WHERE person_id = ANY ($1)", people)
    conversations = {row["person_id"]: row["id"] for row in rows}
    return [
        Seat(
            council_id=id_of(council),
            person_id=person,
            conversation_id=conversations[people[place - place % 2]],
            family=place % 2 == 0,
            pair=place // 2 + 1,
            token=token,
        )
        for place, (person, token) in enumerate(zip(people, tokens, strict=True))
    ]


def _id(council: str, what: str, number: int, *more: str) -> UUID:
    return id_of(council, "crowd", what, str(number), *more)
