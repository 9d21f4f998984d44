"""Fills a page's form and presses a button of it, in whatever words the page stands.

A button has another name in every language, but sends to the same address, and has the same place among those that do.
"The last one" would not do: that may be the one which takes something away. Nor would its place on the page: what a
form has added stands before it next time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import ElementHandle, Locator, Page, Response

_SENDS_TO = """const sendsTo = (one) =>
  one.getAttribute("formaction") || (one.form && one.form.getAttribute("action")) || "";
const alike = (address) => [...document.querySelectorAll("main button")].filter((one) => sendsTo(one) === address);"""
PLACE = f"(button) => {{ {_SENDS_TO} return [sendsTo(button), alike(sendsTo(button)).indexOf(button)]; }}"
FIND = f"([address, number]) => {{ {_SENDS_TO} return alike(address)[number]; }}"

ELSEWHERE = """([address, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  const all = { csrf: document.querySelector("[name=csrf]").value, ...fields };
  for (const [name, value] of Object.entries(all))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  setTimeout(() => form.submit());
}"""


@dataclass(frozen=True)
class Place:
    """Where a button sends to, and which one of those that send there it is."""

    address: str
    number: int


def button_of(page: Page, name: str) -> Locator:
    """By its English name, or "=" and the whole of it; without one, the last that sends the last form."""
    form = page.locator("main form", has=page.locator("[name=csrf]"))
    if name:
        return form.get_by_role("button", name=name.removeprefix("="), exact=name.startswith("=")).last
    return form.last.locator("button:not([type=button])").last


async def place_of(button: Locator) -> Place:
    return Place(*await button.evaluate(PLACE))


async def send(page: Page, fields: Mapping[str, str], place: Place) -> Response:
    for name, value in fields.items():
        await _fill(page, name, value)
    button = (await page.evaluate_handle(FIND, [place.address, place.number])).as_element()
    assert button is not None, f"no button number {place.number} sends to {place.address!r}"
    if await button.evaluate("(button) => button.form?.id === 'composer'"):
        return await _send_without_script(page, button)
    # What was typed may be kept first: the press alone begins no navigation that Playwright would wait for.
    async with page.expect_navigation() as gone:
        await button.click()
    answer = await gone.value
    assert answer is not None
    return answer


async def _send_without_script(page: Page, button: ElementHandle) -> Response:
    """A conversation's script sends by itself; looked at here is the page that answers without one."""
    async with page.expect_navigation() as gone:
        await button.evaluate("(button) => { setTimeout(() => button.form.submit()) }")
    answer = await gone.value
    assert answer is not None
    return answer


async def send_elsewhere(page: Page, fields: Mapping[str, str], address: str) -> Response:
    """As a page that was open before something ended, whose form would still be sent."""
    async with page.expect_navigation() as gone:
        await page.evaluate(ELSEWHERE, [address, dict(fields)])
    answer = await gone.value
    assert answer is not None
    return answer


async def _fill(page: Page, name: str, value: str) -> None:
    radio = page.locator(f"main [type=radio][name='{name}'][value='{value}']")
    if await radio.count():
        await radio.check()
    else:
        await page.locator(f"main [name='{name}']:not([type=hidden])").first.fill(value)
