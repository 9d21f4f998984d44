"""The words that every council starts with, read from starting_words.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from portal.safety.matching import listed


@cache
def starting_words() -> Mapping[str, tuple[str, ...]]:
    """By language, each entry as lists keep it."""
    text = files("portal.safety").joinpath("starting_words.toml").read_text(encoding="utf-8")
    return {
        language: tuple(dict.fromkeys(listed(entry) for line in table["words"] for entry in line.split(",")))
        for language, table in tomllib.loads(text).items()
    }
