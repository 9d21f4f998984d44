"""How one council's letters are set up: the words side by side, what Notify knows of them, and whether it takes any."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.catalogue import (
    LETTERS,
    LONGEST,
    PLACEHOLDER,
    Form,
    LetterKind,
    Words,
    template_of,
)
from notifications.gsm import ONE_PART, NotGsm, gsm_form, septets
from notifications.model import Channel, Wording

# Two tokens can work at once, so that they can be changed over without a gap.
MOST_TOKENS = 2
# Why letters are stopped; any other reason is told in general words.
STOPPED_WHY = frozenset({"barred", "restored"})


class TooManyTokens(Exception):
    """Two work already: one of them has to end first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierState:
    """Whether Notify takes anything from this council at the moment."""

    key_name: str | None = None
    two_way: bool = False
    text_sender_id: UUID | None = None
    email_reply_to_id: UUID | None = None
    state: str = "open"
    why: str | None = None
    since: datetime | None = None
    again_at: datetime | None = None

    @property
    def said(self) -> str:
        """The key of what it means; without a key nothing leaves, whatever the state."""
        return "letters.carrier.no_key" if self.key_name is None else f"letters.carrier.{self.state}"

    @property
    def to_do(self) -> str | None:
        if self.key_name is None:
            return "letters.carrier.do_no_key"
        if self.state == "stopped":
            why = self.why if self.why in STOPPED_WHY else "other"
            return f"letters.carrier.do_{why}"
        return "letters.carrier.do_wait" if self.state == "resting" else None

    @property
    def tone(self) -> str:
        if self.key_name is None or self.state == "stopped":
            return "bad"
        return "warn" if self.state == "resting" else "good"


@dataclass(frozen=True, slots=True)
class Token:
    id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One way of saying a letter, as this council's families would read it at its longest."""

    form: Form
    words: Words
    known: bool
    # Of a text: how many characters of one part it takes; None where it holds what no text can say.
    length: int | None = None

    @property
    def fits(self) -> bool:
        return self.form.channel is not Channel.TEXT or (self.length is not None and self.length <= ONE_PART)


@dataclass(frozen=True, slots=True)
class Line:
    """A letter by one way, in standard and in discreet words."""

    channel: Channel
    two_way: bool
    standard: Said
    discreet: Said

    @property
    def name(self) -> str:
        return "letters.way.text_two_way" if self.two_way else f"letters.way.{self.channel}"


@dataclass(frozen=True, slots=True)
class Shown:
    kind: LetterKind
    lines: list[Line]

    @property
    def fits(self) -> bool:
        return all(line.standard.fits and line.discreet.fits for line in self.lines)

    @property
    def known(self) -> bool:
        """Notify can send it in every way and wording."""
        return all(line.standard.known and line.discreet.known for line in self.lines)


def all_letters(
    language: str, own_values: Mapping[str, str], known: frozenset[Form], *, two_way: bool
) -> list[Shown]:
    """The catalogue in one language. `own_values`: the council's address and number, as its letters have them."""
    values = {**LONGEST[language], **own_values}

    def said(form: Form) -> Said:
        words = template_of(form)
        shown = Words(words.title and _filled(words.title, values), _filled(words.body, values))
        return Said(form, shown, form in known, _length(shown) if form.channel is Channel.TEXT else None)

    def line(key: str, channel: Channel, answered: bool) -> Line:
        both = [said(Form(key, channel, wording, language, answered)) for wording in Wording]
        return Line(channel, answered, *both)

    return [
        Shown(kind, [line(kind.key, channel, answered) for channel, answered in _ways(kind, two_way)])
        for kind in LETTERS.values()
    ]


def _ways(kind: LetterKind, two_way: bool) -> list[tuple[Channel, bool]]:
    ways = [(channel, False) for channel in kind.channels]
    return [ways[0], (Channel.TEXT, True), *ways[1:]] if kind.two_way_possible and two_way else ways


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def _length(words: Words) -> int | None:
    try:
        return septets(gsm_form(words.body))
    except NotGsm:
        return None
