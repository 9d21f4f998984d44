"""Safe contact: asked of the person, saved whole, and never silently over a colleague's answers."""

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in, form_to, send_on
from tests.running import SignIn


def page_of(person: object) -> str:
    return f"/staff/people/{person}/contact"


async def test_every_answer_is_kept_and_read_again(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    answers = {
        "texting": "some_times", "from_time": "9.30am", "to_time": "midday", "discreet": "y", "calls": "no",
        "voicemail": None, "device_shared": "y", "shared_with": "Her sister", "not_visited_on": ["5", "1"],
        "never": "Never write «Kite»\non an envelope 🪁", "only_i_contact": None, "letters": "y",
        "letters_to": "  The library \n\n2 Long Street\nExampleton\nZZ9 1AA", "days": ["2", "4"], "email": "discreet",
        "code_word": "Marmalade", "plain_envelope": None,
    }  # fmt: skip
    answer = await fill_in(amira, page_of(cast.tigist.id), answers)
    assert answer.path == f"/staff/people/{cast.tigist.id}"
    said = "Text only between 9:30am and midday. Do not call. Do not say who you are. Only on: Tuesday, Thursday."
    assert said in answer.text
    row = await db.fetchrow("SELECT * FROM safe_contact_plan WHERE person_id = $1", cast.tigist.id)
    assert row is not None
    assert row["never"] == "Never write «Kite»\non an envelope 🪁"
    assert row["not_visited_on"] == [1, 5]
    assert (row["shared_with"], row["voicemail"], row["plain_envelope"]) == ("Her sister", False, False)
    assert row["letters_to"] == "The library\n2 Long Street\nExampleton\nZZ9 1AA"
    assert (row["days"], row["email"], row["code_word"]) == ([2, 4], "discreet", "Marmalade")
    assert (str(row["checked_on"]), row["checked_by"]) == ("2026-06-01", cast.amira.id)
    again = form_to((await amira.get(page_of(cast.tigist.id))).text, page_of(cast.tigist.id))
    assert again["not_visited_on"] == ["1", "5"]
    assert again["from_time"] == ["9:30am"]


async def test_a_first_plan_and_the_same_first_plan_of_a_colleague(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    first = await priya.get(page_of(cast.sean.id))
    assert "Nobody has asked Sean yet." in first.text
    await fill_in(
        amira,
        page_of(cast.sean.id),
        {"texting": "no", "email": "no", "calls": "no", "never": "Amira’s answer"},
    )
    answer = await send_on(
        priya,
        first,
        page_of(cast.sean.id),
        {"texting": "any_time", "email": "yes", "calls": "yes", "never": "Priya’s answer"},
    )
    assert answer.status == 409
    assert "Amira’s answer" in answer.text
    assert form_to(answer.text, page_of(cast.sean.id))["never"] == ["Priya’s answer"]
    assert (
        await db.fetchval("SELECT texting FROM safe_contact_plan WHERE person_id = $1", cast.sean.id) == "no"
    )


async def test_two_staff_changing_one_plan_get_both(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    old = await priya.get(page_of(cast.dani.id))
    await fill_in(amira, page_of(cast.dani.id), {"never": "Amira’s answer"})
    answer = await send_on(priya, old, page_of(cast.dani.id), {"never": "Priya’s answer"})
    assert answer.status == 409
    await send_on(priya, answer, page_of(cast.dani.id), {"never": "Both answers"})
    kept = await db.fetchval("SELECT never FROM safe_contact_plan WHERE person_id = $1", cast.dani.id)
    assert kept == "Both answers"


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    cases: list[tuple[dict[str, object], str]] = [
        ({"texting": None}, "Choose if it is safe to text"),
        ({"texting": "shout"}, "Choose if it is safe to text"),
        ({"calls": None}, "Choose if it is safe to call"),
        ({"texting": "some_times", "from_time": ""}, "Enter a time, like 10am"),
        ({"texting": "some_times", "from_time": "4"}, "Enter a time, like 4pm"),
        ({"texting": "some_times", "from_time": "4pm", "to_time": "9am"}, "later than the first"),
        ({"device_shared": "y", "shared_with": ""}, "Say who else uses it"),
        ({"never": "x" * 1001}, "Use 1,000 letters or fewer"),
    ]
    for changes, sentence in cases:
        answer = await fill_in(amira, page_of(cast.dani.id), {"letters_to": "Kept as typed", **changes})
        assert answer.status == 422, changes
        assert sentence in answer.text, changes
        assert "Kept as typed" in answer.text


async def test_days_not_to_visit_are_ticked_here_and_warned_of_where_visits_are_planned(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    planner = f"/staff/visits/new/{cast.kit.id}"
    # 16 June is a Tuesday. No browser offers an eighth day of the week; somebody may send one all the same.
    tuesday: dict[str, object] = {"day-day": "16", "day-month": "6", "day-year": "2026", "do": "preview"}
    for days, warned in ((["2", "7"], True), (["2", "8", "0", "tomorrow", "7", "2"], True), (None, False)):
        answer = await fill_in(amira, page_of(cast.dani.id), {"not_visited_on": days})
        assert answer.status == 200
        kept = await db.fetchval(
            "SELECT not_visited_on FROM safe_contact_plan WHERE person_id = $1", cast.dani.id
        )
        assert kept == ([2, 7] if days else [])
        assert ("Tuesday, Sunday" in answer.text) is warned
        preview = await fill_in(amira, planner, tuesday)
        assert preview.status == 200
        assert ("Dani said not to visit on Tuesdays." in preview.text) is warned


async def test_nobody_but_their_workers_reads_or_changes_how_somebody_is_reached(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Not the other parent, not the person's own children, nor staff of other families or another council."""
    page = page_of(cast.dani.id)
    form = form_to((await (await sign_in(cast.amira)).get(page)).text, page)
    before = await db.fetchrow("SELECT * FROM safe_contact_plan WHERE person_id = $1", cast.dani.id)
    for member in (cast.dani, cast.marcus, cast.kit, cast.tom, cast.helen, cast.alex, cast.chloe):
        visitor = await sign_in(member)
        assert (await visitor.get(page)).status == 404, member.name
        token = form_to((await visitor.get("/sign-out")).text, "/sign-out")["csrf"]
        sent = await visitor.send(
            page, {**form, "csrf": token, "not_visited_on": ["4"], "never": "Taken over"}
        )
        assert sent.status == 404, member.name
    assert await db.fetchrow("SELECT * FROM safe_contact_plan WHERE person_id = $1", cast.dani.id) == before
