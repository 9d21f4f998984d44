"""Reading the pages of a visit as a person would: words without markup, and what a form carries along."""

import re
from html import unescape


def words(page: str) -> str:
    """What stands in the main part of a page, as one line of text."""
    main = page.split("<main", 1)[-1].split("</main>")[0]
    # Where a line may break, nothing is to be read.
    text = re.sub(r"<(script|style).*?</\1>", " ", main.replace("<wbr>", ""), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", "<" + text)).split())


def carried(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return unescape(found[1])
