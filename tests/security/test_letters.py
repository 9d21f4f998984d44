"""Pages about letters and numbers, in the hands of somebody who must not learn who else is reached, or how."""

import pytest

from portal.demo.cast import Cast
from tests.portal.after_visits.filling import Db, fill_in
from tests.portal.visits.pages import words
from tests.running import SignIn, hidden_fields

PAGE = "/account/contact"
VERSION = "SELECT version FROM safe_contact_plan WHERE person_id = $1"
STANDS = """
    SELECT (SELECT to_jsonb(k) FROM safe_contact_plan AS k WHERE k.person_id = $1)::text
        || (SELECT jsonb_agg(n ORDER BY n.id) FROM contact_point AS n WHERE n.person_id = $1)::text
        || (SELECT count(*) FROM letter_stop)::text || (SELECT count(*) FROM sign_in_link)::text
        || (SELECT password_hash FROM account WHERE person_id = $1)
"""


async def test_a_stop_of_a_family_is_ended_by_nobody_who_does_not_lead_it(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Somebody of two families is known to the managers of both; each ends what is theirs to end."""
    family = await db.fetchval(
        "INSERT INTO family (council_id, name) VALUES ($1, 'Elsewhere') RETURNING id", cast.exampleshire
    )
    await db.execute(
        """
        INSERT INTO child_plan (council_id, family_id, child_id, type, from_on)
        SELECT council_id, $1, child_id, type, from_on FROM child_plan WHERE child_id = $2 LIMIT 1
        """,
        family,
        cast.omar.id,
    )
    await db.execute(
        """
        INSERT INTO relationship (council_id, person_id, child_id, type, from_on)
        VALUES ($1, $2, $3, 'step_parent', '2026-01-01')
        """,
        cast.exampleshire,
        cast.marcus.id,
        cast.omar.id,
    )
    await db.execute(
        "INSERT INTO letter_stop (council_id, family_id, why, at, by_id) VALUES ($1, $2, 'adoption', now(), $3)",
        cast.exampleshire,
        family,
        cast.helen.id,
    )
    priya = await sign_in(cast.priya)
    path = f"/staff/people/{cast.marcus.id}/stop-letters"
    answer = await priya.post(f"{path}/end", {"because": "I want to"}, page=path)
    assert await db.fetchval("SELECT ended_at IS NULL FROM letter_stop WHERE family_id = $1", family), (
        answer.status
    )


async def test_an_open_phone_shows_nothing_of_what_staff_were_told_face_to_face(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """Whoever knows the word could call her as if they were us."""
    await db.execute(
        """
        UPDATE safe_contact_plan SET code_word = 'Marigold', never = 'Never say Foxglove', not_visited_on = '{1}'
         WHERE person_id = $1
        """,
        cast.dani.id,
    )
    dani = await sign_in(cast.dani)
    shown = await dani.get(PAGE)
    hidden = hidden_fields(shown.text)
    said = {"texting": "no", "days": ["1"], "email": "no", "calls": "no"}
    stale = await dani.send(PAGE, {**hidden, **said, "version": "77"})
    assert stale.status == 409
    assert "only at some times" in stale.text
    for page in (shown.text, stale.text):
        assert not any(word in page for word in ("Marigold", "Foxglove", "Do not visit"))
    again = await dani.post(PAGE, {**said, "version": await db.fetchval(VERSION, cast.dani.id)})
    assert again.status == 200
    kept = await db.fetchrow(
        "SELECT code_word, never FROM safe_contact_plan WHERE person_id = $1", cast.dani.id
    )
    assert kept is not None
    assert tuple(kept) == ("Marigold", "Never say Foxglove")


@pytest.mark.parametrize(
    ("who", "page", "fields"),
    [
        ("amira", "contact", {"texting": "no", "email": "no", "calls": "no", "days": ["1"]}),
        ("amira", "contact/points/new", {"kind": "mobile", "value": "07700 900499"}),
        ("amira", "sign-in/invitation", {}),
        ("amira", "contact/safe-again", {}),
        ("priya", "stop-letters", {"who": "family", "why": "order", "sure": "y"}),
        ("priya", "stop-letters/end", {"because": "I want to"}),
    ],
)
async def test_a_page_that_is_kept_open_does_nothing_once_the_work_has_ended(
    sign_in: SignIn, cast: Cast, db: Db, who: str, page: str, fields: dict[str, object]
) -> None:
    visitor, member = await sign_in(getattr(cast, who)), getattr(cast, who)
    path = f"/staff/people/{cast.dani.id}"
    opened = await visitor.get(f"{path}/{page.split('/')[0] if page != 'contact/points/new' else page}")
    assert opened.status == 200
    before = await db.fetchval(STANDS, cast.dani.id)
    await db.execute(
        "UPDATE involvement SET to_at = from_at + interval '1 second' WHERE staff_id = $1", member.id
    )
    answer = await visitor.send(f"{path}/{page}", {**hidden_fields(opened.text), **fields}, follow=False)
    assert answer.status == 404
    assert await db.fetchval(STANDS, cast.dani.id) == before


async def test_who_was_silenced_on_their_own_page_is_on_their_workers_list(
    sign_in: SignIn, cast: Cast, db: Db
) -> None:
    """With an open phone, somebody can say no to every way in its owner's name."""
    dani, amira = await sign_in(cast.dani), await sign_in(cast.amira)
    silenced = "on Dani’s own page that nothing may be sent"
    assert silenced not in words((await amira.get("/staff/contacts")).text)
    said = {"texting": "no", "days": ["1"], "email": "no", "calls": "no"}
    version = await db.fetchval(VERSION, cast.dani.id)
    assert (await dani.post(PAGE, {**said, "version": version})).path == PAGE
    assert silenced in words((await amira.get("/staff/contacts")).text)
    # Asked again by the worker, it is what she wants.
    contact = f"/staff/people/{cast.dani.id}/contact"
    assert (await fill_in(amira, contact, said)).status == 200
    assert silenced not in words((await amira.get("/staff/contacts")).text)
