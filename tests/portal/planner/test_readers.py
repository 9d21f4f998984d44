"""Who can be ticked as a reader of a plan, whatever is posted."""

from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.portal.planner.pages import filled, form_of, words
from tests.portal.planner.planning import new, plan, share
from tests.running import SignIn


@pytest.mark.parametrize("place", ["home", "office"])
async def test_a_no_contact_order_cannot_be_posted_past(
    sign_in: SignIn, cast: Cast, db: Any, place: str
) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(new(cast))
    assert "No contact order: cannot be chosen" in words(page.text)
    before = await db.fetchval("SELECT count(*) FROM visit")
    readers = [str(cast.dani.id), str(cast.marcus.id)]
    for do in ("preview", "share"):
        sent = await amira.send(
            new(cast), {**filled(page.text, new(cast), readers=readers, place=place), "do": do}
        )
        assert sent.status == 422
        assert "No contact order: Marcus cannot be chosen" in words(sent.text)
    assert await db.fetchval("SELECT count(*) FROM visit") == before


async def test_at_the_protected_persons_home_the_other_parent_cannot_be_alone_on_a_plan(
    sign_in: SignIn, cast: Cast
) -> None:
    amira = await sign_in(cast.amira)
    sent = await plan(amira, new(cast), "share", readers=str(cast.marcus.id), place="home")
    assert sent.status == 422
    assert "No contact order: Marcus cannot be chosen" in words(sent.text)


async def test_the_other_parent_gets_a_plan_of_his_own_elsewhere(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    path = f"{new(cast)}/with/{cast.marcus.id}"
    page = await amira.get(path)
    fields = form_of(page.text, path)
    assert fields["readers"] == str(cast.marcus.id)
    assert fields["place"] == "office"
    assert "cannot be chosen" in words(page.text)
    sent = await share(amira, path, day__day="12", day__month="6", purpose="To hear how the course goes.")
    assert sent.status == 200
    assert (await (await sign_in(cast.marcus)).get(sent.path.replace("/staff", ""))).status == 200
    for other in (cast.dani, cast.kit, cast.jay):
        assert (await (await sign_in(other)).get(sent.path.replace("/staff", ""))).status == 404


async def test_nobody_outside_the_childrens_families_can_be_a_reader(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    amira = await sign_in(cast.amira)
    strangers = [str(one.id) for one in (cast.grace, cast.chloe, cast.tom, cast.luca)]
    sent = await plan(amira, new(cast), "share", readers=[str(cast.dani.id), *strangers])
    visit_id = sent.path.split("/")[-1]
    readers = await db.fetch("SELECT person_id FROM visit_reader WHERE visit_id = $1::uuid", visit_id)
    assert [row["person_id"] for row in readers] == [cast.dani.id]


async def test_a_child_who_is_not_on_the_visit_cannot_see_its_plan(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    page = await amira.get(new(cast))
    fields = filled(page.text, new(cast))
    jay = next(name for name, value in fields.items() if value == str(cast.jay.id)).replace("child_id", "on")
    sent = await amira.send(new(cast), {**filled(page.text, new(cast), **{jay: None}), "do": "share"})
    assert sent.status == 422
    assert "Jay is not part of the family of these children." in words(sent.text)
