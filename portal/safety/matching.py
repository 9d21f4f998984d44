"""Whether a message holds one of a list's words or phrases, however it was typed. No I/O; no text can make it fail."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

# Written over letters where people have time for it; Arabic's short vowels and lengthening likewise.
_DROPPED = frozenset({*range(0x0300, 0x0370), *range(0x064B, 0x0660), 0x0640, 0x0670})
_APOSTROPHES = frozenset("'`´‘’‚‛ʹʻʼʽ′＇")
# Letters that take no part in Unicode's decomposition, and that hurried fingers replace.
_PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
_KEPT = frozenset("LNM")
# More than any alphabet has; who sends every character there is teaches nothing.
_LEARNT = 20_000


class _Fold(dict[int, str | None]):
    """What becomes of a character: kept, dropped, or a space between words. Learns each one once."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        found: str | None
        if sign in _PLAIN:
            found = _PLAIN[sign]
        elif code in _DROPPED or sign in _APOSTROPHES or unicodedata.category(sign) == "Cf":
            found = None
        else:
            found = sign if unicodedata.category(sign)[0] in _KEPT else " "
        if len(self) < _LEARNT:
            self[code] = found
        return found


_FOLD: Final = _Fold()


def folded(text: str) -> str:
    """Small letters without accents or apostrophes, one space around each word: “ he dont stop ”."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(text.lower().translate(_FOLD).split())} "


def listed(words: str) -> str:
    """An entry as lists keep and compare it: folded, with the stars that stand for any ending."""
    parts = [folded(part).strip() + ("*" if part.endswith("*") else "") for part in words.split()]
    return " ".join(part for part in parts if part not in ("", "*"))


class Matcher:
    """One list as one expression: a tree of its letters, so that a word is left at its first strange letter."""

    def __init__(self, entries: Iterable[str]) -> None:
        tree: _Tree = {}
        for kept in sorted({listed(entry) for entry in entries} - {""}, key=len):
            _grow(tree, f"{kept} ")
        self._found = re.compile(f" {_pattern(tree)}").search if tree else None

    def finds(self, text: str) -> bool:
        return self.finds_folded(folded(text))

    def finds_folded(self, text: str) -> bool:
        return self._found is not None and self._found(text) is not None


_Tree = dict[str, "_Tree"]


def _grow(tree: _Tree, entry: str) -> None:
    """Adds an entry, unless a shorter one is found wherever this one would be."""
    for sign in entry:
        if tree.get(sign) == {}:
            return
        tree = tree.setdefault(sign, {})


def _pattern(tree: _Tree) -> str:
    branches = [_step(sign) + (_pattern(rest) if rest else "") for sign, rest in sorted(tree.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _step(sign: str) -> str:
    return "[^ ]*" if sign == "*" else re.escape(sign)


def matchers(words: Mapping[str, Iterable[str]], default: str) -> dict[str | None, Matcher]:
    """For each language its list and the default's; under None all of them, for a language that nobody knows."""
    lists = {language: tuple(entries) for language, entries in words.items()}
    always = lists.get(default, ())
    found: dict[str | None, Matcher] = {
        language: _made_of(frozenset({*entries, *always})) for language, entries in lists.items()
    }
    found[None] = _made_of(frozenset(entry for entries in lists.values() for entry in entries))
    return found


@lru_cache(maxsize=64)
def _made_of(entries: frozenset[str]) -> Matcher:
    """Councils begin with the same lists, so most share what is made of them."""
    return Matcher(entries)
