"""The letters there are: what each needs to know, by which ways it goes, and its words in each language.

The words stand in words_en.toml and words_cy.toml, with ((placeholders)) as GOV.UK Notify writes them. What we say
of ourselves in them is nothing: a phone that lies on a table tells neither who writes nor why.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from notifications.gsm import ONE_PART, NotGsm, gsm_form, septets
from notifications.model import Channel, Go, Wording

ENGLISH, WELSH = "en", "cy"
LANGUAGES = (ENGLISH, WELSH)
PLACEHOLDER = re.compile(r"\(\((\w+)\)\)")
ALL = (Channel.TEXT, Channel.EMAIL, Channel.POST)
AT_ONCE = (Channel.TEXT, Channel.EMAIL)

# The longest that each value can be. Links hold the longest origin we allow for and 43 characters of secret.
_ORIGIN = "https://exampleshire.example.gov.uk"
LONGEST: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ENGLISH: MappingProxyType({
            "day": "Wednesday 30 September 2026",
            "time": "midnight",
            "url": _ORIGIN,
            "phone": "020 7946 0201",
            "link": f"{_ORIGIN}/sign-in/link/{'w' * 43}",
        }),
        WELSH: MappingProxyType({
            "day": "Dydd Mercher 30 Gorffennaf 2026",
            "time": "16:30",
            "url": _ORIGIN,
            "phone": "020 7946 0201",
            "link": f"{_ORIGIN}/sign-in/link/{'w' * 43}",
        }),
    }
)  # fmt: skip


class WordsProblem(ValueError):
    """A letter cannot be written. The message names the letter and the value, never what the value was."""


class MissingValue(WordsProblem):
    """A value that the words need was not given, or is empty."""


class UnfitValue(WordsProblem):
    """A value that a text cannot carry: not in plain characters, over several lines, or too long for one part."""


class NoSuchLetter(WordsProblem):
    """The catalogue has no such letter, or not by this way."""


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody's phone, mailbox or doormat shows. Texts have no title."""

    title: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying one letter: each is a template of its own at Notify."""

    key: str
    channel: Channel
    wording: Wording
    language: str
    two_way: bool = False

    @property
    def name(self) -> str:
        """What the template is called at Notify. Only the council's own staff see it."""
        ending = ", two-way" if self.two_way else ""
        return f"{self.key} {self.channel} {self.wording} {self.language}{ending}"


@dataclass(frozen=True, slots=True)
class LetterKind:
    key: str
    channels: tuple[Channel, ...]
    # What its words need to know, in any of its forms.
    needs: frozenset[str]
    # Links: the words are not kept once they are sent.
    secret: bool = False
    # Somebody waits for it now, so it does not wait for their hours.
    urgent: bool = False
    # Its text may end with “Reply 1 coming, 2 another time, 3 call me.”
    two_way_possible: bool = False

    @property
    def title(self) -> str:
        """The key of its name on staff's pages."""
        return f"letters.kind.{self.key}"

    @property
    def values(self) -> Mapping[str, str]:
        """What it needs, with the longest that each can be in English."""
        return {name: longest for name, longest in LONGEST[ENGLISH].items() if name in self.needs}


def _kind(key: str, needs: str, channels: tuple[Channel, ...] = ALL, **more: bool) -> tuple[str, LetterKind]:
    return key, LetterKind(key, channels, frozenset(needs.split()), **more)


LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    dict(
        [
            _kind("visit", "day time url phone", two_way_possible=True),
            _kind("changed", "day time url phone", two_way_possible=True),
            _kind("cancelled", "day phone"),
            _kind("late", "time phone", AT_ONCE),
            _kind("missed_by_us", "day phone"),
            _kind("missed_no_answer", "day phone"),
            _kind("message", "url phone"),
            _kind("something_to_read", "url phone"),
            _kind("views_invite", "day url phone"),
            _kind("views_received", "url phone"),
            _kind("pack_ready", "url phone"),
            _kind("worker_away", "url phone"),
            _kind("welcome", "link url phone", secret=True),
            _kind("card", "phone"),
            _kind("reset", "link phone", AT_ONCE, secret=True, urgent=True),
            _kind("number_check", "phone", (Channel.TEXT,)),
        ]
    )
)


