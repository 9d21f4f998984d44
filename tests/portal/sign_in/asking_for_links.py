"""The letters room and the way of Dani's that links of her own asking go."""

import pytest

from portal.demo.cast import Cast
from tests.portal.sign_in.letters import Db, Letters
from tests.running import RunningPortal


@pytest.fixture
def letters(portal: RunningPortal, cast: Cast) -> Letters:
    return Letters(portal, cast.exampleshire)


@pytest.fixture(autouse=True)
async def dani_takes_emails(db: Db, cast: Cast) -> None:
    """So that there is a safe way for a reset, whatever the demonstration says of her phone."""
    await db.execute("UPDATE safe_contact_plan SET email = 'yes' WHERE person_id = $1", cast.dani.id)
