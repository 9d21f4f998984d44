"""Filling in a form as a person does: what stands in it already, and what they type or tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

import asyncpg

from tests.running import Answer, Visitor

Fields = dict[str, list[str]]
Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass
class _Form:
    action: str
    fields: Fields = field(default_factory=dict)


class _Forms(HTMLParser):
    """Every form of a page with what a browser would send of it unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._textarea: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        ticked = {name for name, _ in attrs}
        if tag == "form":
            self.forms.append(_Form(have.get("action", "")))
        elif tag == "input" and have.get("name") and "disabled" not in ticked:
            if have.get("type") in ("radio", "checkbox") and "checked" not in ticked:
                return
            self._add(have["name"], have.get("value", ""))
        elif tag == "textarea":
            self._textarea = have["name"]
            self._add(self._textarea, "")
        elif tag == "select":
            self._select = have["name"]
        elif tag == "option" and self._select and "selected" in ticked:
            self._add(self._select, have["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea and self.forms:
            # A browser leaves out the first line end after the tag.
            texts = self.forms[-1].fields[self._textarea]
            texts[-1] = texts[-1].removeprefix("\n")
            self._textarea = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._textarea and self.forms:
            self.forms[-1].fields[self._textarea][-1] += data

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].fields.setdefault(name, []).append(value)


def form_to(page: str, action: str) -> Fields:
    """What the form with this action would send as it stands on the page."""
    parser = _Forms()
    parser.feed(page)
    for form in parser.forms:
        if form.action == action:
            return form.fields
    raise AssertionError(f"no form to {action} on this page")


async def fill_in(
    visitor: Visitor, page: str, changes: Mapping[str, object] | None = None, *, action: str | None = None
) -> Answer:
    """Opens a page, changes these fields of its form and sends it. None takes a field out."""
    answer = await visitor.get(page)
    assert answer.status == 200, f"{page} answered {answer.status}"
    return await send_on(visitor, answer, action or page, changes or {})


async def send_on(visitor: Visitor, shown: Answer, action: str, changes: Mapping[str, object]) -> Answer:
    """Sends the form of a page that is open already."""
    fields: dict[str, object] = dict(form_to(shown.text, action))
    fields.update(changes)
    return await visitor.send(action, {name: value for name, value in fields.items() if value is not None})
