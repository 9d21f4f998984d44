"""How a meeting ends: written down, looked at as each reader will see it, shared, answered."""

import re
from datetime import date

import asyncpg

from portal.clock import Clock
from portal.demo.cast import Cast, Member
from tests.running import Answer, SignIn, Visitor, at

Database = asyncpg.Connection
# Both times of the review are over: Thursday's and Friday's.
HELD, AFTER = date(2026, 6, 26), at(date(2026, 6, 29), 10)
FOR_ADULTS, FOR_KIT = "The plan goes on until autumn. zq-adults", "We keep helping at home. zq-kit"
FOR_MARCUS = "You see Kit on Saturdays, with Quillfeather Row left out of it. zq-marcus"


def ids(*people: Member) -> list[str]:
    return [str(person.id) for person in people]


def day(name: str, on: date) -> dict[str, object]:
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


async def add(helen: Visitor, here: str, body: str, *readers: Member, **child: object) -> Answer:
    return await helen.post(f"{here}/decisions/new", {"body": body, "readers": ids(*readers), **child})


async def take_on(helen: Visitor, here: str, what: str, *readers: Member, **more: object) -> Answer:
    fields = {"what": what, "owed_by": "council", "who": "Amira", "readers": ids(*readers)}
    return await helen.post(f"{here}/agreed/new", {**fields, **day("by_on", date(2026, 7, 10)), **more})


def held_by(page: Answer, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    assert found, name
    return found[1]


async def fill(visitor: Visitor, path: str, fields: dict[str, object], hidden: str = "version") -> Answer:
    """Posts a page's form with the version that it was opened with."""
    return await visitor.post(path, {hidden: held_by(await visitor.get(path), hidden), **fields})


async def share(helen: Visitor, here: str) -> Answer:
    return await fill(helen, f"{here}/decisions/share", {}, "seen")


async def written_up(cast: Cast, clock: Clock, sign_in: SignIn) -> tuple[Visitor, str]:
    """The review with a decision for the mother's side, one for the father, and a promise to each: not shared yet."""
    clock.turn_to(AFTER)
    helen, here = await sign_in(cast.helen), f"/staff/meetings/{cast.review_conference}"
    await fill(helen, f"{here}/decisions", {**day("held_on", HELD), **day("next_on", date(2026, 11, 20))})
    await add(helen, here, FOR_ADULTS, cast.dani, cast.jay, child_body=FOR_KIT, child_readers=ids(cast.kit))
    await add(helen, here, FOR_MARCUS, cast.marcus)
    await take_on(helen, here, "Talk with the school about lunch. zq-lunch", cast.dani, cast.kit)
    await take_on(helen, here, "Book the course near Quillfeather Row. zq-course", cast.marcus)
    return helen, here


async def test_each_reader_has_their_own_words_and_no_sign_of_anybody_elses(
    cast: Cast, clock: Clock, db: Database, sign_in: SignIn
) -> None:
    helen, here = await written_up(cast, clock, sign_in)
    await db.execute(
        "INSERT INTO redaction (council_id, meeting_id, reader_id, words, added_by, added_at) "
        "SELECT council_id, id, $2, 'Quillfeather Row', chair_id, planned_at FROM meeting WHERE id = $1",
        cast.review_conference,
        cast.marcus.id,
    )
    seen = f"/meetings/{cast.review_conference}/decisions"
    readers = {who.key: await sign_in(who) for who in (cast.dani, cast.kit, cast.jay, cast.marcus)}
    for visitor in readers.values():
        early = (await visitor.get(seen)).text
        assert "zq-" not in early
        assert "The notes are not ready." in early
    preview = (await helen.get(f"{here}/decisions/share")).text
    marcus_sees = preview.split("Marcus Bell will see")[1]
    assert "[left out]" in marcus_sees
    assert "Quillfeather" not in marcus_sees
    assert (await share(helen, here)).path == f"{here}/decisions"
    pages = {who: (await visitor.get(seen)).text for who, visitor in readers.items()}
    found = {who: set(re.findall(r"zq-\w+", page)) for who, page in pages.items()}
    assert found == {
        "dani": {"zq-adults", "zq-lunch"},
        "jay": {"zq-adults"},
        "kit": {"zq-kit", "zq-lunch"},
        "marcus": {"zq-marcus", "zq-course"},
    }
    assert "Quillfeather" not in pages["marcus"]
    for who, own, other in (("dani", "25 June", "26 June"), ("marcus", "26 June", "25 June")):
        assert own in pages[who]
        assert other not in pages[who], "the day of another time"
        assert "There will be another meeting by Friday 20 November." in pages[who]
