"""What an administrator's page gives: the words that it shows once, and the version that its form was shown with."""

import re

from tests.running import Answer, Visitor


def words_on(answer: Answer) -> str:
    found = re.search(r'sign-in-card__words">([a-z ]+)<', answer.text)
    assert found, "no words on the page"
    return found[1]


async def version_on(alex: Visitor, path: str) -> str:
    shown = re.search(r'name="version" value="([^"]*)"', (await alex.get(path)).text)
    assert shown
    return shown[1]
