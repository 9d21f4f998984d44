"""Statements about staff and partners. None reads a family."""

from uuid import UUID

from portal.administration.model import PER_PAGE, Filter, NewStaff, StaffMember, StaffPage
from portal.db import Connection, Row
from portal.identity.secret_words import WORK_FOR


async def list_staff(conn: Connection, wanted: Filter) -> StaffPage:
    rows = await conn.fetch(
        """
        WITH staff AS (
            SELECT person.id, person.name, coalesce(person.staff_role, 'partner') AS role, person.job_title,
                   team.name AS team, address.name AS email, account.invited_until,
                   CASE WHEN person.ended_at IS NOT NULL OR account.state = 'closed' THEN 'stopped'
                        ELSE coalesce(account.state, 'stopped') END AS status,
                   (SELECT max(session.created_at) FROM session WHERE session.account_id = account.id) AS last_sign_in,
                   NULL::timestamptz AS words_at, false AS settled, giver.id AS given_by,
                   EXISTS (SELECT FROM authenticator AS x
                            WHERE x.account_id = account.id AND x.ended_at IS NULL) AS has_app,
                   giver.name AS giver,
                   (SELECT CASE WHEN l.void_why = 'wrong_numbers' THEN 'wrong_numbers'
                                WHEN l.voided_at IS NOT NULL OR l.used_at IS NOT NULL THEN NULL
                                ELSE coalesce((SELECT CASE WHEN sent.state IN ('sent', 'delivered') THEN 'sent'
                                                           WHEN sent.state = 'failed' THEN 'failed' END
                                                 FROM letter AS sent
                                                WHERE sent.subject_kind = 'sign_in_link' AND sent.subject_id = l.id
                                                ORDER BY sent.sent_at DESC NULLS LAST LIMIT 1), 'going') END
                      FROM sign_in_link AS l
                     WHERE l.account_id = account.id AND l.kind = 'invitation'
                     ORDER BY l.made_at DESC LIMIT 1) AS invitation
              FROM person
              LEFT JOIN team ON team.id = person.team_id
              LEFT JOIN account ON account.person_id = person.id
              LEFT JOIN person AS giver ON giver.id = account.words_given_by AND giver.ended_at IS NULL
              LEFT JOIN sign_in_name AS address ON address.account_id = account.id AND address.kind = 'email'
             WHERE person.kind IN ('staff', 'partner')
        )
        SELECT *, count(*) OVER () AS total
          FROM staff
         WHERE ($1 = '' OR position(lower($1) IN lower(concat_ws(' ', name, email))) > 0)
           AND ($2 = '' OR role = $2)
           AND CASE WHEN $3 = '' THEN status <> 'stopped' ELSE status = $3 END
         ORDER BY lower(name), id
         LIMIT $4 OFFSET $5
        """,
        wanted.q,
        wanted.role,
        wanted.status,
        PER_PAGE,
        (wanted.page - 1) * PER_PAGE,
    )
    total = rows[0]["total"] if rows else 0
    return StaffPage([_member(row) for row in rows], total, wanted.page)


async def get_staff(conn: Connection, person_id: UUID) -> StaffMember | None:
    """Somebody of staff or a partner whose access has not been stopped.

    Words that a giver gave who has left since are given by nobody: nobody confirms them any more.
    """
    row = await conn.fetchrow(
        """
        SELECT person.id, person.name, coalesce(person.staff_role, 'partner') AS role, person.job_title,
               team.name AS team, address.name AS email, account.state AS status, account.invited_until,
               NULL::timestamptz AS last_sign_in, account.password_changed_at AS words_at,
               account.password_changed_at < now() - interval '30 seconds' AS settled, NULL::text AS invitation,
               giver.id AS given_by,
               EXISTS (SELECT FROM authenticator AS x
                        WHERE x.account_id = account.id AND x.ended_at IS NULL) AS has_app,
               giver.name AS giver
          FROM person
          JOIN account ON account.person_id = person.id AND account.state <> 'closed'
          LEFT JOIN person AS giver ON giver.id = account.words_given_by AND giver.ended_at IS NULL
          LEFT JOIN team ON team.id = person.team_id
          LEFT JOIN sign_in_name AS address ON address.account_id = account.id AND address.kind = 'email'
         WHERE person.id = $1 AND person.kind IN ('staff', 'partner') AND person.ended_at IS NULL
        """,
        person_id,
    )
    return _member(row) if row else None


