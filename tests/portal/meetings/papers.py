"""A paper as staff write and share it, page by page: what several tests of papers begin with."""

import re
from html import unescape
from uuid import UUID

from portal.demo.cast import Member
from tests.running import Answer, Visitor

_ID = re.compile(r"/papers/([0-9a-f-]{36})")
_SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')
_VERSION = re.compile(r'name="version"[^>]*value="([^"]*)"')
_PART = re.compile(
    r'id="part-([0-9a-f-]{36})">\s*(?:<p><strong.*?</p>\s*)?<p class="paper__words[^>]*>([^<]*)<', re.DOTALL
)

LEFT = "They do not belong to a child of this meeting any more."

TEXT = """# What is going well

Kit gets up on his own now.

# What worries us

Kit was late for school 9 times since the last review.

A neighbour called us about noise in spring."""


def papers(meeting: UUID) -> str:
    return f"/staff/meetings/{meeting}/papers"


def read(meeting: UUID, paper: str) -> str:
    return f"/meetings/{meeting}/papers/{paper}"


def seen_in(page: str) -> str:
    found = _SEEN.search(page)
    return unescape(found[1]) if found else ""


def version_in(page: str) -> str:
    found = _VERSION.search(page)
    assert found, "no version on the page"
    return found[1]


def part_with(page: str, words: str) -> str:
    """The key of the part that begins so."""
    for key, body in _PART.findall(page):
        if unescape(body).startswith(words):
            return str(key)
    raise AssertionError(f"no part begins with {words}")


async def write(
    staff: Visitor, meeting: UUID, text: str = TEXT, title: str = "Report", paper: str = ""
) -> str:
    """Answers the paper's id."""
    if not paper:
        made = await staff.post(f"{papers(meeting)}/new", {"title": title, "kind": "report"})
        found = _ID.search(made.path)
        assert found, (made.status, made.path)
        paper = found[1]
    path = f"{papers(meeting)}/{paper}/text"
    shown = await staff.get(path)
    saved = await staff.post(
        path, {"title": title, "kind": "report", "text": text, "seen": seen_in(shown.text)}
    )
    assert saved.status == 200, saved.text
    return paper


async def choose(staff: Visitor, meeting: UUID, paper: str, *readers: Member) -> Answer:
    return await staff.post(f"{papers(meeting)}/{paper}/readers", {"who": [str(one.id) for one in readers]})


async def look_and_share(staff: Visitor, meeting: UUID, paper: str) -> Answer:
    path = f"{papers(meeting)}/{paper}/share"
    shown = await staff.get(path)
    return await staff.post(path, {"seen": seen_in(shown.text), "checked": "y"})


async def share(
    staff: Visitor, meeting: UUID, *readers: Member, text: str = TEXT, title: str = "Report"
) -> str:
    """A paper that was written, looked at and shared. Answers its id."""
    paper = await write(staff, meeting, text, title)
    await choose(staff, meeting, paper, *readers)
    done = await look_and_share(staff, meeting, paper)
    assert done.path.endswith(paper), (done.status, done.path)
    return paper


async def leave_out(staff: Visitor, meeting: UUID, reader: Member, *words: str) -> Answer:
    return await staff.post(f"/staff/meetings/{meeting}/redactions/{reader.id}", {"words": "\n".join(words)})


async def say(reader: Visitor, meeting: UUID, paper: str, words: str, kind: str, body: str) -> Answer:
    """About the part that begins with these words."""
    path = read(meeting, paper)
    part = part_with((await reader.get(path)).text, words)
    page = await reader.get(f"{path}/parts/{part}")
    return await reader.post(
        f"{path}/parts/{part}", {"kind": kind, "body": body, "version": version_in(page.text)}
    )


async def answer(staff: Visitor, meeting: UUID, about: str, reply: str) -> Answer:
    """The comment with these words."""
    shown = await staff.get(papers(meeting))
    for comment in dict.fromkeys(re.findall(r"/comments/([0-9a-f-]{36})", shown.text)):
        path = f"/staff/meetings/{meeting}/comments/{comment}"
        if about in unescape((await staff.get(path)).text):
            return await staff.post(path, {"reply": reply})
    raise AssertionError(f"nobody said {about}")


def said(page: Answer) -> str:
    main = page.text.split("<main", 1)[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
