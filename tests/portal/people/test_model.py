"""How the caseload and the timeline are put in order, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from portal.people.model import TIMELINE_PAGE, Event, page_of

START = datetime(2026, 6, 1, tzinfo=UTC)


def events(moments: list[datetime]) -> list[Event]:
    return [Event("promise", at, uuid4(), "open", None, None) for at in moments]


def test_what_happened_in_one_moment_stays_on_one_page() -> None:
    moments = [START - timedelta(hours=n) for n in range(TIMELINE_PAGE - 2)]
    together = moments[-1] - timedelta(hours=1)
    shown, before = page_of(events([*moments, together, together, together]))
    assert len(shown) == TIMELINE_PAGE - 2
    assert before == moments[-1]
    assert together < before


def test_a_short_timeline_has_no_next_page() -> None:
    assert page_of(events([START] * 3))[1] is None
