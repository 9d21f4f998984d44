"""Taking something to send: every check in Notify's order, then a row, then an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from portal.demo.notify import problems, recipients, words
from portal.demo.notify.clock import NowIs, wall_seconds
from portal.demo.notify.ledger import Ledger
from portal.demo.notify.model import Json, Key, KeyKind, Kind, Notification, Service, Template

_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.SMS: ("phone_number", "template_id"),
    Kind.EMAIL: ("email_address", "template_id"),
    Kind.LETTER: ("template_id", "personalisation"),
}
_MORE = {
    Kind.SMS: {"personalisation", "reference", "sms_sender_id"},
    Kind.EMAIL: {
        "personalisation", "reference", "email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for",
    },
    Kind.LETTER: {"reference"},
}  # fmt: skip
_IDS = {"template_id", "sms_sender_id", "email_reply_to_id"}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who sends, and with which key."""

    service: Service
    key: Key


@dataclass(frozen=True, slots=True)
class Taken:
    """What the answer is made from. `kept` is False of the smoke numbers."""

    notification: Notification
    kept: bool


def take(ledger: Ledger, asker: Asker, kind: Kind, form: object, now: NowIs) -> Taken:
    """Checks what was asked for, and keeps it. Raises Problem."""
    fields = checked_form(kind, form)
    _check_pace(ledger, asker, kind, now)
    template = _template_of(asker.service, kind, UUID(str(fields["template_id"])))
    values = fields.get("personalisation") or {}
    assert isinstance(values, Mapping)
    filled = words.fill(template.newest, kind, values)
    text = words.as_text(_begun(asker.service, filled.body)) if kind is Kind.SMS else filled.body
    if kind is Kind.SMS:
        words.check_length(words.as_text(filled.body))
    to = _recipient(asker, kind, fields)
    one = Notification(
        id=uuid4(), service_id=asker.service.id, kind=kind, key_kind=asker.key.kind, to=to,
        reference=_text(fields.get("reference")), template_id=template.id, template_name=template.name,
        template_version=template.newest.number, personalisation=dict(values), body=filled.body,
        subject=filled.subject, shown=text, sender=_sender(asker.service, kind, fields),
        parts=words.parts_of(text) if kind is Kind.SMS else 1, created_at=now(),
    )  # fmt: skip
    if to in recipients.SMOKE:
        return Taken(one, kept=False)
    ledger.add(one)
    if asker.key.kind is not KeyKind.TEST:
        ledger.add_to_day(asker.service.id, kind, one.created_at)
    return Taken(one, kept=True)


def checked_form(kind: Kind, form: object) -> Json:
    if not isinstance(form, dict):
        raise problems.not_valid(f"{form} is not of type object")
    wrong = [f"{name} is a required property" for name in _FIELDS[kind] if name not in form]
    known = {*_FIELDS[kind], *_MORE[kind]}
    if strange := [str(name) for name in form if name not in known]:
        was = "was" if len(strange) == 1 else "were"
        wrong.append(f"Additional properties are not allowed ({', '.join(strange)} {was} unexpected)")
    for name, value in form.items():
        if name in known and (fault := _fault(name, value)):
            wrong.append(f"{name} {fault}")
    if wrong:
        raise problems.not_valid(*wrong)
    return form


def _fault(name: str, value: object) -> str | None:
    if name == "personalisation":
        return None if isinstance(value, dict) else f"{value} is not of type object"
    if name == "sanitise_content_for":
        return None if isinstance(value, list) else f"{value} is not of type array"
    if not isinstance(value, str):
        return f"{value} is not of type string"
    if name in _IDS:
        return None if _is_uuid(value) else "is not a valid UUID"
    try:
        if name == "phone_number":
            recipients.phone(value, international=True)
        elif name == "email_address":
            recipients.email(value)
    except recipients.NotReachable as why:
        return str(why)
    return None


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _check_pace(ledger: Ledger, asker: Asker, kind: Kind, now: NowIs) -> None:
    service, key = asker.service, asker.key
    if ledger.count_in_minute(service.id, key.kind, wall_seconds()) > service.rate_limit:
        raise problems.too_fast(key.kind, service.rate_limit)
    limit = 50 if service.trial else service.daily_limits[kind]
    if key.kind is not KeyKind.TEST and ledger.count_of_day(service.id, kind, now()) >= limit:
        raise problems.too_many_today(limit)


def _template_of(service: Service, kind: Kind, template_id: UUID) -> Template:
    template = service.templates.get(template_id)
    if template is None:
        raise problems.bad_request("Template not found")
    if template.kind is not kind:
        raise problems.bad_request(f"{template.kind} template is not suitable for {kind} notification")
    if template.archived:
        raise problems.bad_request("Template has been deleted")
    return template


def _recipient(asker: Asker, kind: Kind, fields: Json) -> str:
    service, key = asker.service, asker.key
    if kind is Kind.LETTER:
        return _address(asker, fields)
    try:
        if kind is Kind.SMS:
            to = recipients.phone(str(fields["phone_number"]), international=service.international)
        else:
            to = recipients.email(str(fields["email_address"]))
    except recipients.Abroad:
        raise problems.bad_request("Cannot send to international mobile numbers") from None
    only_team = key.kind is KeyKind.TEAM or (service.trial and key.kind is KeyKind.LIVE)
    if only_team and to not in service.team and to not in recipients.SMOKE:
        raise problems.not_to_them(key.kind)
    return to


def _address(asker: Asker, fields: Json) -> str:
    if asker.key.kind is KeyKind.TEAM:
        raise problems.bad_request("Cannot send letters with a team api key", 403)
    if asker.service.trial and asker.key.kind is not KeyKind.TEST:
        raise problems.bad_request("Cannot send letters when service is in trial mode", 403)
    values = fields["personalisation"]
    assert isinstance(values, Mapping)
    try:
        return "\n".join(recipients.postal_lines(values, international=asker.service.international))
    except recipients.NotReachable as why:
        raise problems.not_valid(str(why)) from None


def _begun(service: Service, body: str) -> str:
    return f"{service.name}: {body}" if service.begins_with_name else body


def _sender(service: Service, kind: Kind, fields: Json) -> str:
    if kind is Kind.EMAIL:
        if wanted := _text(fields.get("email_reply_to_id")):
            _known(service, "email_reply_to_id", wanted, service.reply_tos)
        return f"{service.email_name}@notifications.service.gov.uk"
    if kind is Kind.LETTER:
        return service.name
    if wanted := _text(fields.get("sms_sender_id")):
        return _known(service, "sms_sender_id", wanted, service.text_senders)
    return service.inbound_number or service.text_sender


def _known(service: Service, name: str, wanted: str, known: Mapping[UUID, str]) -> str:
    if UUID(wanted) not in known:
        raise problems.bad_request(f"{name} {wanted} does not exist in database for service id {service.id}")
    return known[UUID(wanted)]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
