"""A worker puts an app to work on her own account, signs out, and comes in again with its code."""

import re

from portal.demo.cast import Cast
from tests.codes import next_code
from tests.journeys.hands import Hands
from tests.journeys.ways import HandsFor, home
from tests.running import RunningPortal


async def test_a_worker_sets_up_an_app_and_signs_in_with_it(
    portal: RunningPortal, cast: Cast, hands_for: HandsFor
) -> None:
    amira = await hands_for(cast.amira)
    await amira.page.goto(f"{portal.origin}/account")
    await amira.press("Codes from an app")
    await amira.write("Password you use now", cast.amira.password)
    await amira.press("Set up an app")
    words = await amira.main()
    shown = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", words)
    assert shown, words
    square = amira.page.locator("main svg")
    box = await square.bounding_box()
    assert box is not None
    assert box["width"] >= 120, "large enough for a phone to read"
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= (amira.page.viewport_size or {"width": 0})["width"]
    key = shown[0].replace(" ", "")
    code = await next_code(cast.amira.sign_in, key)
    await amira.write("Code", f"{code[:3]} {code[3:]}")
    await amira.press("Continue")
    codes = re.findall(r"\b(?:[a-z2-9]{4} ){5}[a-z2-9]{4}\b", await amira.main())
    assert len(codes) == 10
    await amira.press("I have kept them")
    assert "You have 10 recovery codes left." in await amira.main()

    await amira.page.goto(f"{portal.origin}/sign-out")
    await amira.press("Sign out", within=amira.page.locator("main"))
    await _type_password(amira, portal, cast)
    await amira.write("Code", "000000" if code != "000000" else "111111")
    await amira.press("Continue")
    assert "That code is not right. Check it and try again" in await amira.main()
    await amira.write("Code", await next_code(cast.amira.sign_in, key))
    await amira.press("Continue")
    await amira.page.wait_for_url("**/staff/today")

    await amira.page.goto(f"{portal.origin}/sign-out")
    await amira.press("Sign out", within=amira.page.locator("main"))
    await _type_password(amira, portal, cast)
    await amira.press("I cannot use my app")
    await amira.write("Recovery code", codes[4])
    await amira.press("Continue")
    await amira.page.wait_for_url("**/staff/today")
    await home(amira, portal)


async def _type_password(amira: Hands, portal: RunningPortal, cast: Cast) -> None:
    await amira.page.goto(f"{portal.origin}/sign-in")
    await amira.write("Email, mobile number or card number", cast.amira.sign_in)
    await amira.write(amira.page.locator("main input[name=password]"), cast.amira.password)
    await amira.press("Sign in", within=amira.page.locator("main"))
