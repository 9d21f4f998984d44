"""What one person was sent, as their worker reads it: what, when, by which way, what it said, and why not."""

from datetime import timedelta
from html import unescape

import pytest

from portal.demo.cast import Cast, Member
from tests.portal.letters.planting import NOON, WORDS, Db, main_of, plant_letter
from tests.running import SignIn, Visitor


def address(member: Member) -> str:
    return f"/staff/people/{member.id}/letters"


async def read(visitor: Visitor, path: str) -> str:
    answer = await visitor.get(path)
    assert answer.status == 200
    return " ".join(unescape(main_of(answer.text)).split())


async def test_nothing_was_sent_yet(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    assert "Nothing has been sent to Dani yet." in await read(amira, address(cast.dani))
    assert f'href="{address(cast.dani)}"' in (await amira.get(f"/staff/people/{cast.dani.id}")).text


async def test_a_letter_says_what_it_said_and_when_it_arrived(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.dani, state="delivered", body=WORDS)
    page = await read(await sign_in(cast.amira), address(cast.dani))
    assert "Reminder of an appointment" in page
    assert "Delivered Monday 1 June at 12:02pm." in page
    assert "Text, due Monday 1 June at midday. Discreet words." in page
    assert WORDS in page


async def test_an_email_shows_its_subject(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(
        db, cast.dani, channel="email", state="sent", title="Your appointment", body="One.\n\nTwo."
    )
    page = await read(await sign_in(cast.amira), address(cast.dani))
    assert "Sent Monday 1 June at 12:01pm. We have not heard yet that it arrived." in page
    assert "Your appointment" in page
    assert '<p dir="auto">Two.</p>' in page


async def test_what_held_a_link_is_not_kept(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.dani, key="reset", state="delivered")
    page = await read(await sign_in(cast.amira), address(cast.dani))
    assert "A link to choose a new password" in page
    assert "What it said is not kept: it held a link." in page


@pytest.mark.parametrize(
    ("state", "why", "said"),
    [
        ("queued", None, "It leaves within the next minutes."),
        ("claimed", None, "It is leaving now."),
        ("ambiguous", None, "We do not know yet if it left."),
        ("held", "hours", "Held until 10am: Dani asked for texts between 10am and 3pm only."),
        ("held", "five_a_day", "Held until 10am: Dani already had 5 in one day."),
        ("held", "just_told", "Held until 10am: another one went less than 15 minutes before."),
        ("held", "no_safe_way", "Held: there is no safe way that works. Call Dani if that is safe,"),
        ("held", "carrier", "Held until 10am: GOV.UK Notify takes nothing at the moment."),
        ("held", "something_new", "Held until 10am."),
        ("failed", "permanent", "The phone company says that this number does not exist."),
        ("failed", "temporary", "The phone was off or full, also at a second try."),
        ("failed", "technical", "Something went wrong on the way, and nobody was told."),
        ("failed", "refused", "GOV.UK Notify did not take it."),
        ("superseded", "no_longer_true", "the time changed, it is off or has been, or is no longer shown to Dani."),
        ("superseded", "told_on_shared_phone", "Not sent: the same phone was told of it already."),
        ("superseded", "not_wanted", "Not sent: Dani does not want to be told this way."),
        ("superseded", "letters_stopped", "Not sent: a manager stopped letters to Dani."),
        ("superseded", "too_late", "Not sent: it would have come too late."),
        ("superseded", "something_new", "Not sent."),
    ],
)  # fmt: skip
async def test_every_state_is_told_in_words(
    sign_in: SignIn, cast: Cast, db: Db, state: str, why: str | None, said: str
) -> None:
    await plant_letter(
        db,
        cast.dani,
        state=state,
        why=why,
        due_at=NOON - timedelta(hours=3),
        not_before=NOON - timedelta(hours=2),
    )
    assert said in await read(await sign_in(cast.amira), address(cast.dani))


@pytest.mark.parametrize("channel", ["email", "post"])
@pytest.mark.parametrize("why", ["permanent", "temporary"])
async def test_what_did_not_arrive_is_told_by_its_way(
    sign_in: SignIn, cast: Cast, db: Db, channel: str, why: str
) -> None:
    await plant_letter(db, cast.dani, channel=channel, state="failed", why=why)
    page = await read(await sign_in(cast.amira), address(cast.dani))
    assert "phone" not in page.lower().split("held")[0].split("letters to dani")[1]


async def test_a_hold_until_another_day_names_the_day(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.marcus, state="held", why="hours", not_before=NOON + timedelta(hours=20))
    page = await read(await sign_in(cast.amira), address(cast.marcus))
    assert "Held until Tuesday 2 June at 8am: outside the days and hours that are safe for Marcus." in page, (
        page
    )


async def test_newest_first_25_a_page(sign_in: SignIn, cast: Cast, db: Db) -> None:
    for hours in range(30):
        await plant_letter(
            db, cast.dani, state="delivered", body=f"Number {hours}.", due_at=NOON - timedelta(hours=hours)
        )
    amira = await sign_in(cast.amira)
    first = await read(amira, address(cast.dani))
    assert first.count("card__title") == 25
    assert first.index("Number 0.") < first.index("Number 24.")
    assert "Number 25." not in first
    assert "Newer letters" not in first
    second = await read(amira, address(cast.dani) + "?page=2")
    assert second.count("card__title") == 5
    assert "Older letters" not in second
    assert "Newer letters" in second
    assert "There is nothing older." in await read(amira, address(cast.dani) + "?page=9")
    assert first == await read(amira, address(cast.dani) + "?page=<script>")


async def test_only_who_works_with_somebody_reads_their_letters(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.dani, state="delivered", body=WORDS)
    for who in (
        cast.sam,
        cast.tom,
        cast.ines,
        cast.lewis,
        cast.helen,
        cast.grace_lim,
        cast.alex,
        cast.dani,
        cast.marcus,
    ):
        answer = await (await sign_in(who)).get(address(cast.dani))
        assert answer.status == 404, who.key
        assert "4pm" not in answer.text
    assert WORDS in (await (await sign_in(cast.priya)).get(address(cast.dani))).text


async def test_one_parents_letters_are_not_on_the_others_page(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await plant_letter(db, cast.dani, state="delivered", body=WORDS)
    page = await read(await sign_in(cast.amira), address(cast.marcus))
    assert WORDS not in page
    assert "Nothing has been sent to Marcus yet." in page


async def test_who_was_only_named_to_somebody_has_no_page_of_letters(sign_in: SignIn, cast: Cast) -> None:
    """A brother or sister on a plan that is somebody else's to work with."""
    ines = await sign_in(cast.ines)
    assert (await ines.get(address(cast.max))).status == 404
    assert (await ines.get(address(cast.ella))).status == 200


async def test_reading_them_stands_in_the_log(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await (await sign_in(cast.amira)).get(address(cast.dani))
    row = await db.fetchrow(
        "SELECT actor_id, about FROM access_log WHERE kind = 'letters' ORDER BY at DESC LIMIT 1"
    )
    assert row is not None
    assert row["actor_id"] == cast.amira.id
    assert list(row["about"]) == [cast.dani.id]
