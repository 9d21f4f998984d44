"""What families want to talk about."""

import asyncio
from datetime import date
from typing import Any

import pytest

from portal.demo.cast import Cast
from tests.portal.visits.adding import add
from tests.portal.visits.pages import carried, words
from tests.running import SignIn


async def test_only_the_worker_is_chosen_beforehand(sign_in: SignIn, cast: Cast) -> None:
    page = await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}/topics/new")
    assert "Only Amira A manager, and who stands in for Amira, can see it too." in words(page.text)
    ticked = [line for line in page.text.split("<input") if "checked" in line.split(">")[0]]
    assert len(ticked) == 1
    assert 'value="worker"' in ticked[0]


async def test_who_needs_an_interpreter_has_the_words_for_it_in_the_box(sign_in: SignIn, cast: Cast) -> None:
    dani = await sign_in(cast.dani)
    link = f"/visits/{cast.home_visit}/topics/new?interpreter"
    assert f'href="{link}"' in (await dani.get(f"/visits/{cast.home_visit}")).text
    assert "I need an interpreter." in (await dani.get(link)).text
    assert "I need an interpreter." not in (await dani.get(link.split("?")[0])).text


async def test_only_who_may_have_to_do_with_one_is_spoken_to_of_school(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    path, dani, kit = (
        f"/visits/{cast.home_visit}/topics/new",
        await sign_in(cast.dani),
        await sign_in(cast.kit),
    )
    assert "For example, school or sleep." in (await dani.get(path)).text
    assert "For example, school or sleep." in (await kit.get(path)).text
    await db.execute("UPDATE person SET born_on = $2 WHERE id = $1", cast.jay.id, date(2008, 6, 1))
    page = (await (await sign_in(cast.jay)).get(path)).text
    assert "For example, work or sleep." in page
    assert "school" not in page


async def test_a_topic_for_the_worker_stands_on_its_authors_plan_alone(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    dani = await sign_in(cast.dani)
    await add(dani, cast, db)
    text = words((await dani.get(f"/visits/{cast.home_visit}")).text)
    assert "School shoes Added by you. Only Amira, and Amira’s manager or cover, can see this." in text
    for member in (cast.kit, cast.jay):
        assert "School shoes" not in (await (await sign_in(member)).get(f"/visits/{cast.home_visit}")).text


async def test_a_topic_for_everyone_is_read_by_everyone_on_the_plan(
    sign_in: SignIn, cast: Cast, db: Any
) -> None:
    await add(await sign_in(cast.dani), cast, db, who="everyone")
    assert "School shoes Added by Dani." in words(
        (await (await sign_in(cast.kit)).get(f"/visits/{cast.home_visit}")).text
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"who": "worker"}, "Write what you would like to talk about"),
        ({"body": " \r\n\t ", "who": "worker"}, "Write what you would like to talk about"),
        ({"body": "x" * 301, "who": "everyone"}, "Use 300 letters or fewer"),
        ({"body": "Sleep", "who": "nobody"}, "Choose who can see this before the visit"),
    ],
)
async def test_what_is_wrong_is_said_and_the_words_stay(
    sign_in: SignIn, cast: Cast, db: Any, fields: dict[str, object], error: str
) -> None:
    page = await (await sign_in(cast.dani)).post(f"/visits/{cast.home_visit}/topics/new", fields)
    assert page.status == 422
    assert page.text.count(error) == 2
    assert str(fields.get("body", "")).strip() in page.text
    assert (
        await db.fetchval(
            "SELECT count(*) FROM visit_topic WHERE visit_id = $1 AND added_by = $2",
            cast.home_visit,
            cast.dani.id,
        )
        == 0
    )


async def test_300_letters_are_people_s_letters(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await add(await sign_in(cast.dani), cast, db, body="🪁" * 300)


async def test_words_of_any_kind_are_shown_as_words(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    body = "<script>alert(1)</script> {{7*7}} \u202eعربي 👩‍👩‍👧"
    await add(dani, cast, db, body=body)
    page = await dani.get(f"/visits/{cast.home_visit}")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} \u202eعربي 👩‍👩‍👧" in page.text


async def test_a_double_tap_adds_one_topic(sign_in: SignIn, cast: Cast, db: Any) -> None:
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/topics/new"
    page = (await dani.get(path)).text
    fields: dict[str, object] = {"csrf": carried(page, "csrf"), "key": carried(page, "key")}
    for _ in range(2):
        assert (await dani.send(path, {**fields, "body": "Sleep", "who": "worker"})).status == 200
    assert (
        await db.fetchval(
            "SELECT count(*) FROM visit_topic WHERE visit_id = $1 AND added_by = $2",
            cast.home_visit,
            cast.dani.id,
        )
        == 1
    )


async def test_twenty_are_enough(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, added_at)
        SELECT v.council_id, v.id, $2, 'Topic ' || n, 'worker', v.planned_at
          FROM visit AS v, generate_series(1, 20) AS n WHERE v.id = $1
        """,
        cast.home_visit,
        cast.dani.id,
    )
    page = await (await sign_in(cast.dani)).post(
        f"/visits/{cast.home_visit}/topics/new", {"body": "One too many", "who": "worker"}
    )
    assert page.status == 422
    assert "You can add 20 things. Remove one, then add this" in page.text
    assert "One too many" in page.text


async def test_twenty_are_enough_from_many_phones_at_once(sign_in: SignIn, cast: Cast, db: Any) -> None:
    await db.execute(
        """
        INSERT INTO visit_topic (council_id, visit_id, added_by, body, audience, added_at)
        SELECT v.council_id, v.id, $2, 'Topic ' || n, 'worker', v.planned_at
          FROM visit AS v, generate_series(1, 18) AS n WHERE v.id = $1
        """,
        cast.home_visit,
        cast.dani.id,
    )
    dani = await sign_in(cast.dani)
    path = f"/visits/{cast.home_visit}/topics/new"
    pages = [(await dani.get(path)).text for _ in range(6)]
    answers = await asyncio.gather(
        *(
            dani.send(
                path,
                {
                    "csrf": carried(page, "csrf"), "key": carried(page, "key"),
                    "body": f"At once {n}", "who": "worker",
                },
            )
            for n, page in enumerate(pages)
        )
    )  # fmt: skip
    assert sorted(answer.status for answer in answers) == [200, 200, 422, 422, 422, 422]
    count = "SELECT count(*) FROM visit_topic WHERE visit_id = $1 AND added_by = $2"
    assert await db.fetchval(count, cast.home_visit, cast.dani.id) == 20


async def test_a_narrow_topic_is_wide_to_nobody_who_joins_later(sign_in: SignIn, cast: Cast, db: Any) -> None:
    # A reader added later sees what is for everyone, and nothing that was for the worker alone.
    await db.execute("UPDATE restriction SET ended_at = from_on")
    await db.execute(
        """
        INSERT INTO visit_reader (council_id, visit_id, person_id, added_by, added_at)
        SELECT council_id, visit_id, $2, added_by, added_at FROM visit_reader WHERE visit_id = $1 AND person_id = $3
        """,
        cast.home_visit,
        cast.marcus.id,
        cast.dani.id,
    )
    await add(await sign_in(cast.dani), cast, db)
    page = await (await sign_in(cast.marcus)).get(f"/visits/{cast.home_visit}")
    assert page.status == 200
    assert "School shoes" not in page.text
    assert "talk about dad" not in page.text
