"""The demonstration with codes: everybody of staff signs in with the one key that it prints."""

from aiohttp import web

from portal.demo.cast import APP_KEY
from portal.demo.front_page import CODES
from portal.demo.second_steps import ask_for_codes, asks_for_codes
from portal.identity.authenticators import in_fours
from tests.databases import CastDatabase
from tests.running import SECRET, new_visitor, run_portal


async def test_all_staff_sign_in_with_the_key_on_the_first_page(cast_database: CastDatabase) -> None:
    owner = cast_database.dsn("portal_migrator")
    assert not await asks_for_codes(owner)
    for _ in range(2):  # a second start changes nothing
        await ask_for_codes(owner, SECRET)
    assert await asks_for_codes(owner)

    def on_show(app: web.Application) -> None:
        app[CODES] = True

    async with run_portal(cast_database, prepare=on_show) as portal:
        async with new_visitor(portal.origin) as visitor:
            assert in_fours(APP_KEY) in (await visitor.get("/demonstration")).text
        for member in cast_database.cast.who_sign_in():
            async with new_visitor(portal.origin) as visitor:
                first = await visitor.post("/sign-in", {"name": member.sign_in, "password": member.password})
                assert (first.path == "/sign-in/code") is member.is_staff, member.name
                if member.is_staff:
                    assert not (await visitor.sign_in(member)).path.startswith("/sign-in"), member.name


async def test_as_it_comes_it_asks_nobody(cast_database: CastDatabase) -> None:
    async with run_portal(cast_database) as portal, new_visitor(portal.origin) as visitor:
        assert in_fours(APP_KEY) not in (await visitor.get("/demonstration")).text
