"""What staff see of people and write to them, in every state and mode."""

import pytest

from tests.accessibility.crawl import look_at
from tests.databases import CastDatabase
from tests.figures import Figure


@pytest.mark.browser
async def test_pages_about_people_can_be_used_by_everybody(
    cast_database: CastDatabase, proving: bool, figure: Figure
) -> None:
    await look_at("staff, people", cast_database, proving, figure)
