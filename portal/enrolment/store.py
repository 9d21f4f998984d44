"""Ways to sign in of people whom the actor works with: every statement asks readable_people for them."""

from collections.abc import Sequence
from uuid import UUID

from portal.db import Connection
from portal.enrolment.model import EnrolledPerson, SentLink, Way
from portal.identity.secret_words import WORK_FOR
from portal.identity.sign_in_names import SignInName


async def get_person(conn: Connection, actor_id: UUID, person_id: UUID) -> EnrolledPerson | None:
    """None where the actor does not work with them; a brother's or sister's name is not enough."""
    row = await conn.fetchrow(
        """
        SELECT person.id, person.name, person.called, account.id AS account_id, account.state, account.invited_until,
               used.last_used_at, used.signed_in_on, account.password_changed_at AS words_at,
               coalesce(account.password_changed_at < now() - interval '30 seconds', false) AS settled
          FROM person
          JOIN readable_people($1) USING (id)
          LEFT JOIN account ON account.person_id = person.id
          LEFT JOIN LATERAL (
            SELECT max(last_used_at) AS last_used_at,
                   count(*) FILTER (
                     WHERE ended_at IS NULL AND ends_at > now()
                       AND last_used_at > now() - make_interval(mins => idle_minutes)
                   ) AS signed_in_on
              FROM session WHERE session.account_id = account.id
          ) AS used ON true
         WHERE person.id = $2 AND person.kind IN ('adult', 'young_person') AND person.ended_at IS NULL
           AND account.state IS DISTINCT FROM 'closed'
           AND (person.kind = 'adult' OR EXISTS (
                SELECT FROM staffed_plans($1) AS s JOIN child_plan AS c ON c.id = s.child_plan_id
                 WHERE c.child_id = person.id))
        """,
        actor_id,
        person_id,
    )
    return EnrolledPerson(**row) if row else None


async def list_ways(conn: Connection, actor_id: UUID, person_id: UUID) -> list[Way]:
    rows = await conn.fetch(
        """
        SELECT sign_in_name.kind, sign_in_name.name
          FROM sign_in_name
          JOIN account ON account.id = sign_in_name.account_id
          JOIN readable_people($1) AS readable ON readable.id = account.person_id
         WHERE account.person_id = $2
         ORDER BY sign_in_name.kind, sign_in_name.created_at
        """,
        actor_id,
        person_id,
    )
    return [Way(**row) for row in rows]


async def list_links(conn: Connection, actor_id: UUID, person_id: UUID) -> dict[str, SentLink]:
    """The newest of each kind in the last 30 days. Askings that were too many sent nothing and say nothing."""
    rows = await conn.fetch(
        """
        SELECT DISTINCT ON (link.kind) link.kind, link.made_at, link.ends_at, link.used_at, link.void_why,
               sent.channel, sent.state AS letter, sent.why, sent.sent_at, sent.not_before
          FROM sign_in_link AS link
          JOIN account ON account.id = link.account_id
          JOIN readable_people($1) AS readable ON readable.id = account.person_id
          LEFT JOIN LATERAL (
            SELECT channel, state, why, sent_at, not_before FROM letter
             WHERE subject_kind = 'sign_in_link' AND subject_id = link.id
             ORDER BY sent_at DESC NULLS LAST, made_at DESC LIMIT 1
          ) AS sent ON true
         WHERE account.person_id = $2 AND link.made_at > this_moment() - interval '30 days'
           AND link.void_why IS DISTINCT FROM 'too_many'
         ORDER BY link.kind, link.made_at DESC
        """,
        actor_id,
        person_id,
    )
    return {row["kind"]: SentLink(**row) for row in rows}


