"""Forms: posted text to values, or errors by field. WTForms parses and checks, no more."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Self

from aiohttp import web
from multidict import MultiDict
from wtforms import Field, FieldList, FormField, SelectMultipleField
from wtforms import Form as BaseForm

from portal.web.draft_store import get_draft
from portal.web.posted import SentTwice
from portal.web.request import current, posted


class Form(BaseForm):
    """Labels, choices and errors are message keys, translated where they are shown."""

    class Meta:
        # Without this the library translates its own few words; ours come from the catalogue.
        locales = False
        csrf = False

    @classmethod
    async def posted(cls, request: web.Request, **defaults: Any) -> Self:
        """The form as it was posted. Rows that are counted in no figures of ours come from no form of ours: 400.

        Raises SentTwice where a field that holds one value got two.
        """
        sent = posted(request)
        if (kept := sent.get("kept")) is not None:
            # The page that shows it again goes on where this one was.
            current(request).kept[request.path] = f"{sent.get('key', '')} {kept}".strip()
        try:
            form = cls(sent, **defaults)
        except ValueError:
            raise web.HTTPBadRequest from None
        if (twice := sent.twice) and any(_is_one_of(name, form) for name in twice):
            raise SentTwice
        return form

    @classmethod
    async def begin(cls, request: web.Request, **defaults: Any) -> Self:
        """The form for a first look: as this person left it half typed, else with the defaults."""
        if half_typed := await _half_typed(request):
            with suppress(ValueError):
                return cls(half_typed, **defaults)
        return cls(**defaults)

    @classmethod
    async def begin_from(cls, request: web.Request, saved: Mapping[str, Any], mark: str = "version") -> Self:
        """The same for what was saved before. What was half typed counts as long as that has not changed since.

        `mark`: the hidden field that says what stood there when the typing began.
        """
        newest = cls(**saved)
        form = await cls.begin(request, **saved)
        return form if form[mark].data == newest[mark].data else newest


def _is_one_of(name: str, fields: Iterable[Field]) -> bool:
    """Whether this names a field that holds one value, or a part of one, such as the month of a day."""
    for field in fields:
        if isinstance(field, FieldList | FormField):
            if _is_one_of(name, field):
                return True
        elif not isinstance(field, SelectMultipleField) and (
            name == field.name or name.startswith(f"{field.name}-")
        ):
            return True
    return False


async def _half_typed(request: web.Request) -> MultiDict[str]:
    """Nothing for whoever is not signed in, or has not begun to type."""
    page = current(request)
    if not page.conn or not page.account_id:
        return MultiDict()
    draft = await get_draft(page.conn, page.account_id, request.path)
    page.kept[request.path] = str(draft["writer"] or "") if draft else ""
    typed = draft["fields"] if draft else {}
    return MultiDict((name, value) for name, values in typed.items() for value in values)
