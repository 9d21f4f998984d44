"""Letters about signing in: what is due, and the secret of a link, made as its letter leaves."""

from uuid import UUID

from portal.db import Connection
from portal.identity.links import INVITATION_LASTS, RESET_LASTS, new_link_token
from portal.identity.links import link_address as link_address
from portal.identity.sessions import hash_of
from portal.sign_in.model_links import WantedLetter

# A changed card is news for as long as somebody might still try the old one.
CARD_NEWS_DAYS = 7


async def list_wanted(conn: Connection) -> list[WantedLetter]:
    return await _list_wanted(conn, None)


async def get_wanted(conn: Connection, subject_kind: str, subject_id: UUID) -> WantedLetter | None:
    """The same, narrowed to one: whether a letter is still wanted as it is about to leave."""
    found = [one for one in await _list_wanted(conn, subject_id) if one.subject_kind == subject_kind]
    return found[0] if found else None


async def _list_wanted(conn: Connection, subject_id: UUID | None) -> list[WantedLetter]:
    """A reset goes to no number that nobody tried with them or that somebody else has too, and by no text to a phone
    that others use.
    """
    rows = await conn.fetch(
        """
        WITH link AS (
            SELECT CASE l.kind WHEN 'reset' THEN 'reset' ELSE 'welcome' END AS key, a.id AS account_id,
                   p.id AS person_id, p.kind IN ('staff', 'partner') AS at_work, l.id, l.made_at, l.contact_point_id
              FROM sign_in_link AS l
              JOIN account AS a ON a.id = l.account_id
              JOIN person AS p ON p.id = a.person_id AND p.ended_at IS NULL
             WHERE l.made_at > this_moment() - CASE l.kind WHEN 'reset' THEN $2::interval ELSE $3::interval END
               AND l.made_at <= this_moment() AND l.ends_at > this_moment()
               AND l.used_at IS NULL AND l.voided_at IS NULL
               AND a.state = CASE l.kind WHEN 'reset' THEN 'active' ELSE 'invited' END
               AND account_lasts(a.ends_on)
               AND ($1::uuid IS NULL OR l.id = $1)
        )
        SELECT k.key, k.person_id, 'sign_in_link' AS subject_kind, k.id AS subject_id, 'once' AS version,
               k.made_at AS due_at,
               CASE WHEN k.at_work THEN NULL
                    WHEN k.key = 'welcome' THEN ARRAY(
                        SELECT n.id FROM contact_point AS n
                         WHERE n.id = k.contact_point_id AND n.works AND n.ended_at IS NULL)
                    ELSE ARRAY(
                        SELECT n.id FROM contact_point AS n
                         WHERE n.person_id = k.person_id AND n.kind IN ('mobile', 'email')
                           AND n.works AND n.proven AND n.ended_at IS NULL
                           AND NOT EXISTS (SELECT FROM contact_point AS o
                                            WHERE o.plain = n.plain AND o.person_id <> n.person_id
                                              AND o.ended_at IS NULL)
                           AND NOT (n.kind = 'mobile' AND EXISTS (
                               SELECT FROM safe_contact_plan AS s
                                WHERE s.person_id = n.person_id AND s.device_shared))
                         ORDER BY n.kind DESC, n.id)
                    END AS points,
               CASE WHEN k.at_work THEN (SELECT min(m.name) FROM sign_in_name AS m
                                          WHERE m.account_id = k.account_id AND m.kind = 'email') END AS address,
               k.key = 'reset' AS asked_for
          FROM link AS k
         UNION ALL
        SELECT 'card', a.person_id, 'sign_in_card', c.id, 'once', c.issued_at, NULL, NULL, false
          FROM sign_in_card AS c
          JOIN account AS a ON a.id = c.account_id AND a.state IN ('invited', 'active')
           AND account_lasts(a.ends_on)
          JOIN person AS p ON p.id = a.person_id AND p.ended_at IS NULL
         WHERE c.ended_at IS NULL AND c.issued_at <= this_moment()
           AND c.issued_at > this_moment() - make_interval(days => $4)
           AND EXISTS (SELECT FROM sign_in_card AS o
                        WHERE o.account_id = c.account_id AND o.id <> c.id AND o.ended_at IS NOT NULL)
           AND ($1::uuid IS NULL OR c.id = $1)
         ORDER BY due_at, subject_id
        """,
        subject_id,
        RESET_LASTS,
        INVITATION_LASTS,
        CARD_NEWS_DAYS,
    )
    return [WantedLetter(**{**row, "points": _ids(row["points"])}) for row in rows]


def _ids(found: list[UUID] | None) -> tuple[UUID, ...] | None:
    return None if found is None else tuple(found)


async def make_token(conn: Connection, link_id: UUID) -> str | None:
    """The secret of a link whose letter leaves now; what was made before for it ends. None: no longer wanted.

    A reset lasts from here; an invitation until the day that was named when it was made.
    """
    token = new_link_token()
    made = await conn.fetchval(
        """
        UPDATE sign_in_link
           SET token_hash = $2, token_made_at = this_moment(),
               ends_at = CASE kind WHEN 'reset' THEN this_moment() + $3::interval ELSE ends_at END
         WHERE id = $1 AND used_at IS NULL AND voided_at IS NULL AND ends_at > this_moment()
        RETURNING true
        """,
        link_id,
        hash_of(token),
        RESET_LASTS,
    )
    return token if made else None
