"""Compares a council's templates at GOV.UK Notify with the letters of the catalogue, by the name of each."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from notifications.catalogue import LONGEST, PLACEHOLDER, Form, Words, forms, placeholders, template_of
from notifications.gsm import parts
from notifications.model import Channel

KINDS = {"sms": Channel.TEXT, "email": Channel.EMAIL, "letter": Channel.POST}
# As Notify reads a template: ((name)), or ((name??words that stand there if it is yes)).
ASKED = re.compile(r"\(\(([^()?]+)(?:\?\?[^()]*)?\)\)")


class Trouble(StrEnum):
    MISSING = "missing"
    TWICE = "twice"
    WRONG_KIND = "wrong_kind"
    PLACEHOLDERS = "placeholders"
    TOO_LONG = "too_long"
    WORDS = "words"


# With one of these a letter cannot be sent, or would say what it should not.
SERIOUS = frozenset(Trouble) - {Trouble.WORDS}


class NotifyTemplates(Protocol):
    """What we ask of the client of GOV.UK Notify."""

    def get_all_templates(self, template_type: str | None = None) -> Any: ...


class UnreadableAnswer(ValueError):
    """Notify answered with something that is no list of templates."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """One template as it stands at Notify."""

    id: UUID
    name: str
    channel: Channel
    words: Words


@dataclass(frozen=True, slots=True)
class Finding:
    form: Form
    trouble: Trouble
    # One plain line, with nothing of anybody in it: templates hold no values.
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    findings: list[Finding] = field(default_factory=list)
    # What can be adopted: the one template of the right kind with that letter's name.
    found: dict[Form, UUID] = field(default_factory=dict)
    # Names at Notify that are no letter of ours.
    others: list[str] = field(default_factory=list)

    @property
    def serious(self) -> bool:
        return any(finding.trouble in SERIOUS for finding in self.findings)


def read_templates(client: NotifyTemplates) -> list[Theirs]:
    """Asks Notify; blocking, as its client is. Raises UnreadableAnswer."""
    answer = client.get_all_templates()
    try:
        return [_theirs(one) for one in answer["templates"] if one["type"] in KINDS]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UnreadableAnswer("Notify did not answer with a list of templates") from None


def _theirs(one: Mapping[str, Any]) -> Theirs:
    channel = KINDS[one["type"]]
    subject = one.get("subject") if channel is not Channel.TEXT else None
    return Theirs(UUID(one["id"]), str(one["name"]), channel, Words(subject, str(one["body"])))


def wanted(*, languages: Iterable[str], two_way: bool) -> list[Form]:
    """The templates that a council needs."""
    spoken = set(languages)
    return [form for form in forms() if form.language in spoken and (two_way or not form.two_way)]


def compare(
    theirs: Sequence[Theirs], needed: Sequence[Form], own_values: Mapping[str, str] | None = None
) -> Checked:
    """`own_values`: what is the same in all of this council's letters (url, phone), where it is known."""
    by_name: dict[str, list[Theirs]] = defaultdict(list)
    for one in theirs:
        by_name[_plain(one.name)].append(one)
    checked = Checked()
    for form in needed:
        _look_at(form, by_name.get(_plain(form.name), []), own_values or {}, checked)
    known = {_plain(form.name) for form in forms()}
    checked.others.extend(sorted(one.name for one in theirs if _plain(one.name) not in known))
    return checked


def _plain(name: str) -> str:
    return " ".join(name.lower().replace(",", " ").split())


def _look_at(form: Form, alike: list[Theirs], own_values: Mapping[str, str], checked: Checked) -> None:
    def say(trouble: Trouble, said: str) -> None:
        checked.findings.append(Finding(form, trouble, f"{form.name}: {said}"))

    right = [one for one in alike if one.channel is form.channel]
    if len(right) > 1:
        say(Trouble.TWICE, f"{len(right)} templates have this name; keep one")
    elif not right and alike:
        say(
            Trouble.WRONG_KIND, f"the template of this name is for {alike[0].channel}, not for {form.channel}"
        )
    elif not right:
        say(Trouble.MISSING, "no template of this name")
    else:
        checked.found[form] = right[0].id
        for trouble, said in _differences(form, right[0].words, own_values):
            say(trouble, said)


def _differences(form: Form, theirs: Words, own_values: Mapping[str, str]) -> list[tuple[Trouble, str]]:
    ours, found = template_of(form), []
    given, asked = placeholders(ours), _asked(theirs)
    if extra := sorted(asked - given):
        found.append((Trouble.PLACEHOLDERS, f"asks for {_named(extra)}, which we do not give"))
    if left_out := sorted(given - asked):
        found.append((Trouble.PLACEHOLDERS, f"leaves out {_named(left_out)}"))
    if form.channel is Channel.TEXT:
        count = parts(_filled(theirs.body, {**LONGEST[form.language], **own_values}))
        if count > 1:
            found.append((Trouble.TOO_LONG, f"would be {count} texts with its longest values"))
    if _said(theirs) != _said(ours):
        found.append((Trouble.WORDS, "says something else than our words"))
    return found


def _asked(words: Words) -> frozenset[str]:
    """Notify takes ((Phone)) and ((phone)) for the same, and overlooks spaces, dashes and underlines in names."""
    names = ASKED.findall(f"{words.title or ''} {words.body}")
    return frozenset(re.sub(r"[\s_-]", "", name).lower() for name in names)


def _filled(body: str, values: Mapping[str, str]) -> str:
    # What we do not know counts as long as a name: better to be told once too often.
    return ASKED.sub(
        lambda found: values.get(re.sub(r"[\s_-]", "", found[1]).lower(), "x" * 30),
        PLACEHOLDER.sub(lambda found: values.get(found[1].lower(), found[0]), body),
    )


def _said(words: Words) -> tuple[str, str]:
    """The words without regard to how lines are broken."""
    return " ".join((words.title or "").split()), " ".join(words.body.split())


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"(({name}))" for name in names)
