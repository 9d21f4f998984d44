"""Inviting somebody by letter: the row that the letter is derived from."""

from datetime import datetime
from hmac import compare_digest
from uuid import UUID, uuid4

from notifications.store import tell
from portal.db import Connection
from portal.identity.links import INVITATION_LASTS, PRESSED_TWICE, number_for, number_hash


async def add_invitation(
    conn: Connection, secret: bytes, account_id: UUID, made_by: UUID, contact_point_id: UUID | None
) -> str:
    """The number to tell face to face; kept nowhere but as a keyed hash.

    The account has just been given words that nobody knows, which ended every older link.
    """
    link_id = uuid4()
    number = number_for(secret, link_id)
    await conn.execute(
        """
        INSERT INTO sign_in_link
               (council_id, id, kind, account_id, role, contact_point_id, made_at, made_by, ends_at, number_hash)
        SELECT account.council_id, $1, 'invitation', account.id, coalesce(person.staff_role, person.kind), $3,
               this_moment(), $4, this_moment() + $5::interval, $6
          FROM account JOIN person ON person.id = account.person_id
         WHERE account.id = $2
        """,
        link_id,
        account_id,
        contact_point_id,
        made_by,
        INVITATION_LASTS,
        number_hash(secret, link_id, number),
    )
    await tell(conn)
    return number


async def find_told(
    conn: Connection, secret: bytes, made_by: UUID, email: str, name: str
) -> tuple[str, datetime] | None:
    """The number of the invitation that this person has just made for somebody, and until when it lasts.

    For a button that was pressed twice: the second press finds done what the first did, and nobody saw its number.
    """
    row = await conn.fetchrow(
        """
        SELECT l.id, l.number_hash, l.ends_at
          FROM sign_in_name AS n
          JOIN account AS a ON a.id = n.account_id
          JOIN person AS p ON p.id = a.person_id AND p.name = $3
          JOIN sign_in_link AS l ON l.account_id = a.id AND l.kind = 'invitation' AND l.made_by = $1
         WHERE n.name = $2 AND n.kind = 'email' AND l.made_at > this_moment() - $4::interval
           AND l.used_at IS NULL AND l.voided_at IS NULL
         ORDER BY l.made_at DESC LIMIT 1
        """,
        made_by,
        email,
        name,
        PRESSED_TWICE,
    )
    if row is None:
        return None
    number = number_for(secret, row["id"])
    # Another process of an earlier version made its number otherwise.
    same = compare_digest(number_hash(secret, row["id"], number), row["number_hash"])
    return (number, row["ends_at"]) if same else None
