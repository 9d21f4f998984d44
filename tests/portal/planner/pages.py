"""Forms as a browser without JavaScript would send them, and pages as people read them."""

import re
from html import unescape
from html.parser import HTMLParser

NOT_SENT = {"submit", "button", "image", "reset"}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._text: str | None = None
        self._select: str | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), []))
            self._inside = True
        if not self._inside or "disabled" in given:
            return
        if tag == "input" and given.get("type", "text") not in NOT_SENT and "name" in given:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            self.forms[-1][1].append((given["name"], given.get("value", "on")))
        elif tag == "textarea":
            self.forms[-1][1].append((given["name"], ""))
            self._text = given["name"]
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][1].append((self._select, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, value = self.forms[-1][1][-1]
            self.forms[-1][1][-1] = (name, value + data)


def form_of(page: str, action: str) -> dict[str, object]:
    """What the form with this action would send, untouched: a list where a name stands more than once."""
    parser = _Forms()
    parser.feed(page)
    fields: dict[str, object] = {}
    for name, value in next(found for sent_to, found in parser.forms if sent_to == action):
        value = value.removeprefix("\n")
        before = fields.get(name)
        if before is None:
            fields[name] = value
        else:
            fields[name] = [*before, value] if isinstance(before, list) else [before, value]
    return fields


def words(page: str) -> str:
    """The main part as text on one line."""
    main = page.split("<main", 1)[-1].split("</main>")[0]
    inline = re.sub(r"</?(?:bdi|span|strong|time)\b[^>]*>", "", main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def filled(page: str, action: str, **changes: object) -> dict[str, object]:
    """The form as it stands with some fields changed; None leaves a field out, as an unticked box does."""
    fields = {**form_of(page, action), **{name.replace("__", "-"): value for name, value in changes.items()}}
    return {name: value for name, value in fields.items() if value is not None}
