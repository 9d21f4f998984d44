"""The message catalogue: every word people read, by key, from portal/locale/<language>/*.po."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from gettext import c2py
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

log = logging.getLogger(__name__)
LOCALE_FOLDER = Path(__file__).parent.parent / "locale"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "prs", "ckb"})


class MissingMessage(KeyError):
    """No catalogue holds this key."""


_MEANS_SOMETHING = re.compile("[&<>\"']").search


def shown(value: object) -> str:
    """A value as it stands in the page. Most are markup already, or hold nothing that means something in HTML."""
    if type(value) is Markup:
        return value
    if type(value) is not str:
        if hasattr(value, "__html__"):
            return escape(value)
        value = str(value)
    return escape(value) if _MEANS_SOMETHING(value) else value


def _said(value: object) -> str:
    """A value within a sentence. A whole number counts something there: “2,000 letters”."""
    return f"{value:,}" if type(value) is int else shown(value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence cut at its {names} once, because filling it in is most of the work of a page.

    `pieces` are the words before each name and that name; what comes after the last name stands with an empty one.
    """

    text: Markup
    pattern: str = ""
    names: tuple[str, ...] = ()
    pieces: tuple[tuple[Markup, str], ...] = ()

    def filled(self, values: Mapping[str, object]) -> Markup:
        if not self.names:
            return self.text
        return Markup(self.pattern % tuple([_said(values[name]) for name in self.names]))  # noqa: S704 - each is escaped


def _prepare(form: str) -> Sentence:
    pieces = tuple((escape(literal), name or "") for literal, name, _, _ in Formatter().parse(form))
    pattern = "".join(literal.replace("%", "%%") + ("%s" if name else "") for literal, name in pieces)
    return Sentence(
        Markup("").join(literal for literal, _ in pieces), pattern, tuple(n for _, n in pieces if n), pieces
    )


class Catalogue:
    """One language. Falls back to English; a key that nobody holds is an error where `strict`."""

    def __init__(
        self,
        language: str,
        sentences: dict[str, tuple[str, ...]],
        *,
        fallback: "Catalogue | None" = None,
        strict: bool = False,
        plural: Callable[[int], int] = lambda n: int(n != 1),
    ) -> None:
        self.language = language
        self.direction = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
        self._sentences = {key: tuple(_prepare(form) for form in forms) for key, forms in sentences.items()}
        self._fallback = fallback
        self._strict = strict
        self._plural = plural

    def t(self, key: str, /, **values: object) -> Markup:
        """The sentence for a key, with {names} filled in; what is filled in is escaped."""
        return self._forms(key)[0].filled(values)

    def tn(self, key: str, count: int, /, **values: object) -> Markup:
        """The same where the number decides the form."""
        forms = self._forms(key)
        return forms[min(self._plural(count), len(forms) - 1)].filled({"count": count, **values})

    def plain(self, key: str, /, **values: object) -> str:
        """The sentence as text, for places that are not HTML."""
        return self.t(key, **values).unescape()

    def __contains__(self, key: str) -> bool:
        return key in self._sentences or (self._fallback is not None and key in self._fallback)

    def sentence(self, key: str) -> Sentence | None:
        """What `t` fills in, for whoever does that ahead of time; None where nobody holds the key."""
        return self._forms(key)[0] if key in self else None

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences)

    def _forms(self, key: str) -> tuple[Sentence, ...]:
        forms = self._sentences.get(key)
        if forms is not None:
            return forms
        if self._fallback is not None:
            return self._fallback._forms(key)
        if self._strict:
            raise MissingMessage(key)
        log.error("no message for %s", key)
        return (Sentence(escape(key)),)


def read_catalogues(folder: Path = LOCALE_FOLDER, *, strict: bool = False) -> dict[str, Catalogue]:
    """All languages found in the folder; English is always there."""
    english = _read(folder, "en", None, strict)
    others = (path.name for path in sorted(folder.iterdir()) if path.is_dir() and path.name != "en")
    return {"en": english} | {name: _read(folder, name, english, strict) for name in others}


def _read(folder: Path, language: str, fallback: Catalogue | None, strict: bool) -> Catalogue:
    sentences: dict[str, tuple[str, ...]] = {}
    plural: Callable[[int], int] = lambda n: int(n != 1)  # noqa: E731
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language.replace("-", "_"))
        if catalogue.num_plurals != 2:
            plural = c2py(catalogue.plural_expr)
        for message in catalogue:
            if not message.id:
                continue
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if _filled(forms):
                if key in sentences:
                    raise ValueError(f"{path.name}: {key} stands twice in the {language} catalogue")
                sentences[str(key)] = tuple(str(form) for form in forms)
    return Catalogue(language, sentences, fallback=fallback, strict=strict, plural=plural)


def _filled(forms: Iterable[str | None]) -> bool:
    return all(forms)
