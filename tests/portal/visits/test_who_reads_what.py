"""Who finds a plan, and what of it: nobody learns of other readers, topics or children by it."""

from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.portal.visits.pages import words
from tests.running import SignIn


@pytest.mark.parametrize(
    "who",
    ["marcus", "tigist", "luca", "leila", "chloe", "tom", "lewis", "helen", "grace_lim", "alex", "amira"],
)
async def test_whoever_is_not_a_reader_finds_nothing_there(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    never_was = await visitor.get("/visits/00000000-0000-4000-8000-000000000000")
    for end in ("", "/change", "/topics/new", "/ready", "/after", "/after/wrong", "/calendar.ics"):
        page = await visitor.get(f"/visits/{cast.home_visit}{end}")
        assert page.status == 404
        assert "breakfast" not in page.text
        assert len(page.text) == len(never_was.text)


@pytest.mark.parametrize("who", ["dani", "kit", "jay", "marcus"])
async def test_an_unannounced_visit_was_never_there(sign_in: SignIn, cast: Cast, who: str) -> None:
    visitor = await sign_in(getattr(cast, who))
    for end in ("", "/change", "/topics/new", "/ready", "/after", "/calendar.ics"):
        assert (await visitor.get(f"/visits/{cast.unannounced_visit}{end}")).status == 404
    for path in ("/home", "/visits"):
        assert str(cast.unannounced_visit) not in (await visitor.get(path)).text


async def test_a_topic_for_the_worker_alone_is_seen_by_its_author_only(sign_in: SignIn, cast: Cast) -> None:
    path = f"/visits/{cast.home_visit}"
    jay = words((await (await sign_in(cast.jay)).get(path)).text)
    assert "I do not want to talk about dad when other people are there." in jay
    assert (
        "Only Amira, and Amira’s manager or cover, can see this. You want to talk about this in private."
        in jay
    )
    for member in (cast.dani, cast.kit):
        text = words((await (await sign_in(member)).get(path)).text)
        assert "talk about dad" not in text
        assert "private" not in text
        assert "I made a kite" in text


async def test_a_private_topic_stays_private_even_for_everyone(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        "UPDATE visit_topic SET audience = 'everyone' WHERE visit_id = $1 AND in_private", cast.home_visit
    )
    text = words((await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).text)
    assert "talk about dad" not in text


async def test_people_kept_apart_are_never_both_on_the_list(sign_in: SignIn, cast: Cast, db: Any) -> None:
    # Somebody ticked Marcus past every warning; the order still stands.
    await db.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, visit_id, $2, added_by, added_at FROM visit_reader WHERE visit_id = $1 AND person_id = $3
        """,
        cast.home_visit,
        cast.marcus.id,
        cast.dani.id,
    )
    await db.execute(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, added_at)
        SELECT council_id, id, $2, 'Words of his', 'everyone', planned_at FROM visit WHERE id = $1
        """,
        cast.home_visit,
        cast.marcus.id,
    )
    for member in (cast.dani, cast.kit):
        page = await (await sign_in(member)).get(f"/visits/{cast.home_visit}")
        assert "Marcus" not in page.text
        assert "Words of his" not in page.text
    marcus = await sign_in(cast.marcus)
    assert (await marcus.get(f"/visits/{cast.home_visit}")).status == 404
    assert str(cast.home_visit) not in (await marcus.get("/home")).text


async def test_the_reader_list_holds_first_names_and_only_current_readers(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}"
    listed = words((await dani.get(path)).text).split("Who can see this plan")[1]
    assert listed.strip().startswith("You Jay Kit Amira Khan, social worker Priya Nair, team manager")
    assert "Rowe" not in listed
    await db.execute(
        "UPDATE visit_reader SET ended_at = added_at WHERE visit_id = $1 AND person_id = $2",
        cast.home_visit,
        cast.jay.id,
    )
    assert "Jay" not in words((await dani.get(path)).text).split("Who can see this plan")[1]
    assert (await (await sign_in(cast.jay)).get(path)).status == 404


async def test_a_parent_without_responsibility_is_not_told_of_time_alone(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    await db.execute(
        "UPDATE relationship SET parental_responsibility = false WHERE person_id = $1", cast.dani.id
    )
    assert "Time with Kit" not in words(
        (await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")).text
    )


async def test_brothers_and_sisters_read_nothing_of_each_others_time_alone(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    path = f"/visits/{cast.home_visit}"
    kit, jay = [(await (await sign_in(member)).get(path)).text for member in (cast.kit, cast.jay)]
    assert "in his own words" in kit
    assert "if Jay wants to" in jay
    assert "if Jay wants to" not in kit
    assert "Time with Jay" not in words(kit)
    assert "in his own words" not in jay
    dani = (await (await sign_in(cast.dani)).get(path)).text
    assert "in his own words" in dani
    assert "if Jay wants to" in dani