async def change_words(conn: Connection, actor_id: UUID, person_id: UUID, words_hash: str) -> UUID | None:
    """New paper words, which void what opened the account before. Makes the account where there is none.

    None for a person whom the actor does not work with, and for one whose access is paused.
    """
    account_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO account (council_id, person_id, password_hash, state, invited_until, style)
        SELECT council_id, id, $3, 'invited', this_moment() + $4::interval,
               CASE WHEN kind = 'adult' THEN 'plain'
                    WHEN born_on > this_day() - interval '12 years' THEN 'bright' ELSE 'calm' END
          FROM person
          JOIN readable_people($1) USING (id)
         WHERE id = $2 AND kind IN ('adult', 'young_person') AND ended_at IS NULL
           FOR NO KEY UPDATE OF person
        ON CONFLICT (council_id, person_id) DO UPDATE
           SET password_hash = excluded.password_hash, state = 'invited', invited_until = excluded.invited_until,
               password_changed_at = now()
         WHERE account.state IN ('invited', 'active')
        RETURNING id
        """,
        actor_id,
        person_id,
        words_hash,
        WORK_FOR,
    )
    return account_id


async def add_name(conn: Connection, actor_id: UUID, account_id: UUID, name: SignInName) -> bool:
    """False where the name signs somebody in already, in whichever council of this address."""
    added = await conn.fetchval(
        """
        INSERT INTO sign_in_name (council_id, host, name, kind, account_id)
        SELECT account.council_id, council.host, $3, $4, account.id
          FROM account
          JOIN readable_people($1) AS readable ON readable.id = account.person_id
          JOIN council ON council.council_id = account.council_id
         WHERE account.id = $2
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        actor_id,
        account_id,
        name.value,
        name.kind,
    )
    return bool(added)


async def end_names(conn: Connection, actor_id: UUID, account_id: UUID, names: Sequence[str]) -> bool:
    """Takes names away; a card's number with its card. False where the account has none of them."""
    ended = await conn.fetchval(
        """
        WITH ended AS (
            DELETE FROM sign_in_name
             WHERE account_id = $2 AND name = ANY ($3::text[])
               AND account_id IN (
                   SELECT account.id FROM account
                     JOIN readable_people($1) AS readable ON readable.id = account.person_id
               )
            RETURNING name
        ), card AS (
            UPDATE sign_in_card SET ended_at = this_moment()
             WHERE account_id = $2 AND ended_at IS NULL AND number IN (SELECT name FROM ended)
        )
        SELECT true FROM ended
        """,
        actor_id,
        account_id,
        names,
    )
    return bool(ended)


async def add_card(conn: Connection, actor_id: UUID, account_id: UUID, number: str) -> None:
    await conn.execute(
        """
        INSERT INTO sign_in_card (council_id, account_id, number, issued_by, issued_at)
        SELECT account.council_id, account.id, $3, $1, this_moment()
          FROM account
          JOIN readable_people($1) AS readable ON readable.id = account.person_id
         WHERE account.id = $2
        """,
        actor_id,
        account_id,
        number,
    )


async def end_devices(conn: Connection, account_id: UUID) -> None:
    """No browser answers for itself any longer."""
    await conn.execute("DELETE FROM known_device WHERE account_id = $1", account_id)


async def end_links(conn: Connection, account_id: UUID) -> None:
    """What they asked for and have not used may be read on the phone that is lost."""
    await conn.execute(
        """
        UPDATE sign_in_link SET voided_at = this_moment(), void_why = 'not_safe'
         WHERE account_id = $1 AND kind = 'reset' AND used_at IS NULL AND voided_at IS NULL
        """,
        account_id,
    )


async def change_paused(conn: Connection, actor_id: UUID, person_id: UUID, *, paused: bool) -> UUID | None:
    """Pauses, or ends the pause of, a person whose plan the actor manages at this moment."""
    account_id: UUID | None = await conn.fetchval(
        """
        WITH whose AS (
            SELECT person.id FROM person JOIN readable_people($1) USING (id) WHERE person.id = $2
               FOR NO KEY UPDATE OF person
        )
        UPDATE account
           SET state = CASE WHEN $3 THEN 'paused' WHEN invited_until IS NULL THEN 'active' ELSE 'invited' END
          FROM whose
         WHERE account.person_id = whose.id
           AND state = ANY (CASE WHEN $3 THEN ARRAY['active', 'invited'] ELSE ARRAY['paused'] END)
        RETURNING account.id
        """,
        actor_id,
        person_id,
        paused,
    )
    return account_id
