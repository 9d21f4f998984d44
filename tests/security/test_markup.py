"""Whatever anybody writes is shown as text: polyglots in every column, every page parsed as a browser would."""

import re
from html.parser import HTMLParser

import asyncpg

from portal.db import Connection
from tests.access.crawling import walk
from tests.access.watched import MORE_PLACES
from tests.databases import CastDatabase
from tests.planting import Place
from tests.running import Answer, new_visitor, run_portal

# The mark that each would leave as a tag, an attribute or a script, if anything ran.
POLYGLOTS = [
    "<zqx>", "</zqx>", "<zqx/onzqx=1>", "\"><zqx>", "'><zqx>", "</textarea><zqx>", "</title><zqx>",
    "</script><zqx>",
    "--><zqx>", "<!--<zqx>", "]]><zqx>", "<![CDATA[<zqx>", "<script>zqx()</script>", "<script src=//zqx></script>",
    "<img src=x onerror=zqx()>", "<svg onload=zqx()>", "<svg/onload=zqx()>", "<a href=javascript:zqx()>x</a>",
    "<iframe srcdoc='<zqx>'>", "<body onload=zqx()>", "<input autofocus onfocus=zqx()>",
    "<details open ontoggle=zqx()>",
    "<math><zqx>", "<object data=zqx>", "<embed src=zqx>", "<base href=//zqx>", "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//zqx>", "<form action=//zqx>", "<style>@import '//zqx'</style>", "\" onzqx=1 x=\"",
    "' onzqx=1 x='", "` onzqx=1 `", "x onzqx=1", "&lt;zqx&gt;", "&#60;zqx&#62;", "&#x3c;zqx>", "%3Czqx%3E",
    "\\u003czqx\\u003e", "\u02c2zqx\u02c3", "<\u200bzqx>", "{{'<zqx>'|safe}}", "{% raw %}<zqx>", "${zqx}", "<%=zqx%>",
    "javascript:zqx()//", "data:text/html,<zqx>", "<p style=zqx:1>", "<<zqx>>", "<zqx",
]  # fmt: skip
ALLOWED_TAGS = set(
    """
    html head meta title link body script noscript a p div span header footer main nav section
    article aside ul ol li dl dt dd h1 h2 h3 h4 form input button label fieldset legend textarea
    select option optgroup table caption thead tbody tr th td svg path circle rect g line polyline
    polygon ellipse use defs symbol lineargradient radialgradient stop clippath mask desc text tspan
    time strong em b i u s br hr img bdi blockquote q details summary template small abbr kbd dialog
    figure figcaption output progress cite code pre mark sub sup hgroup address wbr data search
    """.split()
)


class _Watch(HTMLParser):
    """Finds what should have been text: strange tags, handlers, and addresses that run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.shown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS or tag in ("style", "base", "iframe", "object", "embed"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or "zqx" in name or name in ("srcdoc", "style", "formaction"):
                self.found.append(f"<{tag} {name}>")
            runs = re.match(r"\s*(javascript|data|vbscript):|(https?:)?//zqx", value or "", re.IGNORECASE)
            if runs and name in ("href", "src", "action", "data", "poster"):
                self.found.append(f"<{tag} {name}={value}>")
        pairs = dict(attrs)
        if tag == "script" and not pairs.get("nonce"):
            self.found.append("<script> without a nonce")
        if tag == "meta" and "http-equiv" in pairs:
            self.found.append("<meta http-equiv>")

    def handle_comment(self, data: str) -> None:
        if "zqx" in data:
            self.found.append("<!-- -->")

    def handle_data(self, data: str) -> None:
        self.shown += data.count("zqx")


async def fill_with_polyglots(owner: Connection, place: Place) -> int:
    """One polyglot after the other in each free text of each row, where it fits."""
    filled = 0
    for column in place.columns.split():
        if column == "value":
            continue
        for key in [
            row[0]
            for row in await owner.fetch(
                f"SELECT {place.key} FROM {place.table} AS t WHERE {place.only} AND coalesce(t.{column}, '') <> ''"
            )
        ]:
            text = POLYGLOTS[(filled + len(column)) % len(POLYGLOTS)]
            if place.table == "safety_word":  # a list holds the same words once
                text = f"{text} {filled}"
            changed = await owner.execute(
                f"UPDATE {place.table} AS t SET {column} = $1 WHERE {place.key} = $2", text, key
            )
            filled += changed.endswith(" 1")
    return filled


def look(answer: Answer) -> tuple[list[str], int]:
    watch = _Watch()
    watch.feed(answer.text)
    watch.close()
    return watch.found, watch.shown


async def test_markup_is_text_everywhere(cast_database: CastDatabase) -> None:
    assert len(POLYGLOTS) >= 40
    owner = await asyncpg.connect(cast_database.dsn("postgres"))
    await owner.execute("SET session_replication_role = replica")
    filled = sum([await fill_with_polyglots(owner, place) for place in MORE_PLACES])
    await owner.close()
    pages = shown = 0
    async with run_portal(cast_database) as portal:
        for who in ("dani", "marcus", "jay", "kit", "amira", "priya", "alex", "helen", "chloe"):
            async with new_visitor(portal.origin) as visitor:
                await visitor.sign_in(getattr(portal.cast, who))
                for path, answer in (await walk(visitor, ["/", "/account"])).answers.items():
                    assert answer.status < 500, f"{who} at {path}"
                    if answer.headers.get("Content-Type", "").startswith("text/html"):
                        found, here = look(answer)
                        # A copy to keep carries its own style, and is a file: no page of ours.
                        kept = "attachment" in answer.headers.get("Content-Disposition", "")
                        assert found == (["<style>"] if kept else []), f"{who} at {path}"
                        pages, shown = pages + 1, shown + here
                    elif "calendar" in answer.headers.get("Content-Type", ""):
                        assert not re.search(
                            r"^\s*(BEGIN:VALARM|ATTACH|URL:javascript)", answer.text, re.MULTILINE
                        )
    print(
        f"{len(POLYGLOTS)} polyglots in {filled} texts, shown {shown} times as text on {pages} pages, 0 ran"
    )
    assert shown > 300


async def test_the_watch_sees_what_it_should() -> None:
    for polyglot in (
        "<zqx>",
        "<img src=x onerror=zqx()>",
        "<a href=javascript:zqx()>x</a>",
        "<script>zqx()</script>",
    ):
        found, _ = look(Answer(200, f"<p>{polyglot}</p>", {}, ""))
        assert found, polyglot
