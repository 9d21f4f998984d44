"""What stands for words left out of a promise is said in the language of whoever reads it: at home and on a plan."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from portal.home.gathered import promised
from portal.visits.store import promise_of
from portal.web import redaction

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def welsh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A catalogue that has the mark in Welsh too."""
    for language, mark in (("en", "[left out]"), ("cy", "[heb ei ddangos]")):
        (tmp_path / language).mkdir()
        words = f'{HEADER}msgid "meetings.left_out"\nmsgstr "{mark}"\n'
        (tmp_path / language / "meetings_redaction.po").write_text(words, encoding="utf-8")
    monkeypatch.setattr(redaction, "LOCALE_FOLDER", tmp_path)
    redaction._mark.cache_clear()
    yield "cy"
    redaction._mark.cache_clear()


def test_the_mark_is_in_the_language_of_who_reads_it(welsh: str) -> None:
    held = {
        "owed_by": "council", "who_words": "Amira", "what": "Ring Quillfeather Row", "helps_because": None,
        "by_on": "2026-06-10", "state": "not_done", "because": "Quillfeather Row is shut",
        "hidden": ["Quillfeather Row"],
    }  # fmt: skip
    told = promise_of(held, welsh)
    assert (told.what, told.because) == ("Ring [heb ei ddangos]", "[heb ei ddangos] is shut")
    assert promise_of(held, "so").what == "Ring [left out]", "where a language has no words of its own"
    row = (date(2026, 6, 10), None, uuid4(), "Ring Quillfeather Row", "agreed", uuid4(), ["Quillfeather Row"])
    assert [line.what for line in promised([row], welsh)] == ["Ring [heb ei ddangos]"]
