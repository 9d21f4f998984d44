"""Meetings, and what people think, as staff see it, in every state and mode."""

import pytest

from tests.accessibility.crawl import Stage, look_at
from tests.figures import Figure


@pytest.mark.browser
async def test_staffs_meetings_can_be_used_by_everybody(stage: Stage, proving: bool, figure: Figure) -> None:
    await look_at("staff, meetings", stage, proving, figure)
