"""What was answered, round by round: read by whoever may, kept beside what was saved before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.contributions.model_answers import Answers, Given, Said
from portal.contributions.model_sets import Instead
from portal.db import Connection


async def list_answers(conn: Connection, actor_id: UUID, contribution_id: UUID) -> Answers:
    """The last round of each question, of those that the actor may read."""
    return (await list_answers_of(conn, actor_id, [contribution_id]))[contribution_id]


async def list_answers_of(
    conn: Connection, actor_id: UUID, contribution_ids: Sequence[UUID]
) -> dict[UUID, Answers]:
    """The same of several at once; an empty map for each of which the actor may read nothing."""
    rows = await conn.fetch(
        """
        SELECT a.contribution_id, a.question, a.part, a.choice, a.words, a.instead, a.at
          FROM readable_answers($1) AS may
          JOIN answer AS a ON a.id = may.id
         WHERE a.contribution_id = ANY ($2)
         ORDER BY a.at, a.id
        """,
        actor_id,
        contribution_ids,
    )
    given: dict[UUID, dict[str, Given]] = {contribution_id: {} for contribution_id in contribution_ids}
    parts: dict[tuple[UUID, str], dict[str, Said]] = defaultdict(dict)
    for row in rows:
        said = parts[row["contribution_id"], row["question"]]
        if row["part"]:
            said[row["part"]] = Said(row["choice"], row["words"])
        instead = Instead(row["instead"]) if row["instead"] else None
        given[row["contribution_id"]][row["question"]] = Given(said, instead, row["at"])
    return dict(given)


async def add_rounds(
    conn: Connection, actor_id: UUID, contribution_id: UUID, given: Mapping[str, Mapping[str, Said] | Instead]
) -> bool:
    """Keeps pages as they were saved, by question, beside what was saved before. False where it is not theirs to write
    in.
    """
    rows = [
        (question, part, said.choice, said.words, parts.value if isinstance(parts, Instead) else None)
        for question, parts in given.items()
        for part, said in ({"": Said()} if isinstance(parts, Instead) else parts).items()
    ]
    added = await conn.fetchval(
        """
        WITH mine AS (
            SELECT c.id FROM writable_contributions($1) AS w JOIN contribution AS c ON c.id = w.id WHERE c.id = $2
        ), kept AS (
            INSERT INTO answer (council_id, contribution_id, question, round, part, choice, words, instead, at, by_id)
            SELECT current_council(), mine.id, g.question,
                   1 + coalesce((SELECT max(a.round) FROM answer AS a
                                  WHERE a.contribution_id = mine.id AND a.question = g.question), 0),
                   g.part, g.choice, g.words, g.instead, this_moment(), $1
              FROM mine, unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                         AS g (question, part, choice, words, instead)
            RETURNING id
        )
        SELECT count(*) FROM kept
        """,
        actor_id,
        contribution_id,
        *map(list, zip(*rows, strict=True)),
    )
    return bool(added)
