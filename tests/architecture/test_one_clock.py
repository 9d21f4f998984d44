"""Only portal.clock knows what time it is; statements are told."""

import ast
import re

from tests.architecture.source import MIGRATIONS, nodes_of, our_files, statements_in

# Sessions, guesses at passwords and what was typed a moment ago are judged by the database's own clock: no turned
# clock may keep a session alive.
_BY_THE_DATABASES_CLOCK = re.compile(
    r"\b(FROM|INTO|UPDATE)\s+(session|sign_in_failure|form_post|form_draft|second_step|authenticator|recovery_code)\b|\bpassword_changed_at\s*[=<]"
    # Who holds a letter and until when, what Notify takes at the moment, and the queue: about machines, not about days.
    r"|\blease_until\b|\b(FROM|INTO|UPDATE)\s+(carrier|letter_look|jobs\.\w+)\b"
)
# The age of a lock file is by the clock of the file system, whatever day the demonstration thinks it is.
READS_FILES_AGES = "portal/demo/place.py"
# The queue's tables are as its library lays them out.
ANOTHERS_TABLES = "0022_jobs.sql"
# Notify's machines are not turned with the portal's: its stand-in has a clock of its own, and judges tokens by it.
ANOTHER_HOUSES_CLOCK = "portal/demo/notify/clock.py"
_WALL_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "strftime"),
}  # fmt: skip
_SQL_CLOCKS = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\bcurrent_(date|time|timestamp)\b"
    r"|\blocaltime(stamp)?\b|'(now|today|tomorrow|yesterday)'",
    re.IGNORECASE,
)


def test_only_the_clock_reads_the_wall_clock() -> None:
    found = [
        f"{file}:{node.lineno}"
        for file in our_files()
        if file not in ("portal/clock.py", READS_FILES_AGES, ANOTHER_HOUSES_CLOCK)
        for node in nodes_of(file)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in _WALL_CLOCKS
    ]
    assert found == []


def test_statements_are_told_the_time() -> None:
    found = [
        statement.place
        for file in our_files()
        if not file.startswith("portal/demo/")
        for statement in statements_in(file)
        if _SQL_CLOCKS.search(statement.text) and not _BY_THE_DATABASES_CLOCK.search(statement.text)
    ]
    assert found == []


def test_the_schema_asks_the_time_only_for_when_a_row_was_made_and_for_sessions() -> None:
    found = []
    for path in sorted(MIGRATIONS.glob("0*.sql")):
        if path.name == ANOTHERS_TABLES:
            continue
        sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        # The doors that judge a session's limits, or how long a second step lasts.
        sql = re.sub(
            r"CREATE (OR REPLACE )?FUNCTION (open_se\w+|second_step_lasts|speaking|stay_signed_in)\b"
            r"[\s\S]*?\nEND(\n\$\$)?;",
            "",
            sql,
        )
        sql = re.sub(r"UPDATE session AS s SET last_used_at = now\(\)[^;]*;", "", sql)
        sql = re.sub(r"\.last_used_at < now\(\) - interval '1 minute' AS stale", "", sql)
        # How long a message waited for its turn: a length of time, whatever time it is.
        sql = re.sub(r"\bbegan timestamptz := clock_timestamp\(\)|clock_timestamp\(\) - began\b", "", sql)
        # How long ago a worker took a letter: about machines.
        sql = re.sub(r"claimed_at > clock_timestamp\(\)", "", sql)
        found += [
            f"{path.name}: {line.strip()}"
            for line in sql.splitlines()
            if _SQL_CLOCKS.search(line) and not re.search(r"timestamptz( NOT NULL)? DEFAULT now\(\)", line)
        ]
    assert found == []
