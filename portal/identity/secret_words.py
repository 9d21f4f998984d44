"""Secret words given on paper: six plain words, which work for seven days and once."""

import secrets
from datetime import timedelta
from functools import cache
from pathlib import Path

# Plain words of 4 to 9 letters. None is a name, rude, or a hard thing to hand to a child; no two differ by one letter.
FILE = Path(__file__).with_name("secret_words.txt")
# Six of 2,085 are 66 bits: more than anybody guesses, even from a stolen hash, in the seven days that they work.
HOW_MANY = 6
WORK_FOR = timedelta(days=7)


def new_words() -> str:
    """Words as they are printed, typed and hashed: small letters with one space between them."""
    return " ".join(secrets.choice(all_words()) for _ in range(HOW_MANY))


def as_printed(typed: str) -> str:
    """What somebody typed from paper, as it stands there: capitals, hyphens and extra spaces do not matter."""
    return " ".join(typed.casefold().replace("-", " ").split())


@cache
def all_words() -> tuple[str, ...]:
    return tuple(FILE.read_text("ascii").split())
