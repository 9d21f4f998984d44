"""Notes that are not shared, and children's words: added to, never changed, and never in front of a family."""

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in
from tests.running import SignIn

PLANTED = "zebra-canal-plum 🦓 is only for staff"


async def test_a_note_stays_on_its_own_page(sign_in: SignIn, cast: Cast, db: Db) -> None:
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, f"/staff/visits/{cast.last_visit}/notes", {"body": PLANTED})
    assert PLANTED in answer.text
    assert "<h1>Not shared</h1>" in answer.text
    assert "page--not-shared" in answer.text
    assert PLANTED not in (await amira.get(f"/staff/visits/{cast.last_visit}/after")).text
    for member in (cast.dani, cast.kit, cast.jay):
        visitor = await sign_in(member)
        for page in ("", "/after"):
            assert PLANTED not in (await visitor.get(f"/visits/{cast.last_visit}{page}")).text


async def test_a_childs_words_are_added_and_no_family_page_holds_them(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    page = f"/staff/visits/{cast.last_visit}/after/words"
    answer = await fill_in(amira, page, {"child": str(cast.jay.id), "body": PLANTED})
    assert PLANTED in answer.text
    for member in (cast.dani, cast.kit, cast.marcus):
        visitor = await sign_in(member)
        for address in ("/home", "/visits", f"/visits/{cast.last_visit}", f"/visits/{cast.last_visit}/after"):
            assert PLANTED not in (await visitor.get(address)).text
    kept = await db.fetchval("SELECT count(*) FROM visit_words WHERE body = $1", PLANTED)
    assert kept == 1


async def test_words_need_a_child_of_the_visit_and_something_said(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    amira = await sign_in(cast.amira)
    page = f"/staff/visits/{cast.last_visit}/after/words"
    for child, body, sentence in [
        (str(cast.max.id), PLANTED, "Choose who said it"),
        (str(cast.jay.id), " \n ", "Write what the child said"),
        (str(cast.jay.id), "a" * 10_001, "Use 10,000 letters or fewer"),
    ]:
        answer = await fill_in(amira, page, {"child": child, "body": body})
        assert answer.status == 422
        assert sentence in answer.text
    assert await db.fetchval("SELECT count(*) FROM visit_words WHERE body = $1", PLANTED) == 0


async def test_an_empty_note_is_refused_in_a_sentence(sign_in: SignIn, cast: Cast) -> None:
    amira = await sign_in(cast.amira)
    answer = await fill_in(amira, f"/staff/visits/{cast.last_visit}/notes", {"body": "  "})
    assert answer.status == 422
    assert "Write the note" in answer.text
