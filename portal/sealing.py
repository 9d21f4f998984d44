"""The keyed chain over the access log: sealed by the worker within a minute, checked by anyone with the key."""

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from portal.db import Connection, Row
from portal.settings import SettingsProblem

# What was noted of chains earlier: council → number of a seal → its hash.
Heads: TypeAlias = Mapping[UUID, Mapping[int, str]]
FIRST = b"\0" * 32
AT_ONCE = 1000
# Seconds.
LONGEST_LOOK = 3600.0
# What stands between two columns stands in none of them: words that hold it could move a name from one to the next.
BETWEEN = "\x1f"
_WITHIN = str.maketrans({BETWEEN: "\x1b_", "\x1b": "\x1b\x1b"})


def link(key: bytes, before: bytes, row: Row) -> bytes:
    """h_n = HMAC(key, h_{n-1} ‖ row): every column of the log, in one written form."""
    return hmac.new(key, before + _written(row), hashlib.sha256).digest()


def _written(row: Row) -> bytes:
    at: datetime = row["at"]
    about: Iterable[UUID] = row["about"]
    parts = (
        row["council_id"],
        row["id"],
        at.isoformat(),
        row["actor_id"],
        row["deed"],
        row["kind"],
        row["item_id"],
        *about,
        row["reason"],
    )
    return BETWEEN.join("" if part is None else str(part).translate(_WITHIN) for part in parts).encode()


async def seal(conn: Connection, key: bytes, *, days: int | None = 1) -> int:
    """Seals what is not sealed yet of the current council, oldest first; returns how many rows.

    Rows are found by not being sealed, never by their place: a row with an earlier time can commit later. So many days
    are looked through each time, back from the newest seal where nobody sealed for a while; `days=None` looks through
    everything, which takes the longer the more there is.
    """
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('seal' || current_council()::text, 0))")
    head = await conn.fetchrow(
        """
        SELECT number, hash, least(log_at, this_moment()) - make_interval(days => $1) AS since
          FROM access_seal ORDER BY number DESC LIMIT 1
        """,
        days,
    )
    number, before, since = head or (0, FIRST, None)
    rows = await conn.fetch(
        """
        SELECT council_id, id, at, actor_id, deed, kind, item_id, about, reason
          FROM access_log
         WHERE at > coalesce($2, '-infinity'::timestamptz)
           AND NOT EXISTS (SELECT FROM access_seal WHERE access_seal.log_id = access_log.id)
         ORDER BY at, id LIMIT $1
        """,
        AT_ONCE,
        since,
    )
    seals = []
    for row in rows:
        number, before = number + 1, link(key, before, row)
        seals.append((number, row["id"], row["at"], before))
    await conn.executemany(
        """
        INSERT INTO access_seal (council_id, number, log_id, log_at, hash)
        VALUES (current_council(), $1, $2, $3, $4)
        """,
        seals,
    )
    return len(seals)


async def head_of(conn: Connection) -> tuple[int, bytes]:
    """The number and hash of the last seal of the current council; 0 and nothing where there is none."""
    row = await conn.fetchrow("SELECT number, hash FROM access_seal ORDER BY number DESC LIMIT 1")
    return (row["number"], row["hash"]) if row else (0, b"")


async def first_lost_seal(conn: Connection, noted: Mapping[int, str], last: int) -> int | None:
    """The number of the first seal that is not what was noted of it, or that followed on `last` and is gone."""
    rows = await conn.fetch(
        "SELECT number, hash FROM access_seal WHERE number = ANY ($1::bigint[])", list(noted)
    )
    there = {row["number"]: row["hash"].hex() for row in rows}
    lost = (number for number in sorted(noted) if there.get(number) != noted[number])
    return next((min(number, last + 1) for number in lost), None)


def read_heads(noted: str) -> Heads:
    """What earlier audits printed, and what the worker told in its log since, among whatever else stands there.

    Raises SettingsProblem for what is neither.
    """
    heads: dict[UUID, dict[int, str]] = defaultdict(dict)
    try:
        for line in noted.splitlines():
            head = _head_in(line)
            if head is not None:
                council, number, last = head
                heads[UUID(council)][int(number)] = last
    except (ValueError, KeyError):
        raise SettingsProblem(
            "--since needs what an earlier `portal audit` printed, or lines of the worker's log."
        ) from None
    return heads


def _head_in(line: str) -> tuple[str, str, str] | None:
    """Council, number and hash. None for a line that tells none, and for a council that had no seal yet."""
    if "{" in line:
        # Whatever collects lines may put a name and a time before each.
        told = json.loads(line[line.index("{") :])
        return (told["council"], told["seals"], told["head"]) if "head" in told else None
    if not line.strip():
        return None
    council, number, last = line.split()
    return None if last == "-" else (council, number, last)


async def first_broken_seal(conn: Connection, key: bytes) -> int | None:
    """The number of the first seal that does not fit its row or its place; None where the chain is whole."""
    before, expected = FIRST, 0
    async for row in conn.cursor(
        """
        SELECT seal.number, seal.hash, log.council_id, log.id, log.at, log.actor_id, log.deed, log.kind, log.item_id,
               log.about, log.reason
          FROM access_seal AS seal
          LEFT JOIN access_log AS log ON log.id = seal.log_id AND log.at = seal.log_at
         ORDER BY seal.number
        """
    ):
        expected += 1
        if row["number"] != expected or row["id"] is None:
            return expected
        before = link(key, before, row)
        if not hmac.compare_digest(before, row["hash"]):
            return expected
    return None


async def count_put_in(conn: Connection) -> int:
    """Rows of the current council that no round of sealing will reach: put in later, at an old time or as a copy.

    Looks through all that there is, for as long as that takes.
    """
    await conn.execute("SET LOCAL statement_timeout = 0")
    count: int = await conn.fetchval(
        """
        SELECT count(*)
          FROM access_log AS log
         WHERE NOT EXISTS (SELECT FROM access_seal AS seal WHERE seal.log_id = log.id AND seal.log_at = log.at)
           AND (EXISTS (SELECT FROM access_seal AS seal WHERE seal.log_id = log.id)
                OR log.at <= (SELECT least(seal.log_at, this_moment()) - interval '1 day'
                                FROM access_seal AS seal ORDER BY seal.number DESC LIMIT 1))
        """,
        timeout=LONGEST_LOOK,
    )
    return count
