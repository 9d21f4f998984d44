"""The cast's database with all that the list of states needs, arranged once in a test process."""

from collections.abc import Iterator

import pytest

from portal.demo.cast import Cast
from tests.accessibility.arranged import Arranged, add_people, arrange
from tests.accessibility.crawl import Stage
from tests.databases import CastDatabase, Cluster
from tests.running import run_portal


@pytest.fixture(scope="session")
async def arranged_template(
    cluster: Cluster, cast_template: tuple[str, Cast]
) -> tuple[CastDatabase, Arranged]:
    template, cast = cast_template
    database = CastDatabase(cluster.copy(template), cluster.postgres, cast)
    await add_people(database)
    async with run_portal(database) as portal:
        arranged = await arrange(portal)
    cluster.keep_as_template(database.name)
    return database, arranged


@pytest.fixture(scope="module")
def stage(cluster: Cluster, arranged_template: tuple[CastDatabase, Arranged]) -> Iterator[Stage]:
    template, arranged = arranged_template
    name = cluster.copy(template.name)
    yield Stage(CastDatabase(name, cluster.postgres, template.cast), arranged)
    cluster.drop(name)
