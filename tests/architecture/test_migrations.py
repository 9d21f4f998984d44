"""Migrations go forward, one after another, and add."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.source import MIGRATIONS

APPLIED = Path(__file__).with_name("migrations.sha256")
_TAKES_AWAY = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|SCHEMA|TYPE|VIEW)|TRUNCATE|RENAME\s+(TO|COLUMN|CONSTRAINT)|"
    r"ALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE|SET\s+NOT\s+NULL)\b",
    re.IGNORECASE,
)


def migrations() -> list[Path]:
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def applied() -> dict[str, str]:
    lines = APPLIED.read_text(encoding="utf-8").splitlines() if APPLIED.exists() else []
    return {name: digest for digest, name in (line.split() for line in lines)}


def test_each_has_a_number_of_its_own_and_says_what_it_adds() -> None:
    names = [path.name for path in migrations()]
    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z][a-z_0-9]*\.sql", name)] == []
    numbers = [name[:4] for name in names]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("path", migrations(), ids=lambda path: path.name)
def test_each_only_goes_forward_and_takes_nothing_away(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    up, _, down = text.partition("-- migrate:down")
    assert text.startswith("-- migrate:up")
    assert down.strip() == "", "there is no way back on live data"
    statements = re.sub(r"--.*", "", up)
    # A trigger may be told of what is taken away.
    plain = re.sub(r"\$\$[\s\S]*?\$\$|\bAFTER( OR|\s+(INSERT|UPDATE|DELETE|TRUNCATE))+", "", statements)
    assert [match.group() for match in _TAKES_AWAY.finditer(plain)] == []
    assert not re.search(r"\bDELETE\s+FROM\b", re.sub(r"\$\$[\s\S]*?\$\$", "", statements))


def test_what_was_applied_somewhere_is_never_edited() -> None:
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in migrations()}
    assert {name for name, digest in applied().items() if now.get(name) != digest} == set()


def test_a_new_one_comes_after_all_that_were_applied() -> None:
    last = max(applied(), default="")
    assert [path.name for path in migrations() if path.name not in applied() and path.name < last] == []