def _member(row: Row) -> StaffMember:
    return StaffMember(**{name: row[name] for name in StaffMember.__slots__})


async def get_email(conn: Connection, account_id: UUID) -> str | None:
    """The address that somebody signs in with."""
    address: str | None = await conn.fetchval(
        "SELECT name FROM sign_in_name WHERE account_id = $1 AND kind = 'email' ORDER BY created_at LIMIT 1",
        account_id,
    )
    return address


async def add_staff(conn: Connection, new: NewStaff) -> UUID:
    person_id: UUID = await conn.fetchval(
        """
        INSERT INTO person (council_id, kind, name, called, staff_role, job_title, team_id)
        VALUES (current_council(), $1, $2, $3, $4, $5, (SELECT id FROM team WHERE id = $6))
        RETURNING id
        """,
        new.kind,
        new.name,
        new.called,
        new.staff_role,
        new.job_title,
        new.team_id,
    )
    return person_id


async def change_words(
    conn: Connection, person_id: UUID, words_hash: str, given_by: UUID | None = None
) -> UUID | None:
    """New paper words, which void what opened the account before; makes the account where there is none.

    `given_by`: who gave them, where they open nothing before somebody else has confirmed them.
    """
    account_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO account (council_id, person_id, password_hash, state, invited_until)
        SELECT council_id, id, $2, 'invited', this_moment() + $3::interval
          FROM person
         WHERE id = $1 AND kind IN ('staff', 'partner') AND ended_at IS NULL
           FOR NO KEY UPDATE
        ON CONFLICT (council_id, person_id) DO UPDATE
           SET password_hash = excluded.password_hash, state = 'invited', words_given_by = $4,
               invited_until = CASE WHEN $4::uuid IS NULL THEN excluded.invited_until END, password_changed_at = now()
         WHERE account.state IN ('invited', 'active')
        RETURNING id
        """,
        person_id,
        words_hash,
        WORK_FOR,
        given_by,
    )
    return account_id


async def can_be_confirmed(conn: Connection, giver_id: UUID, person_id: UUID) -> bool:
    """Whether there is an administrator, other than the two, who can sign in and could see the words."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM person AS o JOIN account AS x ON x.person_id = o.id AND x.state = 'active'
                        WHERE o.staff_role = 'administrator' AND o.ended_at IS NULL AND o.id NOT IN ($1, $2))
        """,
        giver_id,
        person_id,
    )
    return found


async def confirm_words(conn: Connection, actor_id: UUID, person: StaffMember, seen: str) -> UUID | None:
    """The words on paper work from now on. None for who gave them, and where others were given since `seen`."""
    if person.given_by in (None, actor_id) or seen != person.version:
        return None
    account_id: UUID | None = await conn.fetchval(
        """
        UPDATE account SET invited_until = this_moment() + $3::interval, words_given_by = NULL
         WHERE person_id = $1 AND state = 'invited' AND invited_until IS NULL AND words_given_by <> $2
           AND password_changed_at = $4
        RETURNING id
        """,
        person.id,
        actor_id,
        WORK_FOR,
        person.words_at,
    )
    return account_id


async def add_email(conn: Connection, account_id: UUID, email: str) -> bool:
    """False where the address signs somebody in already, in whichever council of this address."""
    added = await conn.fetchval(
        """
        INSERT INTO sign_in_name (council_id, host, name, kind, account_id)
        SELECT council_id, host, $2, 'email', $1 FROM council WHERE council_id = current_council()
        ON CONFLICT DO NOTHING
        RETURNING true
        """,
        account_id,
        email,
    )
    return bool(added)


async def end_devices(conn: Connection, account_id: UUID) -> None:
    await conn.execute("DELETE FROM known_device WHERE account_id = $1", account_id)
