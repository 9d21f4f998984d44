"""Who opened a child's record: what the manager of their plan reads of it, and who finds nothing there."""

import ast
from pathlib import Path

from portal.clock import Clock
from portal.demo.cast import Cast
from portal.people.model_accesses import ACCESSES_PAGE, PARTS
from tests.databases import FIRST_DAY
from tests.portal.after_visits.filling import Db
from tests.portal.visits.pages import words
from tests.running import SignIn, at

ROOT = Path(__file__).parents[3]
WRITE = {"opened", "changed", "log_opened", "log_changed"}


def opened_of(cast: Cast) -> str:
    return f"/staff/people/{cast.kit.id}/opened"


async def test_the_manager_reads_who_opened_and_changed_what_and_when(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await db.execute("TRUNCATE access_log")
    priya = await sign_in(cast.priya)
    assert "Nobody opened it in this time." in (await priya.get(opened_of(cast))).text
    amira = await sign_in(cast.amira)
    await amira.get(f"/staff/people/{cast.kit.id}")
    await amira.get(f"/staff/visits/{cast.home_visit}")
    await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")
    page = await priya.get(f"/staff/people/{cast.kit.id}")
    assert f'href="{opened_of(cast)}"' in page.text
    shown = words((await priya.get(opened_of(cast))).text)
    assert "Amira Khan social worker 2 0 Monday 1 June at 10am" in shown
    assert "Priya" in shown
    assert "Dani" not in shown
    hers = words((await priya.get(f"{opened_of(cast)}/{cast.amira.id}")).text)
    assert "Opened something 2 times. Changed something 0 times." in hers
    assert "Opened: a visit" in hers
    assert "Opened: the person’s page, their plan or who belongs to them" in hers
    mine = words((await priya.get(f"{opened_of(cast)}/{cast.priya.id}")).text)
    assert "Opened: this list of who opened the record" in mine


async def test_how_far_back_is_chosen_in_the_address(
    sign_in: SignIn, cast: Cast, db: Db, clock: Clock
) -> None:
    await db.execute("TRUNCATE access_log")
    await (await sign_in(cast.amira)).get(f"/staff/people/{cast.kit.id}")
    clock.turn_to(at(clock.now().date().replace(month=9), 10))
    priya = await sign_in(cast.priya)
    assert "Amira" not in (await priya.get(opened_of(cast))).text
    for since in ("year", "all"):
        assert "Amira Khan" in (await priya.get(f"{opened_of(cast)}?since={since}")).text
    for odd in ("?since=ever", "?since=<script>", "?since="):
        answer = await priya.get(f"{opened_of(cast)}{odd}")
        assert (answer.status, "Amira" in answer.text) == (200, False)


async def test_a_reason_that_had_to_be_typed_is_read_and_a_word_of_the_program_is_not(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    for kind, reason in (
        ("reading", "The worker is ill"),
        ("visit", "late: 10"),
        ("letters", "returned_post"),
    ):
        await db.execute(
            """
            INSERT INTO access_log (council_id, at, actor_id, deed, kind, about, reason)
            SELECT council_id, $1, id, 'changed', $3, ARRAY[$4::uuid], $5 FROM person WHERE id = $2
            """,
            at(FIRST_DAY, 9),
            cast.amira.id,
            kind,
            cast.kit.id,
            reason,
        )
    hers = (await (await sign_in(cast.priya)).get(f"{opened_of(cast)}/{cast.amira.id}")).text
    assert "The worker is ill" in hers
    assert "late: 10" not in hers
    assert "returned_post" not in hers


async def test_older_rows_of_one_moment_are_all_reached_once(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await db.execute("TRUNCATE access_log")
    amira, priya = await sign_in(cast.amira), await sign_in(cast.priya)
    for _ in range(2 * ACCESSES_PAGE + 1):
        await amira.get(f"/staff/people/{cast.kit.id}")
    where, pages = f"{opened_of(cast)}/{cast.amira.id}", []
    while where:
        page = (await priya.get(where)).text
        pages.append(page.count("Opened: "))
        older = page.partition("?before=")[2].partition('"')[0]
        where = f"{where.partition('?')[0]}?before={older}" if older else ""
    assert pages == [ACCESSES_PAGE, ACCESSES_PAGE, 1]
    for odd in ("1", "2026-06-01T10:00:00_x", "%00", "9999-01-01T00:00:00+00:00_" + str(cast.kit.id)):
        assert (await priya.get(f"{opened_of(cast)}/{cast.amira.id}?before={odd}")).status in (200, 400)


async def test_nobody_else_learns_who_opened_a_record(sign_in: SignIn, cast: Cast) -> None:
    await (await sign_in(cast.amira)).get(f"/staff/people/{cast.kit.id}")
    for who in (cast.amira, cast.dani, cast.marcus, cast.kit, cast.helen, cast.alex, cast.rosa, cast.tom):
        visitor = await sign_in(who)
        for path in (opened_of(cast), f"{opened_of(cast)}/{cast.amira.id}"):
            assert (await visitor.get(path)).status == 404, who.name


async def test_a_manager_reads_of_no_adult_no_other_teams_child_and_nobody_who_was_not_there(
    sign_in: SignIn, cast: Cast
) -> None:
    priya = await sign_in(cast.priya)
    for person in (cast.dani, cast.amira, cast.omar):
        assert (await priya.get(f"/staff/people/{person.id}/opened")).status == 404, person.name
    await (await sign_in(cast.dani)).get(f"/visits/{cast.home_visit}")
    for opener in (cast.dani.id, cast.omar.id, cast.home_visit):
        assert (await priya.get(f"{opened_of(cast)}/{opener}")).status == 404


async def test_that_the_list_was_opened_is_in_the_log(sign_in: SignIn, cast: Cast, db: Db) -> None:
    await (await sign_in(cast.priya)).get(opened_of(cast))
    noted = await db.fetchval(
        "SELECT about FROM access_log WHERE kind = 'accesses' AND actor_id = $1", cast.priya.id
    )
    assert noted == [cast.kit.id]


def test_everything_that_the_log_names_has_words() -> None:
    """But for what is not about a child: staff, the council's own settings."""
    known = {kind for kinds in PARTS.values() for kind in kinds.split()}
    of_the_council = {
        "help_line",
        "help_lines",
        "hours",
        "notify_token",
        "safety_word",
        "safety_words",
        "second_step",
        "staff",
        "texts",
        "trial_letter",
        "two_way_texts",
    }
    named = {
        argument.value
        for path in (ROOT / "portal").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in WRITE
        for argument in call.args[:3]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(named) > 60
    assert named - known - of_the_council == set()
