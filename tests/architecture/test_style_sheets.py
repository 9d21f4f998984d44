"""Our own style sheets know no left and no right: pages also run from right to left."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SHEETS = sorted((ROOT / "assets" / "scss").glob("*.scss"))
_SIDED = re.compile(
    r"\b(margin|padding|border|inset)-(left|right)\b|\bborder-(top|bottom)-(left|right)-radius\b"
    r"|(^|[;{\s])(left|right)\s*:|\b(text-align|float|clear)\s*:\s*(left|right)\b",
    re.MULTILINE,
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_our_style_sheets_are_logical(sheet: Path) -> None:
    rules = re.sub(r"/\*[\s\S]*?\*/|//.*", "", sheet.read_text(encoding="utf-8"))
    assert [match.group().strip() for match in _SIDED.finditer(rules)] == []


def test_there_are_style_sheets() -> None:
    assert SHEETS
