"""Asking for a link, opening it, proving whose it is, using it once."""

from uuid import UUID

from portal.db import Connection
from portal.identity.links import MOST_WRONG_NUMBERS, RESET_LASTS
from portal.identity.sign_in_names import as_written
from portal.sign_in.model import WINDOW
from portal.sign_in.model_links import FROM_KNOWN, FROM_ONE_STRANGER, FROM_STRANGERS, OPEN_FOR, OpenedLink
from portal.sign_in.store import change_password

# A link is kept open in so many browsers: programs that look at links before people do open it too.
MOST_BROWSERS = 20

# A link that opens something still, to the person and the part that it was made for; and after an invitation's number.
_ALIVE = """
    (l.used_at IS NULL AND l.voided_at IS NULL AND l.ends_at > this_moment() AND p.ended_at IS NULL
     AND account_lasts(a.ends_on)
     AND CASE l.kind WHEN 'reset' THEN a.state = 'active'
              ELSE a.state = 'invited' AND l.role = coalesce(p.staff_role, p.kind) END)
"""
_PROVED = "(l.kind = 'reset' OR o.proved_at IS NOT NULL)"

_OPENED = """
    SELECT l.council_id, l.id AS link_id, l.kind, l.void_why, a.id AS account_id, p.id AS person_id, p.name,
           p.called, {proved} AS proved, {alive} AS alive,
           ARRAY(SELECT (n.kind, n.name) FROM sign_in_name AS n
                  WHERE n.account_id = a.id ORDER BY n.kind DESC, n.created_at) AS sign_in_names
      FROM sign_in_link_opening AS o
      JOIN sign_in_link AS l ON l.id = o.link_id
      JOIN account AS a ON a.id = l.account_id
      JOIN person AS p ON p.id = a.person_id
     WHERE o.device_hash = $1 AND o.opened_at > this_moment() - $2::interval
"""

_USED = """
    UPDATE sign_in_link AS l
       SET used_at = this_moment()
      FROM sign_in_link_opening AS o, account AS a, person AS p
     WHERE l.id = $1 AND a.id = l.account_id AND p.id = a.person_id AND {alive}
       AND o.link_id = l.id AND o.device_hash = $2 AND o.opened_at > this_moment() - $3::interval AND {proved}
    RETURNING true
"""


async def count_askings(conn: Connection, network: bytes) -> int:
    asked: int = await conn.fetchval(
        "SELECT count(*) FROM sign_in_failure WHERE key = $1 AND at > now() - $2::interval", network, WINDOW
    )
    return asked


async def add_reset(
    conn: Connection, account_id: UUID | None, *, known_device: bool, asked_from: bytes
) -> None:
    """One row for each asking, whoever's name it was: more than a few send nothing, and void nothing either.

    `asked_from`: what tells networks apart that ask for this account, and says nothing else.
    """
    await conn.execute("SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE", account_id)
    new_id = await conn.fetchval(
        """
        WITH earlier AS (
            SELECT count(*) FILTER (WHERE lately) AS an_hour, count(*) AS a_day,
                   count(*) FILTER (WHERE lately AND asked_from = $3) AS their_hour,
                   count(*) FILTER (WHERE asked_from = $3) AS their_day
              FROM sign_in_link, LATERAL (SELECT made_at > this_moment() - interval '1 hour' AS lately) AS l
             WHERE account_id = $1 AND kind = 'reset' AND void_why IS DISTINCT FROM 'too_many'
               AND made_at > this_moment() - interval '1 day' AND from_known_device = $2
        ), judged AS (
            SELECT an_hour >= $4 OR a_day >= $5 OR (NOT $2 AND (their_hour >= $6 OR their_day >= $7)) AS too_many
              FROM earlier
        )
        INSERT INTO sign_in_link
               (council_id, kind, account_id, made_at, ends_at, from_known_device, asked_from, voided_at, void_why)
        SELECT current_council(), 'reset', $1, this_moment(), this_moment() + $8::interval, $2, $3,
               CASE WHEN too_many THEN this_moment() END, CASE WHEN too_many THEN 'too_many' END
          FROM judged
        RETURNING CASE WHEN voided_at IS NULL THEN id END
        """,
        account_id,
        known_device,
        asked_from,
        *(FROM_KNOWN if known_device else FROM_STRANGERS),
        *FROM_ONE_STRANGER,
        RESET_LASTS,
    )
    await conn.execute(
        """
        UPDATE sign_in_link SET voided_at = this_moment(), void_why = 'newer'
         WHERE account_id = $1 AND kind = 'reset' AND id <> $2 AND used_at IS NULL AND voided_at IS NULL
        """,
        account_id,
        new_id,
    )


async def list_councils(conn: Connection, host: str, asked: bytes) -> list[UUID]:
    """Through the door that needs no council: of a link's secret, or of a browser that opened one."""
    rows = await conn.fetch("SELECT council_id FROM council_of_sign_in_link($1, $2)", host, asked)
    return [row["council_id"] for row in rows]


