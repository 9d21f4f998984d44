"""The plans: read by whoever is about to reach somebody, kept as the person said it, stopped at once.

Who may ask is the caller's to check before, except where a statement names the member of staff.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from portal.db import Connection
from portal.identity.sessions import shorten_sessions
from portal.safe_contact.model import AskAgain, Incident, SafeContact, Stale, newest_incident
from portal.safe_contact.reading import read_plan


async def get_plan(conn: Connection, person_id: UUID) -> SafeContact | None:
    found = await conn.fetchval(
        """
        SELECT to_jsonb(k) || jsonb_build_object('checked_by_name', w.name)
          FROM safe_contact_plan AS k
          LEFT JOIN person AS w ON w.id = k.checked_by
         WHERE k.person_id = $1
        """,
        person_id,
    )
    return read_plan(found)


async def list_plans(conn: Connection, people: Iterable[UUID]) -> dict[UUID, SafeContact]:
    """The plans of these people; whoever was never asked is missing."""
    rows = await conn.fetch(
        "SELECT k.person_id, to_jsonb(k) AS plan FROM safe_contact_plan AS k WHERE k.person_id = ANY ($1::uuid[])",
        list(people),
    )
    return {row["person_id"]: plan for row in rows if (plan := read_plan(row["plan"])) is not None}


async def list_incidents(conn: Connection, person_id: UUID) -> list[tuple[str, datetime]]:
    """What happened to somebody that an answer may not have known, at any time."""
    rows = await conn.fetch("SELECT i.why, i.at FROM contact_incidents($1) AS i", person_id)
    return [(row["why"], row["at"]) for row in rows]


async def get_ask_again(
    conn: Connection, person_id: UUID, plan: SafeContact | None, today: date
) -> AskAgain | None:
    """Why to ask somebody again, if there is a reason. Who was never asked is not asked *again*."""
    return newest_incident(await list_incidents(conn, person_id), plan, today) if plan else None


async def get_own_ask_again(
    conn: Connection, person_id: UUID, plan: SafeContact | None, today: date
) -> AskAgain | None:
    """As the person themself is asked. That somebody else has their number is for their worker to ask about."""
    if plan is None:
        return None
    found = await list_incidents(conn, person_id)
    return newest_incident([one for one in found if one[0] != Incident.NUMBER_SHARED], plan, today)


async def save_plan(conn: Connection, actor_id: UUID, person_id: UUID, plan: SafeContact) -> None:
    """Keeps what a person said at this moment, also that nothing changed. Raises Stale where it is not the newest.

    `unsafe_since` stays: only `end_unsafe` says that a phone is safe again.
    """
    if plan.device_shared:
        await shorten_sessions(conn, [person_id])
    saved = await conn.fetchval(
        """
        INSERT INTO safe_contact_plan AS k
               (council_id, person_id, texting, from_time, to_time, days, discreet, email, letters, letters_to,
                plain_envelope, calls, voicemail, code_word, device_shared, shared_with, never, only_i_contact,
                not_visited_on, checked_on, checked_at, checked_by)
        SELECT p.council_id, p.id, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
               this_day(), this_moment(), $1
          FROM person AS p
         WHERE p.id = $2 AND ($3 = 0 OR EXISTS (SELECT FROM safe_contact_plan AS old WHERE old.person_id = p.id))
        ON CONFLICT (council_id, person_id) DO UPDATE
           SET texting = excluded.texting, from_time = excluded.from_time, to_time = excluded.to_time,
               days = excluded.days, discreet = excluded.discreet, email = excluded.email,
               letters = excluded.letters, letters_to = excluded.letters_to,
               plain_envelope = excluded.plain_envelope, calls = excluded.calls, voicemail = excluded.voicemail,
               code_word = excluded.code_word, device_shared = excluded.device_shared,
               shared_with = excluded.shared_with, never = excluded.never, only_i_contact = excluded.only_i_contact,
               not_visited_on = excluded.not_visited_on, checked_on = excluded.checked_on,
               checked_at = excluded.checked_at, checked_by = excluded.checked_by, version = k.version + 1
         WHERE k.version = $3
        RETURNING k.person_id
        """,
        actor_id,
        person_id,
        plan.version,
        plan.texting,
        plan.from_time,
        plan.to_time,
        list(plan.days),
        plan.is_discreet,
        plan.email,
        plan.letters,
        plan.letters_to,
        plan.plain_envelope,
        plan.calls,
        plan.voicemail,
        plan.code_word,
        plan.device_shared,
        plan.shared_with,
        plan.never,
        plan.only_i_contact,
        list(plan.not_visited_on),
    )
    if saved is None:
        raise Stale


async def add_unsafe(conn: Connection, person_id: UUID) -> None:
    """“My phone is not safe”: from now on nothing leaves, whatever else the plan says. Twice is once."""
    await conn.execute(
        """
        INSERT INTO safe_contact_plan AS k (council_id, person_id, texting, calls, checked_on, checked_at, checked_by,
                                            unsafe_since)
        SELECT p.council_id, p.id, 'no', 'no', this_day(), this_moment(), p.id, this_moment()
          FROM person AS p WHERE p.id = $1
        ON CONFLICT (council_id, person_id) DO UPDATE
           SET unsafe_since = coalesce(k.unsafe_since, excluded.unsafe_since), version = k.version + 1
        """,
        person_id,
    )


async def end_unsafe(conn: Connection, person_id: UUID) -> None:
    """The phone is safe again: said by the person, to somebody who asked them."""
    await conn.execute(
        """
        UPDATE safe_contact_plan AS k SET unsafe_since = NULL, version = k.version + 1
         WHERE k.person_id = $1 AND k.unsafe_since IS NOT NULL
        """,
        person_id,
    )


async def stop_texts(conn: Connection, person_id: UUID) -> None:
    """They answered STOP: no text any more, until they say otherwise."""
    await conn.execute(
        """
        UPDATE safe_contact_plan AS k
           SET texting = 'no', texts_stopped_at = this_moment(), version = k.version + 1
         WHERE k.person_id = $1
        """,
        person_id,
    )


async def stop_texts_from(conn: Connection, person_id: UUID, plain: str) -> None:
    """They answered STOP from this number. Where texts go to another one, only this one is left alone from now on.

    Somebody who still has a phone that was shared once must not be able to silence the new one.
    """
    another = await conn.fetchval(
        """
        SELECT n.plain <> $2 FROM contact_point AS n
         WHERE n.person_id = $1 AND n.kind = 'mobile' AND n.ended_at IS NULL AND n.works
           AND n.shared IS DISTINCT FROM 'no'
         ORDER BY n.created_at DESC, n.id LIMIT 1
        """,
        person_id,
        plain,
    )
    if not another:
        await stop_texts(conn, person_id)
        return
    await conn.execute(
        """
        UPDATE contact_point AS n SET ended_at = this_moment()
         WHERE n.person_id = $1 AND n.plain = $2 AND n.kind = 'mobile' AND n.ended_at IS NULL
        """,
        person_id,
        plain,
    )
    await conn.execute(
        """
        UPDATE safe_contact_plan AS k SET texts_stopped_at = this_moment(), version = k.version + 1
         WHERE k.person_id = $1
        """,
        person_id,
    )


async def mark_shared(conn: Connection, people: Iterable[UUID]) -> None:
    """These people share a phone: whatever is written to it names nobody."""
    people = list(people)
    await shorten_sessions(conn, people)
    await conn.execute(
        """
        UPDATE safe_contact_plan AS k
           SET discreet = true, device_shared = true, version = k.version + 1
         WHERE k.person_id = ANY ($1::uuid[]) AND NOT (k.discreet AND k.device_shared)
        """,
        people,
    )
