"""Invitations that open nothing before a second person has approved them."""

from uuid import UUID

from portal.administration.model import NewStaff
from portal.administration.model_inviting import Invitation
from portal.db import Connection

# Who may say yes: an administrator other than who asked, and only where none can sign in a manager. Of the two words
# the smaller is the former.
_INVITATION = """
    SELECT v.id, v.name, v.called, v.email, v.role, v.job_title, v.team_id, team.name AS team,
           v.words_hash IS NOT NULL AS on_paper, v.asked_by, asker.name AS asker, v.asked_at, v.outcome,
           (SELECT d.name FROM person AS d WHERE d.id = v.decided_by) AS decider, v.decided_at, w.waits_for,
           has_lapsed(v) AS lapsed, ends_at(v) AS ends_at,
           coalesce(me.id <> v.asked_by AND me.staff_role = w.waits_for AND NOT has_lapsed(v), false) AS may_decide
      FROM staff_invitation AS v
      JOIN person AS asker ON asker.id = v.asked_by
      JOIN person AS me ON me.id = $1 AND me.ended_at IS NULL
      LEFT JOIN team ON team.id = v.team_id
     CROSS JOIN LATERAL (
         SELECT min(o.staff_role) AS waits_for
           FROM person AS o
           JOIN account AS x ON x.person_id = o.id AND x.state = 'active'
          WHERE o.staff_role IN ('administrator', 'manager') AND o.ended_at IS NULL AND o.id <> v.asked_by
     ) AS w
     WHERE (me.staff_role = 'administrator' OR me.staff_role = w.waits_for AND v.asked_by <> me.id)
"""


async def is_taken(conn: Connection, email: str) -> bool:
    """Whether an address signs somebody in already, in whichever council of this host, or waits to."""
    taken: bool = await conn.fetchval(
        """
        SELECT EXISTS (SELECT FROM council AS c CROSS JOIN LATERAL account_of_sign_in_name(c.host, $1) AS a
                        WHERE c.council_id = current_council())
               OR EXISTS (SELECT FROM staff_invitation AS v
                           WHERE v.email = $1 AND v.outcome IS NULL AND NOT has_lapsed(v))
        """,
        email,
    )
    return taken


async def add_invitation(
    conn: Connection, actor_id: UUID, new: NewStaff, email: str, words_hash: str | None
) -> UUID | None:
    """None where somebody else has just asked for the same address. One that lapsed is put away by asking again."""
    await conn.execute(
        """
        UPDATE staff_invitation AS v
           SET outcome = 'withdrawn', decided_by = $1, decided_at = this_moment(), words_hash = NULL
         WHERE v.email = $2 AND has_lapsed(v)
        """,
        actor_id,
        email,
    )
    invitation_id: UUID | None = await conn.fetchval(
        """
        INSERT INTO staff_invitation
               (council_id, name, called, email, role, job_title, team_id, words_hash, asked_by, asked_at)
        VALUES (current_council(), $2, $3, $4, $5, $6, (SELECT id FROM team WHERE id = $7), $8, $1, this_moment())
        ON CONFLICT (council_id, email) WHERE outcome IS NULL DO NOTHING
        RETURNING id
        """,
        actor_id,
        new.name,
        new.called,
        email,
        new.role,
        new.job_title,
        new.team_id,
        words_hash,
    )
    return invitation_id


async def list_waiting(conn: Connection, actor_id: UUID) -> list[Invitation]:
    """With those that lapsed, which are an administrator's to see and put away, and no manager's."""
    rows = await conn.fetch(
        f"""
        {_INVITATION} AND v.outcome IS NULL AND (me.staff_role = 'administrator' OR NOT has_lapsed(v))
         ORDER BY v.asked_at, v.id
        """,
        actor_id,
    )
    return [Invitation(**row) for row in rows]


async def get_invitation(conn: Connection, actor_id: UUID, invitation_id: UUID) -> Invitation | None:
    """Waiting or decided; none for a manager who could not say yes to it."""
    row = await conn.fetchrow(f"{_INVITATION} AND v.id = $2", actor_id, invitation_id)
    return Invitation(**row) if row else None


async def hold_invitation(conn: Connection, invitation_id: UUID) -> str | None:
    """Until this deed is done nobody else decides on it. Answers what words on paper hash to."""
    words_hash: str | None = await conn.fetchval(
        "SELECT words_hash FROM staff_invitation WHERE id = $1 FOR UPDATE", invitation_id
    )
    return words_hash


async def end_invitation(
    conn: Connection, actor_id: UUID, invitation_id: UUID, person_id: UUID | None = None
) -> bool:
    """Approved as this person, or withdrawn. False where somebody else was first."""
    ended: str = await conn.execute(
        """
        UPDATE staff_invitation
           SET outcome = CASE WHEN $3::uuid IS NULL THEN 'withdrawn' ELSE 'approved' END, person_id = $3,
               decided_by = $1, decided_at = this_moment(), words_hash = NULL
         WHERE id = $2 AND outcome IS NULL
        """,
        actor_id,
        invitation_id,
        person_id,
    )
    return ended == "UPDATE 1"
