"""Families’ homes and visits in every state and mode."""

import pytest

from tests.accessibility.crawl import look_at
from tests.databases import CastDatabase
from tests.figures import Figure


@pytest.mark.browser
async def test_families_visits_can_be_used_by_everybody(
    cast_database: CastDatabase, proving: bool, figure: Figure
) -> None:
    await look_at("family, visits", cast_database, proving, figure)
