"""Inviting somebody by letter: the row that the letter is derived from."""

from uuid import UUID, uuid4

from notifications.store import tell
from portal.db import Connection
from portal.identity.links import INVITATION_LASTS, new_number, number_hash


async def add_invitation(
    conn: Connection, secret: bytes, account_id: UUID, made_by: UUID, contact_point_id: UUID | None
) -> str:
    """The number to tell face to face; kept nowhere but as a keyed hash.

    The account has just been given words that nobody knows, which ended every older link.
    """
    link_id, number = uuid4(), new_number()
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
