"""The catalogue in other clothes: Arabic letters from right to left, and words that are 40% longer."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from aiohttp import web
from babel.messages.pofile import read_po
from jinja2 import Environment

from portal.web.messages import LOCALE_FOLDER, Catalogue
from portal.web.rendering import CATALOGUES, ENVIRONMENTS, build_environments
from portal.web.static_files import StaticFiles

_PARTS = re.compile(r"(\{[^}]*\})")
_WORD = re.compile(r"[A-Za-z]+")
_ARABIC = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "ابجدهفغحيجكلمنوبقرستوثوكيز",
        strict=True,
    )
)
_ACCENTED = str.maketrans("aeiouyAEIOUYcCnNsS", "àéïôûýÀÉÏÔÛÝçÇñÑšŠ")
LONGER = 1.4


def arabic(text: str) -> str:
    """Not Arabic, but its letters: joined, from right to left, as long as the English."""
    return "".join(_ARABIC.get(letter, letter) for letter in text.lower())


def longer(text: str) -> str:
    """Every word with an accent and 40% more letters, in one piece."""
    return _WORD.sub(
        lambda word: word[0].translate(_ACCENTED) + "ø" * round(len(word[0]) * (LONGER - 1)), text
    )


def rewritten(change: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Every sentence of the English catalogue, changed where people read it and not in its {names}."""
    sentences: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE_FOLDER / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
                if key and all(forms):
                    sentences[str(key)] = tuple(_outside(change, str(form)) for form in forms)
    return sentences


def _outside(change: Callable[[str], str], text: str) -> str:
    return "".join(part if _PARTS.fullmatch(part) else change(part) for part in _PARTS.split(text))


@dataclass(frozen=True)
class Wearing:
    """Dresses an application: everybody reads these words, whatever language they chose."""

    language: str
    change: Callable[[str], str]

    def __call__(self, app: web.Application) -> None:
        words, made = _dressed(self)
        catalogues = app[CATALOGUES]
        catalogues.update(dict.fromkeys(catalogues, words))
        app[ENVIRONMENTS].update(made)


@cache
def _dressed(wearing: Wearing) -> tuple[Catalogue, dict[str, Environment]]:
    """Once for all portals of a process, as the portal does with its own: they never change."""
    words = Catalogue(wearing.language, rewritten(wearing.change), strict=True)
    return words, build_environments({wearing.language: words}, StaticFiles().asset)


ARABIC = Wearing("ar", arabic)
LONG = Wearing("fr", longer)
