"""Where SQL may stand, that it is never pasted together, and who writes which table."""

import re
from collections import defaultdict
from pathlib import Path

from tests.architecture.source import MIGRATIONS, our_files, pasted_statements_in, statements_in

HOLDS_STATEMENTS = re.compile(
    r"portal/(db|migrate|new_council|restored|sealing|taking_app|tidying|worker)\.py"
    r"|portal/identity/(sessions|access_log|councils|noting)\.py"
    r"|portal/demo/.*"
    r"|.*/([a-z_]+_)?store(_[a-z_]+)?\.py"
)
# Roles and databases have names that no argument can carry; nothing that anybody typed comes near these.
BUILDS_STATEMENTS = re.compile(r"portal/demo/(postgres|fill|story|place)\.py|portal/demo/families/.*")
WRITERS = Path(__file__).with_name("writers.txt")
_WRITES = re.compile(
    r"\b(INSERT)\s+INTO\s+(\w+)|\b(UPDATE)\s+(?:ONLY\s+)?(\w+)\s+(?:AS\s+\w+\s+)?SET\b|\b(DELETE)\s+FROM\s+(\w+)"
)


def owner_of(file: str) -> str:
    """The part of the house that a file belongs to: portal.visits, portal.identity, portal.sealing."""
    parts = file.removesuffix(".py").split("/")
    return ".".join(parts[:2]) if len(parts) > 2 or parts[0] == "portal" else parts[0]


def writes_in(sql: str) -> set[tuple[str, str]]:
    """(verb, table) of everything that a statement writes, also inside WITH."""
    found = set()
    for match in _WRITES.finditer(sql):
        verb, table = [part for part in match.groups() if part]
        if table.upper() != "SET":
            found.add((verb.lower(), table))
    return found


def who_writes_what() -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in our_files():
        if file.startswith("portal/demo/"):
            continue
        for statement in statements_in(file):
            for verb, table in writes_in(statement.text):
                found[owner_of(file), table].add(verb)
    return found


def written_table() -> dict[tuple[str, str], set[str]]:
    lines = (line.split("#")[0].split() for line in WRITERS.read_text(encoding="utf-8").splitlines())
    return {(words[0], words[1]): set(words[2:]) for words in lines if words}


def test_statements_stand_in_stores_and_the_few_grounds() -> None:
    assert [
        statement.place
        for file in our_files()
        if not HOLDS_STATEMENTS.fullmatch(file)
        for statement in statements_in(file)
    ] == []


def test_statements_are_found_where_they_are() -> None:
    counted = sum(len(statements_in(file)) for file in our_files())
    print(f"{counted} statements in {sum(bool(statements_in(file)) for file in our_files())} modules")
    assert counted > 100


def test_no_statement_is_built_from_pieces() -> None:
    built = [
        statement.place
        for file in our_files()
        if not BUILDS_STATEMENTS.fullmatch(file)
        for statement in statements_in(file)
        if statement.built
    ]
    pasted = [
        place
        for file in our_files()
        if not BUILDS_STATEMENTS.fullmatch(file)
        for place in pasted_statements_in(file)
    ]
    assert built + pasted == []


def test_every_part_writes_only_the_tables_that_are_written_down_for_it() -> None:
    found, written = who_writes_what(), written_table()
    new = {key: verbs - written.get(key, set()) for key, verbs in found.items()}
    assert {
        f"{who} {table} {' '.join(sorted(verbs))}" for (who, table), verbs in new.items() if verbs
    } == set()


def test_the_written_table_of_writers_holds_nothing_that_is_gone() -> None:
    found, written = who_writes_what(), written_table()
    gone = {key: verbs - found.get(key, set()) for key, verbs in written.items()}
    assert {
        f"{who} {table} {' '.join(sorted(verbs))}" for (who, table), verbs in gone.items() if verbs
    } == set()


def test_what_is_written_is_a_table() -> None:
    made = set(
        re.findall(
            r"CREATE TABLE (\w+)",
            "".join(path.read_text(encoding="utf-8") for path in MIGRATIONS.glob("0*.sql")),
        )
    )
    assert {table for _, table in who_writes_what()} - made == set()
