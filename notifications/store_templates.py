"""Which template at Notify says which letter of one council, and under which key its letters go."""

from collections.abc import Mapping
from uuid import UUID

from notifications.catalogue import Form
from notifications.store import Connection


async def adopt_templates(conn: Connection, found: Mapping[Form, UUID]) -> int:
    """Keeps what was found. How many are new, or another template than before."""
    changed = await conn.fetch(
        """
        INSERT INTO letter_template AS t (council_id, key, channel, wording, language, two_way, template_id)
        SELECT current_council(), f.*
          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::uuid[]) AS f
        ON CONFLICT (council_id, key, channel, wording, language, two_way)
        DO UPDATE SET template_id = excluded.template_id WHERE t.template_id <> excluded.template_id
        RETURNING t.key
        """,
        [form.key for form in found],
        [form.channel.value for form in found],
        [form.wording.value for form in found],
        [form.language for form in found],
        [form.two_way for form in found],
        list(found.values()),
    )
    return len(changed)


async def get_template(conn: Connection, form: Form) -> UUID | None:
    template_id: UUID | None = await conn.fetchval(
        """
        SELECT template_id FROM letter_template
         WHERE key = $1 AND channel = $2 AND wording = $3 AND language = $4 AND two_way = $5
        """,
        form.key,
        form.channel.value,
        form.wording.value,
        form.language,
        form.two_way,
    )
    return template_id


async def set_key(conn: Connection, key_name: str, senders: Mapping[str, UUID | None]) -> None:
    """Under which key this council's letters go from now on, and from whom: None is the usual one at Notify."""
    await conn.execute(
        """
        INSERT INTO carrier (council_id, key_name, text_sender_id, email_reply_to_id)
        VALUES (current_council(), $1, $2, $3)
        ON CONFLICT (council_id) DO UPDATE
        SET key_name = excluded.key_name, text_sender_id = excluded.text_sender_id,
            email_reply_to_id = excluded.email_reply_to_id
        """,
        key_name,
        senders.get("text"),
        senders.get("email"),
    )


async def get_letterhead(conn: Connection) -> tuple[str, str, str]:
    """The council's name, its host and the number that its letters say."""
    row = await conn.fetchrow(
        "SELECT c.name, c.host, c.phone FROM council AS c WHERE c.council_id = current_council()"
    )
    assert row is not None
    return row["name"], row["host"], row["phone"]


async def is_somebodys(conn: Connection, address: str) -> bool:
    """Whether anybody of this council is or was reached at this number or e-mail address, however it is written."""
    found: bool = await conn.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM contact_point AS n
             WHERE n.plain IN (lower($1), regexp_replace(regexp_replace($1, '[^0-9+]', '', 'g'), '^(\\+|00)44', '0')))
        """,
        address.strip(),
    )
    return found


async def speaks_welsh(conn: Connection) -> bool:
    """Whether anybody's letters here are in Welsh."""
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM person WHERE language = 'cy' AND ended_at IS NULL)"
    )
    return found
