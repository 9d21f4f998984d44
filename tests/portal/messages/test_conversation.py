"""A family's own conversation over HTTP, without a script."""

from portal.demo.cast import Cast
from tests.portal.messages.talk import Db, address_of, send
from tests.running import SignIn


async def test_a_parent_writes_and_finds_the_words_there(sign_in: SignIn, cast: Cast, db: Db) -> None:
    dani = await sign_in(cast.dani)
    answer = await send(dani, await address_of(db, cast.dani), "Can we move Tuesday?")
    assert answer.status == 200, answer.text
    assert "Can we move Tuesday?" in answer.text
    amira = await sign_in(cast.amira)
    page = await amira.get(await address_of(db, cast.dani, staff=True))
    assert page.status == 200
    assert "Can we move Tuesday?" in page.text