def spoken(language: str) -> str:
    """The language that letters to this person are in: their own where we have the words, else English."""
    return language if language in LANGUAGES else ENGLISH


def forms() -> Iterator[Form]:
    """Every way in which any letter is said."""
    for kind in LETTERS.values():
        for channel in kind.channels:
            for wording in Wording:
                for language in LANGUAGES:
                    yield Form(kind.key, channel, wording, language)
                    if kind.two_way_possible and channel is Channel.TEXT:
                        yield Form(kind.key, channel, wording, language, two_way=True)


def template_of(form: Form) -> Words:
    """The words with their ((placeholders)), as they stand at Notify. Raises NoSuchLetter."""
    try:
        return _templates()[form]
    except KeyError:
        raise NoSuchLetter(f"there is no letter {form.name}") from None


def placeholders(words: Words) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(f"{words.title or ''} {words.body}"))


def text_of(
    key: str,
    channel: Channel,
    wording: Wording,
    language: str,
    values: Mapping[str, str],
    *,
    two_way: bool = False,
) -> Words:
    """What the person's phone shows. Raises MissingValue, UnfitValue or NoSuchLetter: such a letter is not sent."""
    form = Form(key, channel, wording, spoken(language), two_way and channel is Channel.TEXT)
    words = template_of(form)
    fitting = values_for(form, values)
    body = PLACEHOLDER.sub(lambda found: fitting[found[1]], words.body)
    if channel is Channel.TEXT and septets(body) > ONE_PART:
        raise UnfitValue(f"{form.name}: longer than one text")
    title = PLACEHOLDER.sub(lambda found: fitting[found[1]], words.title) if words.title else None
    return Words(title, body)


def fitted(key: str, channel: Channel, go: Go, *, two_way: bool) -> Go:
    """The same letter with its values in a form that fits. Raises WordsProblem: such a letter is not sent.

    It keeps values that these words do not need: a council without this template may send one that does.
    """
    form = Form(key, channel, go.wording, spoken(go.language), two_way and channel is Channel.TEXT)
    text_of(key, channel, go.wording, form.language, go.values, two_way=form.two_way)
    return replace(
        go, values={name: _fitting(form, name, value) for name, value in go.values.items() if value}
    )


def values_for(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    """What Notify is given for this letter: what its words need and no more, in characters that it can carry."""
    return {name: _fitting(form, name, values.get(name, "")) for name in placeholders(template_of(form))}


def _fitting(form: Form, name: str, value: str) -> str:
    value = value.strip()
    if not value:
        raise MissingValue(f"{form.name}: no {name}")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in value):
        raise UnfitValue(f"{form.name}: {name} is not one line")
    if form.channel is not Channel.TEXT:
        return value
    try:
        return gsm_form(value)
    except NotGsm:
        raise UnfitValue(f"{form.name}: {name} is not in the characters of a text") from None


@cache
def _templates() -> Mapping[Form, Words]:
    words = {language: _words(language) for language in LANGUAGES}
    return {form: _words_of(form, words[form.language]) for form in forms()}


def _words(language: str) -> dict[str, dict[str, str]]:
    text = files("notifications").joinpath(f"words_{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words_of(form: Form, words: dict[str, dict[str, str]]) -> Words:
    """The file names each way of saying a letter after its channel, with `_two_way` and `_discreet` behind it."""
    said = words[form.key]
    discreet = "_discreet" if form.wording is Wording.DISCREET else ""
    if form.channel is Channel.TEXT:
        return Words(None, said[f"text{'_two_way' if form.two_way else ''}{discreet}"])
    if form.channel is Channel.EMAIL:
        return Words(said[f"subject{discreet}"], said[f"email{discreet}"].strip())
    closing = words["closing"]["post"].strip()
    return Words(said[f"heading{discreet}"], f"{said[f'post{discreet}'].strip()}\n\n{closing}")
