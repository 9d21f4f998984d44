"""Meetings, and what people think, as staff see it, in every state and mode."""

import pytest

from tests.accessibility.crawl import look_at
from tests.databases import CastDatabase
from tests.figures import Figure


@pytest.mark.browser
async def test_staffs_meetings_can_be_used_by_everybody(
    cast_database: CastDatabase, proving: bool, figure: Figure
) -> None:
    await look_at("staff, meetings", cast_database, proving, figure)
