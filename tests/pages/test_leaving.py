"""Leaving: Exit and signing out end it all, and Back brings nothing private, with the back/forward cache on."""

import pytest
from aiohttp import web
from playwright.async_api import Page

from portal.demo.cast import Cast
from tests.browser import Browsing, PageFor
from tests.pages.leaving import PRIVATE, is_dead, nothing_comes_back, session_of, step, walk_about
from tests.ports import free_port
from tests.running import RunningPortal


async def _comes_from_the_cache(page: Page, origin: str, name: str) -> bool:
    await page.goto(f"{origin}/{name}1")
    await page.goto(f"{origin}/{name}2")
    await page.evaluate("() => history.back()")
    back = "(path) => location.pathname === path && window.kept !== undefined && [window.kept]"
    kept: list[bool] = await (await page.wait_for_function(back, arg=f"/{name}1")).json_value()
    return kept[0]


@pytest.mark.browser
async def test_this_browser_does_keep_pages_for_the_back_button(browsing: Browsing) -> None:
    """The other tests mean something only where a page with no-store comes back from the cache."""
    script = "<script>addEventListener('pageshow', (event) => { window.kept = event.persisted })</script>"

    async def answer(request: web.Request) -> web.Response:
        # Without an icon of its own the page would ask this server for one, and that alone keeps it out of the cache.
        text = f"<title>{request.path}</title><link rel=icon href='data:,'>{script}<p>{request.path}"
        return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})

    app, port = web.Application(), free_port()
    app.router.add_get("/{name}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    browsing.watch.hosts |= {f"127.0.0.1:{port}"}
    page = await (await browsing.profile()).new_page()
    # A browser short of memory may let one page go; that it keeps none would be another browser than people's.
    kept = [await _comes_from_the_cache(page, f"http://127.0.0.1:{port}", name) for name in ("a", "b", "c")]
    assert any(kept)
    await page.close()
    await runner.cleanup()


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
async def test_exit_leaves_nothing_for_back_and_ends_the_session(
    portal: RunningPortal, cast: Cast, page_for: PageFor, javascript: bool
) -> None:
    page = await page_for(cast.dani, javascript=javascript)
    await walk_about(page, portal, cast, type_too=javascript)
    token = await session_of(page)
    with pytest.raises(AssertionError, match="shows"):  # While she is signed in, Back does show her pages.
        await step(page, "back")
    assert not await is_dead(portal, token)
    await page.locator(".exit__button").click()
    await page.wait_for_url("**/weather")
    assert await is_dead(portal, token)
    assert "session" not in {cookie["name"] for cookie in await page.context.cookies()}
    await nothing_comes_back(page)


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
async def test_signing_out_leaves_nothing_for_back(
    portal: RunningPortal, cast: Cast, page_for: PageFor, javascript: bool
) -> None:
    page = await page_for(cast.dani, javascript=javascript)
    await walk_about(page, portal, cast, type_too=False)
    token = await session_of(page)
    await page.locator("footer").get_by_role("button", name="Sign out").click()
    await page.wait_for_url("**/sign-out")
    assert await is_dead(portal, token)
    await nothing_comes_back(page)


@pytest.mark.browser
async def test_the_page_is_blank_in_the_same_moment_as_the_tap_on_exit(cast: Cast, page_for: PageFor) -> None:
    page = await page_for(cast.dani)
    blank, title = await page.evaluate(
        """() => { document.querySelector('.exit__button').click();
                   return [getComputedStyle(document.body).display === 'none', document.title]; }"""
    )
    assert blank
    assert not PRIVATE.search(title)
    await page.wait_for_url("**/weather")


@pytest.mark.browser
async def test_shift_three_times_is_exit_too(portal: RunningPortal, cast: Cast, page_for: PageFor) -> None:
    page = await page_for(cast.dani)
    token = await session_of(page)
    for _ in range(3):
        await page.keyboard.press("Shift")
    await page.wait_for_url("**/weather")
    assert await is_dead(portal, token)
    await nothing_comes_back(page)


@pytest.mark.browser
async def test_exit_is_in_view_on_a_small_phone_wherever_the_page_stands(
    cast: Cast, page_for: PageFor
) -> None:
    page = await page_for(cast.dani, size=(320, 480))
    for end in (0, 100_000):
        await page.evaluate("(y) => scrollTo(0, y)", end)
        box = await page.locator(".exit__button").bounding_box()
        assert box is not None
        assert box["y"] >= 0, "above the window"
        assert box["y"] + box["height"] <= 480, "below the window"
        assert box["height"] >= 44
