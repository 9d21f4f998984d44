"""The file that says which services there are: what a council sets up at Notify by hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from portal.demo.notify.model import Callback, Json, Key, KeyKind, Service
from portal.demo.notify.recipients import email, phone


def services_in(path: Path) -> tuple[list[Service], dict[UUID, list[tuple[str, str, str | None, str]]]]:
    """The services of a JSON file, and the templates of each. Raises ValueError, KeyError or OSError.

    {"services": [{"id", "name", "keys": [{"name", "secret", "kind", "revoked"?}], "templates": [[name, kind, subject,
    body], …], "receipts": {"url", "token"}?, "texts": …?, "inbound_number"?, "text_sender"?, "email_name"?, "trial"?,
    "international"?, "team"?: [numbers and addresses], "text_senders"?: {id: sender}, "reply_tos"?: {id: address}}]}
    """
    listed = json.loads(path.read_text(encoding="utf-8"))["services"]
    drafts = {
        UUID(one["id"]): [(row[0], row[1], row[2], row[3]) for row in one.get("templates", [])]
        for one in listed
    }
    return [_service(one) for one in listed], drafts


def callback_in(value: Mapping[str, str] | None) -> Callback | None:
    return None if value is None else Callback(value["url"], value["token"])


def _service(one: Mapping[str, object]) -> Service:
    keys, team = one["keys"], one.get("team", [])
    assert isinstance(keys, list)
    assert isinstance(team, list)
    senders, reply_tos = one.get("text_senders", {}), one.get("reply_tos", {})
    assert isinstance(senders, dict)
    assert isinstance(reply_tos, dict)
    inbound = one.get("inbound_number")
    return Service(
        id=UUID(str(one["id"])),
        name=str(one["name"]),
        keys=[_key(key) for key in keys],
        receipts=_callback(one.get("receipts")),
        texts=_callback(one.get("texts")),
        inbound_number=None if inbound is None else str(inbound),
        text_sender=str(one.get("text_sender", "GOVUK")),
        email_name=str(one.get("email_name", "service")),
        begins_with_name=bool(one.get("begins_with_name", False)),
        text_senders={UUID(one_id): str(sender) for one_id, sender in senders.items()},
        reply_tos={UUID(one_id): str(address) for one_id, address in reply_tos.items()},
        trial=bool(one.get("trial", False)),
        international=bool(one.get("international", False)),
        team=frozenset(email(member) if "@" in member else phone(member) for member in team),
    )


def _key(row: Json) -> Key:
    return Key(
        str(row["name"]),
        UUID(str(row["secret"])),
        KeyKind(str(row.get("kind", "live"))),
        bool(row.get("revoked")),
    )


def _callback(value: object) -> Callback | None:
    assert value is None or isinstance(value, dict)
    return callback_in(value)
