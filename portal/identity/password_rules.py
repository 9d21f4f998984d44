"""What a password may be: 12 to 1,024 characters exactly as typed, and not one that guessers try first."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

from portal.identity.passwords import LONGEST
from portal.web.request import Council

SHORTEST = 12
# 133,000 passwords from the lists that guessers use, and the words inside them: sorted five-byte digests, because
# the words themselves are not fit to be kept in a children's project. docs/decisions says how the file is made.
COMMON = Path(__file__).with_name("common_passwords.bin")
DIGEST_BYTES = 5
# With these and what stands around them taken out, enough of a password must be left.
OWN_WORDS = (
    "password",
    "passphrase",
    "secretwords",
    "letmein",
    "welcome",
    "socialworker",
    "socialwork",
    "childrensservices",
    "childprotection",
    "safeguarding",
    "correcthorsebatterystaple",
    "council",
    "family",
    "families",
    "visit",
    "portal",
)
LEAST_LEFT = 6
LEAST_DIFFERENT = 5
_LOOKS_LIKE = str.maketrans("@4831!05$7", "aaeiiiosst")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def problem_with(password: str, about: Iterable[Council | str | None] = ()) -> str | None:
    """The key of what is wrong with a new password, or None. `about`: whose names it may not be made of."""
    if len(password) < SHORTEST:
        return "passwords.e_short"
    if len(password) > LONGEST:
        return "passwords.e_long"
    folded = fold(password)
    if _is_common(folded) or _is_a_run(folded) or _is_about(folded, about):
        return "passwords.e_common"
    return None


def fold(text: str) -> str:
    """As guessers see it: no capitals, no spaces, one form of each letter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_common(folded: str) -> bool:
    core = _core(folded)
    seen = {folded, core, core.translate(_LOOKS_LIKE), folded.translate(_LOOKS_LIKE)}
    seen |= {_repeated(word) for word in tuple(seen)}
    return any(word and _digest(word) in _common() for word in seen)


def _core(folded: str) -> str:
    """Without the digits and marks that people add at either end."""
    return re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)


def _repeated(word: str) -> str:
    """The part that a word repeats; the word itself where it repeats nothing."""
    return word[: (word * 2).find(word, 1)] if word else word


def _is_a_run(folded: str) -> bool:
    if len(set(folded)) < LEAST_DIFFERENT or len(_repeated(folded)) < LEAST_DIFFERENT:
        return True
    left = folded
    for run in _RUNS:
        for line in (run, run[::-1]):
            for size in range(len(line), 3, -1):
                for start in range(len(line) - size + 1):
                    left = left.replace(line[start : start + size], "")
    return len(left) < 4


def _is_about(folded: str, about: Iterable[Council | str | None]) -> bool:
    """Made of who somebody is, or of what this service is called, with little else."""
    words = set(OWN_WORDS)
    for one in about:
        names = (one.name, one.service_name) if isinstance(one, Council) else (one or "",)
        for name in names:
            words |= {fold(name), *(fold(word) for word in re.split(r"[\W_]+", name))}
    left = folded
    for word in sorted((w for w in words if len(w) > 2), key=len, reverse=True):
        left = left.replace(word, "")
    return left != folded and len(re.sub(r"[\W\d_]", "", left)) < LEAST_LEFT


def _digest(word: str) -> bytes:
    return blake2b(word.encode("utf-8", "replace"), digest_size=DIGEST_BYTES).digest()


@cache
def _common() -> frozenset[bytes]:
    data = COMMON.read_bytes()
    return frozenset(data[at : at + DIGEST_BYTES] for at in range(0, len(data), DIGEST_BYTES))
