"""What a person may be called: never a role, and never what a reader would take for somebody else."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

LONGEST_CALLED = 60

# What nobody may call themselves: a family would not know who is speaking.
ROLES = (
    "social worker",
    "worker",
    "support worker",
    "family support",
    "key worker",
    "team manager",
    "manager",
    "admin",
    "administrator",
    "council",
    "chair",
    "reviewing officer",
    "conference chair",
    "health visitor",
    "police",
    "police officer",
    "staff",
    "duty",
    "duty team",
    "duty worker",
    "support",
    "help desk",
    "system",
    "moderator",
    "childline",
    "samaritans",
    "court",
    "judge",
    "guardian",
    "solicitor",
    "advocate",
    "personal adviser",
)
_LOOKS_LIKE = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "8": "b",
        "@": "a",
        "$": "s",
        "!": "l",
        "|": "l",
        "i": "l",
        "ı": "l",
        "і": "l",
        "ο": "o",
        "о": "o",
        "а": "a",
        "α": "a",
        "е": "e",
        "ε": "e",
        "с": "c",
        "р": "p",
        "ρ": "p",
        "х": "x",
        "у": "y",
        "к": "k",
        "κ": "k",
        "м": "m",
        "т": "t",
        "τ": "t",
        "в": "b",
        "н": "h",
        "ѕ": "s",
        "ԁ": "d",
        "ν": "v",
        "ω": "w",
        "ԝ": "w",
        "ɡ": "g",
        "ո": "n",
        "ս": "u",
        "ł": "l",
        "ø": "o",
        "ι": "l",
        "ӏ": "l",
        "ј": "j",
        "ϳ": "j",
        "һ": "h",
        "γ": "y",
        "υ": "u",
        "η": "n",
        "β": "b",
        "χ": "x",
        "ɑ": "a",
    }
)
# Capitals that look like a Latin letter whose small letter looks like another one.
_CAPITALS = str.maketrans(
    {"Η": "h", "Ν": "n", "Υ": "y", "Ι": "l", "Μ": "m", "Ζ": "z", "Β": "b", "В": "b", "Ү": "y"}
)


# A Latin letter by the name that Unicode gives it: small capitals, turned, with a hook or a stroke, in a black circle.
_LATIN = re.compile(
    r"LATIN (?:LETTER SMALL CAPITAL|(?:SMALL|CAPITAL) LETTER(?: TURNED| DOTLESS)?) ([A-Z])(?: WITH .*)?"
)
# Alphabets whose letters look like ours and sound otherwise; nobody here is likely to write a name in one.
_IMITATING = ("LISU ", "CHEROKEE ", "COPTIC ")


def may_be_called(called: str, taken: Iterable[str] = (), own: Iterable[str] = ()) -> bool:
    """False for a name that reads like a role or like one of the names `taken`, whole or first name alone.

    `own`: the person's own names. Two people may be Grace, and each may be called so.
    """
    wanted = {skeleton(called), skeleton(_first(called))} - {""}
    if not skeleton(called) or skeleton(called) in _alone() or _says_role(called) or _imitates(called):
        return False
    others = {skeleton(name) for whole in taken for name in (whole, _first(whole))}
    mine = {skeleton(name) for whole in own for name in (whole, _first(whole))}
    return not wanted & (others - mine)


def _first(name: str) -> str:
    """The first word that has letters in it."""
    return next((word for word in re.split(r"[^\w'’]+", name) if skeleton(word)), "")


def skeleton(name: str) -> str:
    """The same for two names that a reader would take for one: other alphabets, accents, marks, spaces."""
    bare = (
        unicodedata.normalize("NFKD", name)
        .translate(_CAPITALS)
        .casefold()
        .replace("rn", "m")
        .replace("vv", "w")
    )
    plain = "".join(_plain(letter) for letter in bare)
    return "".join(letter for letter in plain.translate(_LOOKS_LIKE) if letter.isalnum())


@cache
def _plain(letter: str) -> str:
    """The letter of the alphabet that it is a form of, and nothing for a letter that nobody sees."""
    name = unicodedata.name(letter, "")
    latin = _LATIN.search(name)
    return latin[1].lower() if latin else "" if name.endswith(" FILLER") else letter


def _imitates(called: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(_IMITATING) for letter in called)


@cache
def _alone() -> frozenset[str]:
    """Whole names that are roles, also those that are somebody's last name in a longer one."""
    return frozenset(skeleton(role) for role in ROLES)


def _says_role(called: str) -> bool:
    """“Amira (social worker)” and “Social worker Amira” say a role as plainly as the role alone."""
    whole = skeleton(called)
    words = {skeleton(word) for word in re.split(r"[\W_]+", called)}
    return any(
        (role in whole) if len(role) > 9 else (role in words)
        for role in (
            skeleton(role) for role in ROLES if role not in ("chair", "help desk", "guardian", "court")
        )
    )