async def add_opening(conn: Connection, token_hash: bytes, device_hash: bytes) -> None:
    """This browser has this link in hand, and no other any more. Uses nothing up."""
    link_id = await conn.fetchval(
        """
        INSERT INTO sign_in_link_opening AS o (council_id, device_hash, link_id, opened_at)
        SELECT council_id, $2, id, this_moment() FROM sign_in_link WHERE token_hash = $1
        ON CONFLICT (council_id, device_hash) DO UPDATE
           SET link_id = excluded.link_id, opened_at = excluded.opened_at,
               proved_at = CASE WHEN o.link_id = excluded.link_id THEN o.proved_at END
        RETURNING link_id
        """,
        token_hash,
        device_hash,
    )
    await conn.execute(
        """
        DELETE FROM sign_in_link_opening
         WHERE link_id = $1 AND proved_at IS NULL AND device_hash IN (
               SELECT device_hash FROM sign_in_link_opening
                WHERE link_id = $1 AND proved_at IS NULL ORDER BY opened_at DESC OFFSET $2)
        """,
        link_id,
        MOST_BROWSERS,
    )


async def end_opening(conn: Connection, device_hash: bytes) -> None:
    await conn.execute("DELETE FROM sign_in_link_opening WHERE device_hash = $1", device_hash)


async def get_opened(conn: Connection, device_hash: bytes) -> OpenedLink | None:
    """What this browser opened within the last hour, alive or not."""
    row = await conn.fetchrow(_OPENED.format(alive=_ALIVE, proved=_PROVED), device_hash, OPEN_FOR)
    if row is None:
        return None
    return OpenedLink(**{**row, "sign_in_names": tuple(as_written(*name) for name in row["sign_in_names"])})


async def get_number_hash(conn: Connection, link_id: UUID) -> bytes | None:
    """What the right number hashes to, and nobody else guesses at this link until this transaction ends."""
    found: bytes | None = await conn.fetchval(
        """
        SELECT number_hash FROM sign_in_link
         WHERE id = $1 AND kind = 'invitation' AND used_at IS NULL AND voided_at IS NULL AND ends_at > this_moment()
           FOR UPDATE
        """,
        link_id,
    )
    return found


async def change_proved(conn: Connection, link_id: UUID, device_hash: bytes) -> None:
    await conn.execute(
        "UPDATE sign_in_link_opening SET proved_at = this_moment() WHERE link_id = $1 AND device_hash = $2",
        link_id,
        device_hash,
    )


async def add_wrong_number(conn: Connection, link_id: UUID) -> bool:
    """Counts one; True where it was the last, and the link is void from here on."""
    void: bool = await conn.fetchval(
        """
        UPDATE sign_in_link
           SET wrong_numbers = wrong_numbers + 1,
               voided_at = CASE WHEN wrong_numbers + 1 >= $2 THEN this_moment() END,
               void_why = CASE WHEN wrong_numbers + 1 >= $2 THEN 'wrong_numbers' END
         WHERE id = $1 AND used_at IS NULL AND voided_at IS NULL
        RETURNING voided_at IS NOT NULL
        """,
        link_id,
        MOST_WRONG_NUMBERS,
    )
    return void


async def refuse_link(conn: Connection, link_id: UUID, device_hash: bytes) -> None:
    """Whoever opened it in this browser says that it was not for them: nobody uses it any more."""
    await conn.execute(
        """
        UPDATE sign_in_link AS l SET voided_at = this_moment(), void_why = 'not_theirs'
          FROM sign_in_link_opening AS o
         WHERE l.id = $1 AND o.link_id = l.id AND o.device_hash = $2 AND l.used_at IS NULL AND l.voided_at IS NULL
        """,
        link_id,
        device_hash,
    )


async def use_link(conn: Connection, opened: OpenedLink, device_hash: bytes, password_hash: str) -> bool:
    """The password is the person's own now, once. False where something came first: then nothing changed.

    Takes the person's row before the account's, as every ending does.
    """
    await conn.execute("SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE", opened.person_id)
    used = await conn.fetchval(
        _USED.format(alive=_ALIVE, proved=_PROVED), opened.link_id, device_hash, OPEN_FOR
    )
    if not used or opened.account_id is None:
        return False
    # Nobody else had the link, and the number was told face to face: what it came to is theirs.
    await conn.execute(
        """
        UPDATE contact_point AS n SET proven = true
          FROM sign_in_link AS l
         WHERE l.id = $1 AND l.kind = 'invitation' AND n.id = l.contact_point_id AND n.ended_at IS NULL
        """,
        opened.link_id,
    )
    await change_password(conn, opened.account_id, password_hash)
    await conn.execute("DELETE FROM known_device WHERE account_id = $1", opened.account_id)
    return True
