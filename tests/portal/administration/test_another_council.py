"""An administrator of another council of the same host, with every id of this one in hand."""

import re
from typing import TypeAlias

import asyncpg

from portal.demo.cast import Cast
from portal.web.routes import ROUTES
from tests.codes import give_app
from tests.portal.administration.second_person import another_administrator, ask_for
from tests.running import SECRET, RunningPortal, SignIn, hidden_fields

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
EVERYTHING = """
SELECT (SELECT count(*) FROM access_log WHERE council_id = $1 AND deed = 'changed'),
       (SELECT string_agg(t::text, '' ORDER BY t::text) FROM person AS t WHERE council_id = $1),
       (SELECT string_agg(t::text, '' ORDER BY t::text) FROM staff_invitation AS t WHERE council_id = $1),
       (SELECT string_agg(t::text, '' ORDER BY t::text) FROM team AS t WHERE council_id = $1),
       (SELECT string_agg(t::text, '' ORDER BY t::text) FROM help_line AS t WHERE council_id = $1),
       (SELECT string_agg(t::text, '' ORDER BY t::text) FROM council AS t WHERE council_id = $1)
"""


async def test_finds_and_changes_nothing_here(
    portal: RunningPortal, sign_in: SignIn, cast: Cast, db: Db
) -> None:
    alex = await sign_in(cast.alex)
    asked = await ask_for(alex, cast, db)
    await give_app(db, cast.amira, SECRET)
    line = {"name": "Ours", "who": "Everybody", "number": "0808 2000 247", "way": "call", "hours": "always",
            "free": "yes", "nation": "uk", "shown": "yes", "compared": "y", "after": ""}  # fmt: skip
    await alex.post("/admin/help-lines/new", {**line, "do": "save", "seen": ""})
    line_id = await db.fetchval("SELECT id FROM help_line WHERE council_id = $1", cast.exampleshire)
    assert line_id
    team = await db.fetchval("SELECT team_id FROM person WHERE id = $1", cast.amira.id)
    ids = {
        "person_id": cast.amira.id,
        "invitation_id": asked.path.rsplit("/", 1)[1],
        "line_id": line_id,
        "team_id": team,
    }
    lewis = await another_administrator(sign_in, cast, db, cast.lewis)
    hidden = hidden_fields((await lewis.get("/admin/people/new")).text)
    was = await db.fetchrow(EVERYTHING, cast.exampleshire)
    tried = set()
    for route in portal.app[ROUTES].values():
        if not route.path.startswith("/admin/"):
            continue
        names = set(re.findall(r"\{(\w+)\}", route.path))
        if not names or not names <= ids.keys():
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), route.path)
        if route.method == "GET":
            answer = await lewis.get(path, follow=False)
        else:
            more = {
                "reason": "x",
                "way": "email",
                "typed_name": cast.amira.name,
                "team": str(team),
                "version": "x",
            }
            answer = await lewis.send(path, {**hidden, **line, **more}, follow=False)
        assert answer.status == 404, (route.method, route.path, answer.status)
        tried |= names
    assert tried == ids.keys()
    people = (await lewis.get("/admin/people?status=")).text
    for one in (cast.amira.name, cast.alex.name, "Noor", "noor.ahmadi"):
        assert one not in people
    assert await db.fetchrow(EVERYTHING, cast.exampleshire) == was
