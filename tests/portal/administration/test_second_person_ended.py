"""What was asked for and waits for a second person ends: taken back, refused, too old, or with who asked for it."""

from datetime import timedelta

from portal.demo.cast import Cast
from portal.identity.links import INVITATION_LASTS
from tests.portal.administration.given import version_on, words_on
from tests.portal.administration.second_person import (
    Db,
    another_administrator,
    approve,
    ask_for,
    is_here,
    seen_on,
)
from tests.running import SignIn


async def test_it_is_withdrawn_by_who_asked_or_refused_by_the_second_person(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db)
    seen = await seen_on(priya, asked.path)
    again = await alex.post("/admin/people/new", {"name": "Noor", "email": "noor.ahmadi@example.gov.uk",
                                                  "role": "chair", "job_title": "chair", "way": "email"})  # fmt: skip
    assert "That email cannot be used" in again.text
    assert "The invitation is withdrawn." in (await alex.post(f"{asked.path}/withdraw")).text
    late = await priya.post(asked.path, {"version": seen}, page="/team")
    assert late.status == 409
    assert "Alex Morgan withdrew it on" in late.text
    second = await ask_for(alex, cast, db)
    assert second.path != asked.path
    assert "The invitation is withdrawn." in (await priya.post(f"{second.path}/withdraw")).text
    assert not await is_here(db)


async def test_it_ends_after_as_many_days_as_a_link_and_who_asked_reads_so(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db)
    seen = await seen_on(priya, asked.path)
    assert "It ends on" in (await alex.get(asked.path)).text
    almost = INVITATION_LASTS - timedelta(minutes=10)
    await db.execute("UPDATE staff_invitation SET asked_at = asked_at - $1::interval", almost)
    assert asked.path in (await priya.get("/team")).text
    await db.execute("UPDATE staff_invitation SET asked_at = asked_at - interval '20 minutes'")
    assert asked.path not in (await priya.get("/team")).text
    late = await priya.post(asked.path, {"version": seen}, page="/team")
    assert (late.status, "This is over." in late.text) == (409, True)
    assert "Over" in (await alex.get("/admin/people")).text.split("Waiting for a second person", 1)[1]
    assert "This is over." in (await alex.get(asked.path)).text
    again = await ask_for(alex, cast, db)
    assert again.path != asked.path
    assert await db.fetch("SELECT FROM staff_invitation WHERE words_hash IS NOT NULL") == []
    assert (await approve(priya, again.path)).status == 200


async def test_what_somebody_asked_for_or_gave_ends_when_their_access_is_stopped(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """An administrator who is found out, and what they had begun."""
    tom, alex = await another_administrator(sign_in, cast, db, cast.tom), await sign_in(cast.alex)
    ines = await another_administrator(sign_in, cast, db, cast.ines)
    asked = await ask_for(tom, cast, db, role="administrator", team="", way="paper")
    seen = await seen_on(alex, asked.path)
    words = f"/admin/people/{cast.sam.id}/words"
    given: dict[str, object] = {"way": "paper", "reason": "Lost his."}
    await db.execute("UPDATE account SET password_changed_at = password_changed_at - interval '1 hour'")
    assert words_on(await tom.post(words, given | {"version": await version_on(tom, words)}))
    confirm = {"version": await version_on(ines, words)}
    stopped = await alex.post(f"/admin/people/{cast.tom.id}/stop", {"typed_name": cast.tom.name})
    assert "Their access has ended." in stopped.text, stopped.text
    for second in (alex, ines):
        late = await second.post(asked.path, {"version": seen}, page="/admin/people")
        assert (late.status, "This is over." in late.text) == (409, True)
    assert (await ines.post(f"{words}/confirm", dict(confirm), page=words)).status == 404
    assert await db.fetchval("SELECT invited_until FROM account WHERE id = $1", cast.sam.account_id) is None
    assert not await is_here(db)
    assert "The invitation is withdrawn." in (await alex.post(f"{asked.path}/withdraw")).text


async def test_an_address_that_signs_somebody_in_by_now_lets_nobody_in(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex, priya = await sign_in(cast.alex), await sign_in(cast.priya)
    asked = await ask_for(alex, cast, db)
    await db.execute(
        "UPDATE sign_in_name SET name = 'noor.ahmadi@example.gov.uk' WHERE name = $1", cast.lewis.email
    )
    late = await approve(priya, asked.path)
    assert late.status == 409
    assert "This email signs someone in already" in late.text
    assert await db.fetchval("SELECT count(*) FROM person WHERE name = 'Noor Ahmadi'") == 0
