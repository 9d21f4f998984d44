"""A link that left opens nothing any more once what made its way a safe one has ended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from portal.demo.cast import Cast
from tests.notify import notify
from tests.portal.after_visits.filling import fill_in
from tests.portal.sign_in.letters import NEW, Db, Letters, ask, choose
from tests.portal.sign_in.link_post import Post, link_in, post
from tests.running import RunningPortal, SignIn, Visitor

__all__ = ["notify", "post"]
OPEN, OVER = "Choose a new password", "This link has run out"
ELSEWHERE = "07700 900 777"


@dataclass(frozen=True)
class Scene:
    """Grace, whose phone gets links; her worker; and whoever holds that phone now."""

    cast: Cast
    sign_in: SignIn
    db: Db

    async def grace_says(self, page: str, **typed: object) -> None:
        grace = await self.sign_in(self.cast.grace)
        answer = await grace.post(f"/account/contact{page}", typed, page=f"/account/contact{page}")
        assert answer.path == "/account/contact", answer.text

    async def her_worker_says(self, page: str, **typed: object) -> None:
        worker, person = await self.sign_in(self.cast.amira), f"/staff/people/{self.cast.grace.id}"
        shown = f"{person}/sign-in" if page == "/sign-in/sign-out" else f"{person}/contact"
        assert (await worker.post(f"{person}{page}", typed, page=shown)).status == 200

    async def point(self) -> str:
        found = await self.db.fetchval(
            "SELECT id FROM contact_point WHERE person_id = $1 AND kind = 'mobile' AND ended_at IS NULL",
            self.cast.grace.id,
        )
        return str(found)


async def another_number(scene: Scene) -> None:
    await scene.grace_says("/mobile", value=ELSEWHERE, old_password=scene.cast.grace.password)


async def not_safe(scene: Scene) -> None:
    grace = await scene.sign_in(scene.cast.grace)
    assert (await grace.post("/account/contact/unsafe", {}, page="/account/contact")).status == 200


async def others_use_it(scene: Scene) -> None:
    """As the plan's page would keep it."""
    await scene.db.execute(
        "UPDATE safe_contact_plan SET device_shared = true WHERE person_id = $1", scene.cast.grace.id
    )


async def not_hers(scene: Scene) -> None:
    await scene.her_worker_says(f"/contact/points/{await scene.point()}", do="end")


async def somebody_elses(scene: Scene) -> None:
    await scene.her_worker_says(f"/contact/points/{await scene.point()}", do="not_share")


async def does_not_work(scene: Scene) -> None:
    await scene.her_worker_says(f"/contact/points/{await scene.point()}", do="fails")


async def no_texts_any_more(scene: Scene) -> None:
    grace = await scene.sign_in(scene.cast.grace)
    assert (await fill_in(grace, "/account/contact", {"texting": "no"})).path == "/account/contact"


async def said_stop(scene: Scene) -> None:
    """As it is kept where a text of STOP came from there."""
    await scene.db.execute(
        "UPDATE safe_contact_plan SET texting = 'no', texts_stopped_at = now() WHERE person_id = $1",
        scene.cast.grace.id,
    )


async def lost(scene: Scene) -> None:
    await scene.her_worker_says("/sign-in/sign-out")


async def stopped(scene: Scene) -> None:
    await scene.db.execute(
        """
        INSERT INTO letter_stop (council_id, person_id, why, at, by_id) VALUES ($1, $2, 'unsafe_phone', now(), $3)
        """,
        scene.cast.exampleshire,
        scene.cast.grace.id,
        scene.cast.helen.id,
    )


async def another_email(scene: Scene) -> None:
    await scene.grace_says("/email", value="grace@example.com", old_password=scene.cast.grace.password)
    grace = await scene.sign_in(scene.cast.grace)
    assert (await fill_in(grace, "/account/contact", {"email": "no"})).path == "/account/contact"


async def a_birthday(scene: Scene) -> None:
    """The account ends, as it does for somebody who is 25."""
    await scene.db.execute(
        "UPDATE account SET ends_on = '2026-06-01' WHERE person_id = $1", scene.cast.grace.id
    )


@pytest.fixture
def scene(cast: Cast, sign_in: SignIn, db: Db) -> Scene:
    return Scene(cast, sign_in, db)


async def opened_link(portal: RunningPortal, stranger: Visitor, scene: Scene) -> str:
    """Asked for, sent to her phone, and opened there by whoever holds it."""
    await ask(stranger, scene.cast.grace.sign_in)
    letters = Letters(portal, scene.cast.exampleshire)
    link = f"/sign-in/link/{await letters.token(scene.cast.grace)}"
    await scene.db.execute(
        """
        INSERT INTO letter (council_id, key, channel, person_id, subject_kind, subject_id, subject_version, state,
                            due_at, made_at, sent_at, contact_point_id)
        SELECT council_id, 'reset', 'text', $1, 'sign_in_link', id, 'once', 'sent', made_at, made_at, made_at, $2
          FROM sign_in_link WHERE token_hash IS NOT NULL
        """,
        scene.cast.grace.id,
        await scene.point(),
    )
    assert OPEN in (await stranger.get(link)).text
    return link


@pytest.mark.parametrize(
    "ends",
    [
        another_number, not_safe, others_use_it, not_hers, somebody_elses, lost, stopped, a_birthday, does_not_work,
        no_texts_any_more, said_stop,
    ],
)  # fmt: skip
async def test_a_link_ends_with_what_made_its_way_safe(
    portal: RunningPortal, stranger: Visitor, scene: Scene, ends: Callable[[Scene], Awaitable[None]]
) -> None:
    link = await opened_link(portal, stranger, scene)
    await ends(scene)
    assert (await choose(stranger)).status == 409
    assert OVER in (await stranger.get(link)).text


async def test_a_link_outlives_what_has_nothing_to_do_with_its_way(
    portal: RunningPortal, stranger: Visitor, scene: Scene
) -> None:
    await opened_link(portal, stranger, scene)
    await another_email(scene)
    assert (await choose(stranger)).path == "/sign-in/password-saved"
    assert (await stranger.sign_in(scene.cast.grace, NEW)).status == 200


async def test_her_worker_reads_why_it_ended(portal: RunningPortal, stranger: Visitor, scene: Scene) -> None:
    await opened_link(portal, stranger, scene)
    await not_hers(scene)
    page = await (await scene.sign_in(scene.cast.amira)).get(f"/staff/people/{scene.cast.grace.id}/sign-in")
    assert "It no longer works, because where it went is not safe any more." in page.text


async def test_a_link_that_came_by_text_ends_with_the_number_that_it_came_to(
    portal: RunningPortal, stranger: Visitor, scene: Scene, post: Post
) -> None:
    """The whole way: by the worker, and Notify's stand-in."""
    await ask(stranger, scene.cast.grace.sign_in)
    (letter,) = await post.came("reset")
    assert OPEN in (await stranger.get(link_in(letter, portal.origin))).text
    await another_number(scene)
    assert (await choose(stranger)).status == 409


async def test_nobody_whose_account_has_ended_is_sent_one(
    portal: RunningPortal, stranger: Visitor, scene: Scene
) -> None:
    letters = Letters(portal, scene.cast.exampleshire)
    await ask(stranger, scene.cast.grace.sign_in)
    assert len(await letters.wanted(scene.cast.grace)) == 1
    await a_birthday(scene)
    assert await letters.wanted(scene.cast.grace) == []
