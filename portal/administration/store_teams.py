"""Teams of a council, and the name and number that stand on every page. One administrator at a time changes them."""

from uuid import UUID

from portal.administration.model_teams import NameTaken, Outdated, Reached, TeamLine
from portal.db import Connection


async def list_teams(conn: Connection) -> list[TeamLine]:
    rows = await conn.fetch(
        """
        SELECT team.id, team.name, team.phone,
               (SELECT count(*) FROM person WHERE person.team_id = team.id AND person.ended_at IS NULL) AS people
          FROM team
         ORDER BY lower(team.name)
        """
    )
    return [TeamLine(**row) for row in rows]


async def get_main(conn: Connection) -> Reached:
    """Whom families call where no team of theirs is known."""
    row = await conn.fetchrow(
        "SELECT team_name AS name, phone FROM council WHERE council_id = current_council()"
    )
    assert row is not None
    return Reached(**row)


async def get_team(conn: Connection, team_id: UUID) -> Reached | None:
    row = await conn.fetchrow("SELECT name, phone FROM team WHERE id = $1", team_id)
    return Reached(**row) if row else None


async def change_main(conn: Connection, after: Reached, seen: str) -> None:
    """Raises Outdated where it is not what it was at `seen`, the version that the check page showed."""
    await _one_at_a_time(conn)
    if (await get_main(conn)).version != seen:
        raise Outdated
    await conn.execute(
        "UPDATE council SET team_name = $1, phone = $2 WHERE council_id = current_council()",
        after.name,
        after.phone,
    )


async def change_team(conn: Connection, team_id: UUID, after: Reached, seen: str) -> UUID:
    """Like `change_main`; answers the team's id. Raises NameTaken, too."""
    await _one_at_a_time(conn)
    before = await get_team(conn, team_id)
    if before is None or before.version != seen:
        raise Outdated
    if await _is_taken(conn, after.name, but=team_id):
        raise NameTaken
    await conn.execute(
        "UPDATE team SET name = $2, phone = $3 WHERE id = $1", team_id, after.name, after.phone
    )
    return team_id


async def add_team(conn: Connection, new: Reached) -> UUID:
    """Raises NameTaken."""
    await _one_at_a_time(conn)
    if await _is_taken(conn, new.name):
        raise NameTaken
    team_id: UUID = await conn.fetchval(
        "INSERT INTO team (council_id, name, phone) VALUES (current_council(), $1, $2) RETURNING id",
        new.name,
        new.phone,
    )
    return team_id


async def move(conn: Connection, person_id: UUID, team_id: UUID) -> bool:
    """False where the team is gone, or somebody is in it already."""
    moved: str = await conn.execute(
        """
        UPDATE person SET team_id = team.id
          FROM team
         WHERE person.id = $1 AND person.ended_at IS NULL AND team.council_id = person.council_id AND team.id = $2
           AND person.team_id IS DISTINCT FROM team.id
        """,
        person_id,
        team_id,
    )
    return moved == "UPDATE 1"


async def _is_taken(conn: Connection, name: str, *, but: UUID | None = None) -> bool:
    taken: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM team WHERE lower(name) = lower($1) AND id IS DISTINCT FROM $2)", name, but
    )
    return taken


async def _one_at_a_time(conn: Connection) -> None:
    await conn.execute("SELECT FROM council WHERE council_id = current_council() FOR NO KEY UPDATE")
