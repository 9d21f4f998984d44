"""What a person may be called, and the choices of how pages look."""

import re
import unicodedata
from collections.abc import Iterable

TEXT_SIZES = ("normal", "large", "very-large")
COLOURS = ("phone", "light", "dark", "yellow")
STYLES = ("bright", "calm", "plain")
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
    }
)


def may_be_called(called: str, names: Iterable[str] = ()) -> bool:
    """False for a name that reads like a role, or like the whole name of one of `names`."""
    wanted = skeleton(called)
    if not wanted:
        return False
    return wanted not in {skeleton(taken) for taken in (*ROLES, *names)} and not _says_role(called)


def skeleton(name: str) -> str:
    """The same for two names that a reader would take for one: other alphabets, accents, marks, spaces."""
    bare = unicodedata.normalize("NFKD", name).casefold().replace("rn", "m").replace("vv", "w")
    return "".join(letter for letter in bare.translate(_LOOKS_LIKE) if letter.isalnum())


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
