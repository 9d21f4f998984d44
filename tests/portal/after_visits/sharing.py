"""From a recorded visit to a summary that is shared, as a worker does it."""

from datetime import date

from portal.demo.cast import Member
from tests.portal.after_visits.filling import fill_in, send_on
from tests.portal.visits.pages import words
from tests.running import Answer, Visitor, at

AFTER_HOME = at(date(2026, 6, 9), 18)
AFTER_UNANNOUNCED = at(date(2026, 6, 11), 10)
ALL_SEEN = {
    f"children-{row}-{field}": "yes" for row in (0, 1) for field in ("seen", "seen_alone", "bedroom")
}  # fmt: skip


def after(visit: object) -> str:
    return f"/staff/visits/{visit}/after"


async def record(worker: Visitor, visit: object, **changes: str) -> None:
    answer = await fill_in(worker, f"{after(visit)}/how", {"outcome": "done", **ALL_SEEN, **changes})
    assert answer.status == 200


async def begin(worker: Visitor, visit: object, *readers: Member) -> Answer:
    """Ticks these readers and presses “Write summary”."""
    return await fill_in(worker, after(visit), {"readers": [str(reader.id) for reader in readers]})


async def share(worker: Visitor, visit: object, readers: list[Member], **texts: object) -> str:
    """A summary from first tick to sharing; answers with its page."""
    draft = await begin(worker, visit, *readers)
    assert "/summaries/" in draft.path
    preview = await send_on(worker, draft, draft.path, {"going_well": "Breakfast.", **texts, "go": "preview"})
    assert preview.path == f"{draft.path}/preview", words(preview.text)[:400]
    shared = await send_on(worker, preview, preview.path, {})
    assert shared.path == after(visit)
    assert "The summary is shared." in shared.text
    return draft.path
