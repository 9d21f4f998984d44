"""The other pages of staff in every state and mode."""

import pytest

from tests.accessibility.crawl import Stage, look_at
from tests.figures import Figure


@pytest.mark.browser
async def test_staff_pages_can_be_used_by_everybody(stage: Stage, proving: bool, figure: Figure) -> None:
    await look_at("staff, rest", stage, proving, figure)
