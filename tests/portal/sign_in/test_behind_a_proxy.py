"""Who comes through the proxy that https needs is told from who else does, with no setting but the address."""

from dataclasses import replace

import asyncpg
import pytest
from aiohttp import web

from portal.settings import SettingsProblem, settings_for
from portal.web.request import SETTINGS
from tests.databases import CastDatabase
from tests.running import new_visitor, run_portal

NEEDED = {
    "DATABASE_URL": "postgresql://portal_web@127.0.0.1/portal",
    "PORTAL_ORIGIN": "https://kite.example.gov.uk",
    "PORTAL_SECRET": "0123456789abcdef" * 4,
}


async def test_guesses_from_one_house_keep_nobody_else_out(
    cast_database: CastDatabase, db: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    def as_deployed(app: web.Application) -> None:
        app[SETTINGS] = replace(app[SETTINGS], proxies=settings_for(NEEDED).proxies)

    async with (
        run_portal(cast_database, prepare=as_deployed) as portal,
        new_visitor(portal.origin) as visitor,
    ):
        for number in range(1, 4):
            visitor.extra["X-Forwarded-For"] = f"192.0.2.7, 203.0.{number}.7"
            await visitor.post(
                "/sign-in", {"name": f"nobody{number}@example.com", "password": "not known at all"}
            )
    networks = await db.fetch("SELECT key FROM sign_in_failure GROUP BY key HAVING count(*) > 1")
    assert not networks, "all of them were taken for one network"


def test_a_proxy_is_counted_where_there_must_be_one() -> None:
    here = {"PORTAL_ORIGIN": "http://127.0.0.1:8000"}
    assert settings_for(NEEDED).proxies == 1
    assert settings_for(NEEDED | {"PORTAL_PROXIES": "2"}).proxies == 2
    assert settings_for(NEEDED | here).proxies == 0


@pytest.mark.parametrize("beside", ["http://127.0.0.1:8000", "http://localhost"])
def test_http_beside_https_is_refused(beside: str) -> None:
    for named in (f"https://kite.example.gov.uk,{beside}", f"{beside},https://kite.example.gov.uk"):
        with pytest.raises(SettingsProblem, match="http beside https"):
            settings_for(NEEDED | {"PORTAL_ORIGIN": named})
