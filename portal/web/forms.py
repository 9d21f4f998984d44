"""Forms: posted text to values, or errors by field. WTForms parses and checks, no more."""

from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web
from multidict import MultiDict
from wtforms import Form as BaseForm

from portal.web.draft_store import get_draft
from portal.web.request import current, posted


class Form(BaseForm):
    """Labels, choices and errors are message keys, translated where they are shown."""

    class Meta:
        # Without this the library translates its own few words; ours come from the catalogue.
        locales = False
        csrf = False

    @classmethod
    async def posted(cls, request: web.Request, **defaults: Any) -> Self:
        """The form as it was posted."""
        return cls(posted(request), **defaults)

    @classmethod
    async def begin(cls, request: web.Request, **defaults: Any) -> Self:
        """The form for a first look: as this person left it half typed, else with the defaults."""
        page = current(request)
        draft = (
            await get_draft(page.conn, page.account_id, request.path)
            if page.conn and page.account_id
            else None
        )
        return cls(_as_posted(draft), **defaults) if draft else cls(**defaults)


def _as_posted(draft: Mapping[str, list[str]]) -> MultiDict[str]:
    return MultiDict((name, value) for name, values in draft.items() for value in values)
