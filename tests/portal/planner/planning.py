"""Planning in tests, as the planner's own buttons do."""

from portal.demo.cast import Cast
from tests.portal.planner.pages import filled, form_of, words
from tests.running import Answer, Visitor


def new(cast: Cast) -> str:
    return f"/staff/visits/new/{cast.kit.id}"


async def plan(visitor: Visitor, path: str, do: str, **changes: object) -> Answer:
    page = await visitor.get(path)
    return await visitor.send(path, {**filled(page.text, path, **changes), "do": do})


async def share(visitor: Visitor, path: str, **changes: object) -> Answer:
    """Looks at the preview and presses its button, as a person does."""
    preview = await plan(visitor, path, "preview", **changes)
    assert preview.status == 200, words(preview.text)
    return await visitor.send(path, {**form_of(preview.text, path), "do": "share"})
