"""The bodies of Notify's answers."""

from html import escape

from portal.demo.notify.clock import written
from portal.demo.notify.model import InboundText, Json, Kind, Notification, Template, Version
from portal.demo.notify.words import Filled, names_of

_OF_LETTERS = {"created": "accepted", "sending": "accepted", "delivered": "received"}
STATUSES = """
    created sending sent delivered pending failed technical-failure temporary-failure permanent-failure
    pending-virus-check validation-failed virus-scan-failed returned-letter cancelled accepted received
""".split()
_MEANS = {
    "failed": {"technical-failure", "temporary-failure", "permanent-failure"},
    "accepted": {"created", "sending"},
    "received": {"delivered"},
}


def status_of(one: Notification) -> str:
    """Post has words of its own for how far it got."""
    return _OF_LETTERS.get(one.status, one.status) if one.kind is Kind.LETTER else one.status


def has_status(one: Notification, wanted: list[str]) -> bool:
    return not wanted or any(one.status in _MEANS.get(status, {status}) for status in wanted)


def _template_of(one: Notification, root: str) -> Json:
    uri = f"{root}/services/{one.service_id}/templates/{one.template_id}"
    return {"id": str(one.template_id), "version": one.template_version, "uri": uri}


def taken(one: Notification, root: str) -> Json:
    """What a POST answers."""
    content: Json = {"body": one.body}
    if one.kind is Kind.SMS:
        content["from_number"] = one.sender
    else:
        content["subject"] = one.subject
    if one.kind is Kind.EMAIL:
        content |= {"from_email": one.sender, "one_click_unsubscribe_url": None}
    return {
        "id": str(one.id),
        "reference": one.reference,
        "content": content,
        "uri": f"{root}/v2/notifications/{one.id}",
        "template": _template_of(one, root),
        "scheduled_for": None,
    }


def shown(one: Notification, root: str) -> Json:
    """What a GET answers."""
    lines = one.to.split("\n") if one.kind is Kind.LETTER else []
    address = {f"line_{number}": _at(lines, number - 1) for number in range(1, 8)}
    return {
        "id": str(one.id),
        "reference": one.reference,
        "email_address": one.to if one.kind is Kind.EMAIL else None,
        "phone_number": one.to if one.kind is Kind.SMS else None,
        **address,
        "postcode": lines[-1] if lines else None,
        "postage": "second" if one.kind is Kind.LETTER else None,
        "type": one.kind.value,
        "status": status_of(one),
        "template": _template_of(one, root),
        "body": one.body,
        "subject": one.subject,
        "created_at": written(one.created_at),
        "created_by_name": None,
        "sent_at": written(one.sent_at) if one.sent_at else None,
        "completed_at": written(one.completed_at) if one.completed_at else None,
        "scheduled_for": None,
        "one_click_unsubscribe_url": None,
        "is_cost_data_ready": one.completed_at is not None,
        "cost_in_pounds": round(one.parts * 0.024, 3) if one.kind is Kind.SMS else 0.0,
        "cost_details": {"billable_sms_fragments": one.parts} if one.kind is Kind.SMS else {},
    }


def _at(lines: list[str], index: int) -> str | None:
    return lines[index] if index < len(lines) else None


def template(one: Template, version: Version) -> Json:
    return {
        "id": str(one.id),
        "type": one.kind.value,
        "name": one.name,
        "version": version.number,
        "body": version.body,
        "subject": version.subject,
        "created_at": written(one.versions[0].at),
        "updated_at": written(version.at) if version.number > 1 else None,
        "created_by": "notify@example.gov.uk",
        "personalisation": {name: {"required": True} for name in names_of(version)},
        "letter_contact_block": None,
        "postage": "second" if one.kind is Kind.LETTER else None,
    }


def preview(one: Template, filled: Filled) -> Json:
    return {
        "id": str(one.id),
        "type": one.kind.value,
        "version": one.newest.number,
        "body": filled.body,
        "subject": filled.subject,
        "html": f"<p>{escape(filled.body)}</p>" if one.kind is Kind.EMAIL else None,
        "postage": "second" if one.kind is Kind.LETTER else None,
    }


def inbound(one: InboundText) -> Json:
    return {
        "id": str(one.id),
        "user_number": one.user_number,
        "notify_number": one.notify_number,
        "service_id": str(one.service_id),
        "content": one.content,
        "created_at": written(one.at),
    }
