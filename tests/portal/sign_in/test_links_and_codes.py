"""What a link, and words on paper, leave behind in a browser: no more than who held them has shown."""

import asyncpg

from portal.demo.cast import Cast
from portal.identity.passwords import Hasher
from portal.identity.sessions import DEVICE_COOKIE, hash_of
from tests.codes import give_app, next_code
from tests.portal.sign_in.asking_for_links import letters
from tests.portal.sign_in.letters import NEW, Letters, ask, choose
from tests.running import SECRET, Visitor, new_visitor

__all__ = ["letters"]
Db = asyncpg.Connection
KNOWN = "SELECT token_hash FROM known_device WHERE account_id = $1"


def device(visitor: Visitor) -> bytes:
    return hash_of(next(one.value for one in visitor.http.cookie_jar if one.key == DEVICE_COOKIE))


async def test_a_link_makes_no_friend_of_a_browser_before_the_code_was_right(
    stranger: Visitor, cast: Cast, db: Db, letters: Letters
) -> None:
    """Whoever reads a mailbox would get the tries of a browser that is known."""
    await give_app(db, cast.amira, SECRET)
    for member, known in ((cast.amira, False), (cast.sam, True)):
        stranger.http.cookie_jar.clear()
        await ask(stranger, member.sign_in)
        await stranger.get(f"/sign-in/link/{await letters.token(member)}")
        assert (await choose(stranger)).path == "/sign-in/password-saved"
        assert bool(await db.fetch(KNOWN, member.account_id)) is known, member.name
    stranger.http.cookie_jar.clear()
    asked = await stranger.post("/sign-in", {"name": cast.amira.sign_in, "password": NEW})
    assert asked.path == "/sign-in/code"
    done = await stranger.post("/sign-in/code", {"code": await next_code(cast.amira.sign_in)})
    assert done.path == "/staff/today"
    assert [row["token_hash"] for row in await db.fetch(KNOWN, cast.amira.account_id)] == [device(stranger)]


async def test_whoever_read_the_paper_too_is_a_stranger_once_a_password_was_chosen(
    stranger: Visitor, cast: Cast, db: Db
) -> None:
    await db.execute(
        """
        UPDATE account SET state = 'invited', invited_until = now() + interval '99 years', password_hash = $2
         WHERE id = $1
        """,
        cast.dani.account_id,
        await Hasher().hash("willow copper lantern"),
    )
    paper: dict[str, object] = {"name": cast.dani.sign_in, "password": "willow copper lantern"}
    async with new_visitor(stranger.origin) as other:
        assert (await other.post("/sign-in", dict(paper))).path == "/welcome/password"
        await stranger.post("/sign-in", dict(paper))
        await stranger.post("/welcome/password", {"password": NEW})
        assert (await other.get("/home", follow=False)).status == 401
    assert [row["token_hash"] for row in await db.fetch(KNOWN, cast.dani.account_id)] == [device(stranger)]
