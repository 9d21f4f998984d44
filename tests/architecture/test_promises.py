"""What is promised of safety names the tests that hold it, and they are there; each promise stands once."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SECURITY, HAZARDS = ROOT / "docs" / "security.md", ROOT / "docs" / "hazards.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
ROW = re.compile(r"^\| ([A-Z]{2,3}-?\d+) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"\b([A-Z]{2,3})-(\d+)\b")
UP_TO = re.compile(r"\b([A-Z]{3})-(\d+) to \1-(\d+)")
# How many there are of each kind.
CONTROLS = {
    "AZ": 10, "AUD": 6, "TEN": 6, "REV": 5, "AUT": 10, "SES": 9, "BRW": 9, "CSR": 6, "TXT": 7, "FIL": 9, "NOT": 13,
    "WSK": 7, "RAC": 6, "TIM": 5, "LOG": 7, "EXP": 5, "DOS": 7, "OPS": 5,
}  # fmt: skip
WRITTEN = {f"{kind}-{number}" for kind, most in CONTROLS.items() for number in range(1, most + 1)}
NOT_KEPT = "## Not kept, and why"
SEVERITIES = "Mi Si Co Ma Ca".split()
SCORE = re.compile(r"\b(Mi|Si|Co|Ma|Ca) (VH|H|M|L|VL) ([1-5])\b")
MATRIX_ROW = re.compile(r"^\| (VH|H|M|L|VL) [\w ]+ \| ([1-5 |]+) \|$", re.MULTILINE)


@cache
def named_in(file: Path) -> frozenset[str]:
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        before = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {
            before + one.name for one in inside if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }
    return frozenset(name for name in found if name.rpartition("::")[2].startswith("test_"))


def rows_of(text: str) -> list[tuple[str, str]]:
    return [(match[1], match[2]) for match in ROW.finditer(text)]


@pytest.mark.parametrize("document", [SECURITY, HAZARDS], ids=lambda file: file.name)
def test_each_test_that_a_promise_names_is_there(document: Path) -> None:
    named = TEST.findall(document.read_text(encoding="utf-8"))
    gone = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or test not in named_in(ROOT / file)
    ]
    assert gone == []
    assert len(named) > 50


def test_each_control_stands_once() -> None:
    found = Counter(control for control, _ in rows_of(SECURITY.read_text(encoding="utf-8")))
    assert {control for control, times in found.items() if times > 1} == set()
    assert set(found) == WRITTEN


def test_what_is_said_to_be_kept_names_a_test() -> None:
    kept, _, not_kept = SECURITY.read_text(encoding="utf-8").partition(NOT_KEPT)
    assert [control for control, row in rows_of(kept) if not TEST.search(row)] == []
    reasons = {control: row.split("|")[1].strip() for control, row in rows_of(not_kept)}
    assert [control for control, reason in reasons.items() if not reason] == []
    assert reasons


def test_each_hazard_is_scored_by_the_table_and_rests_on_controls_that_there_are() -> None:
    text = HAZARDS.read_text(encoding="utf-8")
    matrix = {
        (severity, likelihood): int(score)
        for likelihood, scores in MATRIX_ROW.findall(text)
        for severity, score in zip(SEVERITIES, scores.split(" | "), strict=True)
    }
    assert len(matrix) == 25
    hazards = rows_of(text)
    assert [name for name, _ in hazards] == [f"HZ{number}" for number in range(1, len(hazards) + 1)]
    for name, row in hazards:
        scores = SCORE.findall(row)
        assert len(scores) == 2, f"{name}: before and after"
        for severity, likelihood, score in scores:
            assert int(score) == matrix[severity, likelihood], name
        assert TEST.search(row), name
    named = {f"{kind}-{number}" for kind, number in NAMED.findall(text) if kind in CONTROLS}
    for kind, first, last in UP_TO.findall(text):
        named |= {f"{kind}-{number}" for number in range(int(first), int(last) + 1)}
    assert named <= WRITTEN
