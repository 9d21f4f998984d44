"""Words that worry, in every place where families type: kept, owned, asked about, and led to from the duty board."""

import re

import pytest

from portal.clock import Clock
from tests.notify import RunningNotify, notify
from tests.portal.safety.saying import WAYS, WORRIES, Db, Way, World
from tests.portal.safety.typed import LOOKED_AT, listed
from tests.portal.urgent.saying import item_of
from tests.running import Answer, RunningPortal, SignIn, Visitor

__all__ = ["notify"]
PLACES = [(one.place, box) for one in listed() if one.what == LOOKED_AT for box in sorted(one.boxes)]
ELSEWHERE = "Some of it is not where you can read it"


@pytest.fixture
def world(portal: RunningPortal, sign_in: SignIn, db: Db, clock: Clock, notify: RunningNotify) -> World:
    return World(portal, sign_in, db, clock, notify)


def test_every_place_that_is_looked_at_is_tried() -> None:
    assert {place for place, _ in PLACES} == set(WAYS)


@pytest.mark.parametrize(("place", "box"), PLACES)
async def test_words_that_worry_are_looked_at(place: str, box: str, world: World) -> None:
    way, cast = WAYS[place], world.cast
    member = getattr(cast, way.who)
    # What is typed on the worker's phone, and what they type from paper, is said by them.
    visitor = await world.sign_in(cast.amira if place.startswith("POST /staff") else member)
    assert await item_of(world.db, member) is None
    said = await way.say(world, visitor, box)
    item = await item_of(world.db, member)
    assert item is not None, said and said.text
    assert item["due_at"] is not None
    if way.asks:
        assert said is not None
        await is_asked(await world.sign_in(member), said)
    await is_led_to(world, way, visitor, f"/staff/urgent/{item['id']}")


async def is_asked(visitor: Visitor, asked: Answer) -> None:
    """After it was kept, without a word of what was found; and they go on where they were."""
    assert "Do you need help now?" in asked.text, asked.text
    assert "hits me" not in asked.text
    query = asked.url.partition("?")[2]
    on = await visitor.post(asked.path + (f"?{query}" if query else ""), {"answer": "ok"})
    assert on.status == 200, on.path


async def is_led_to(world: World, way: Way, visitor: Visitor, item: str) -> None:
    amira = await world.sign_in(world.cast.amira)
    page = await amira.get(item)
    assert page.status == 200
    if way.led is None:
        assert WORRIES in page.text
        return
    assert WORRIES not in page.text
    if way.then or way.unsent or way.reader:
        assert links_in(page, way.led) == []
        assert ELSEWHERE in page.text
        assert "meeting" not in page.text.split("<main")[1].split("<h2")[0]
    if way.reader:
        reader = await world.sign_in(getattr(world.cast, way.reader))
        assert WORRIES in (await reader.get(f"/staff/meetings/{world.cast.review_conference}/answers")).text
        return
    if way.unsent:
        return
    if way.then is not None:
        await way.then(world, visitor)
        page = await amira.get(item)
    [link] = links_in(page, way.led)
    assert WORRIES in (await amira.get(link)).text


def links_in(page: Answer, form: str) -> list[str]:
    """Links of this form in what the item says of itself."""
    said = page.text.split("<main", 1)[1].split("<h2", 1)[0]
    pattern = re.escape(form).replace(r"\{id\}", "[0-9a-f-]{36}")
    return [link for link in re.findall(r'href="([^"]+)"', said) if re.fullmatch(pattern, link)]


async def test_a_worker_who_may_not_read_there_is_not_led_there(world: World) -> None:
    """Of a mother of children on several plans: who works on one of them answers for her, and reads of that one."""
    cast = world.cast
    visit = await world.db.fetchval(
        """
        SELECT v.id FROM visit AS v JOIN visit_reader AS r ON r.visit_id = v.id AND r.person_id = $1
         WHERE v.state = 'planned' AND v.worker_id = $2 ORDER BY v.starts_at LIMIT 1
        """,
        cast.grace.id,
        cast.amira.id,
    )
    grace = await world.sign_in(cast.grace)
    await grace.post(f"/visits/{visit}/topics/new", {"body": WORRIES, "who": "worker"})
    item = await item_of(world.db, cast.grace)
    assert item is not None
    seen = {}
    for who in (cast.amira, cast.ines):
        page = await (await world.sign_in(who)).get(f"/staff/urgent/{item['id']}")
        assert page.status == 200
        seen[who.key] = (links_in(page, "/staff/visits/{id}"), ELSEWHERE in page.text)
    assert seen == {"amira": ([f"/staff/visits/{visit}"], False), "ines": ([], True)}


async def test_what_was_taken_back_leads_nowhere(world: World) -> None:
    cast = world.cast
    jay, here = await world.sign_in(cast.jay), f"/visits/{cast.home_visit}"
    await jay.post(f"{here}/topics/new", {"body": WORRIES, "who": "worker"})
    topic = await world.db.fetchval("SELECT id FROM visit_topic WHERE body = $1", WORRIES)
    item = await item_of(world.db, cast.jay)
    assert item is not None
    amira, page = await world.sign_in(cast.amira), f"/staff/urgent/{item['id']}"
    assert links_in(await amira.get(page), "/staff/visits/{id}") == [f"/staff/visits/{cast.home_visit}"]
    await jay.post(f"{here}/topics/{topic}", {"deed": "remove"})
    after = await amira.get(page)
    assert links_in(after, "/staff/visits/{id}") == []
    assert ELSEWHERE in after.text
