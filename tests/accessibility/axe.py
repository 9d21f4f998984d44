"""axe-core: WCAG 2.0 to 2.2, A and AA, best practice, and the contrast of AAA."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import BrowserContext, Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
OPTIONS = {
    "runOnly": {"type": "tag", "values": list(TAGS)},
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
    "elementRef": False,
    # It would read all style sheets anew in each run, for a rule that is not among these.
    "preload": {"assets": ["media"]},
}

# Not what passes: bringing that here takes a fifth of the time of a run. From the top: measuring in a low window leaves
# a page somewhere in its middle, where what stays in view lies over the rest.
RUN = """async (options) => {
  if (typeof axe === "undefined") return null;
  window.scrollTo(0, 0);
  const { violations, incomplete } = await axe.run(document, options);
  return { violations, incomplete };
}"""

# What axe cannot decide by itself, and why it is well. Anything else that it leaves open fails.
EXPLAINED = {
    "overlapped by another element": "a number to call has a target higher than its line, over the same ground",
    "partially overlaps other elements": "the box to write in stays in view over the messages, on a ground of its own",
    "due to a pseudo element": "the mark of a radio or a tick is drawn beside the words, not behind them",
    "too short to determine": "one letter of a name in a round mark, hidden from screen readers",
}


@dataclass
class Found:
    """What axe objects to, and what it leaves for people to judge."""

    violations: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> list[str]:
        return [one for one in self.incomplete if not any(words in one for words in EXPLAINED)]


async def bring_axe(context: BrowserContext) -> None:
    """So that it is there on every page: Chromium compiles it once, and not for each page that it is handed to."""
    await context.add_init_script(AXE_SCRIPT)


async def ask_axe(page: Page) -> Found:
    result = await page.evaluate(RUN, OPTIONS)
    if result is None:
        await page.evaluate(AXE_SCRIPT)
        result = await page.evaluate(RUN, OPTIONS)
    return Found(
        [f"{one['id']}: {_where(one)}" for one in result["violations"]],
        [
            f"{one['id']}: {' '.join(map(str, node['target']))} ({_message(node)})"
            for one in result["incomplete"]
            for node in one["nodes"]
        ],
    )


def _where(rule: dict[str, Any]) -> str:
    nodes = rule["nodes"]
    shown = [f"{' '.join(map(str, node['target']))} ({_message(node)})" for node in nodes[:3]]
    return "; ".join(shown) + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else "")


def _message(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])[:160]
