"""One person with a conversation open twice: what one page sent, the other neither offers again nor lets be lost."""

import pytest
from playwright.async_api import expect

from tests.live.talking import Talking, is_live, said, write
from tests.patience import running_for


@pytest.mark.browser
async def test_a_draft_sent_from_one_tab_is_gone_from_the_other(talking: Talking) -> None:
    cast = talking.cast
    visitor = await talking.visitor(cast.dani)
    hers = await talking.address(cast.dani, cast.dani)
    await visitor.post(f"{hers}/draft", {"message": "About the shoes ", "quietly": "1"}, page=hers)
    one, other = await talking.page(cast.dani), await talking.page(cast.dani)
    await is_live(one)
    await is_live(other)
    assert await other.locator("#message").input_value() == "About the shoes "
    await write(one, "About the shoes for Kit")
    await expect(other.locator("#thread > .msg").last).to_contain_text("About the shoes for Kit")
    await expect(other.locator("#message")).to_have_value("")
    await expect(other.get_by_role("button", name="Clear this draft")).to_have_count(0)
    await expect(one.locator("#thread > .pending")).to_have_count(0)

    # What the other holds besides stays, and is saved again: sending ended the draft on the server.
    await other.locator("#message").fill("Another thing")
    await expect(other.locator("#composer .saved")).to_contain_text("Saved at")
    await write(one, "And bread")
    await expect(other.locator("#thread > .msg").last).to_contain_text("And bread")
    await expect(other.locator("#message")).to_have_value("Another thing")
    await expect(one.locator("#thread > .pending")).to_have_count(0)
    await running_for(4.5)
    await one.reload()
    await expect(one.locator("#message")).to_have_value("Another thing")


@pytest.mark.browser
async def test_two_tabs_with_different_words_lose_none_of_them(talking: Talking) -> None:
    cast = talking.cast
    one, other = await talking.page(cast.dani), await talking.page(cast.dani)
    await is_live(one)
    await is_live(other)
    await one.locator("#message").fill("About the shoes")
    await expect(one.locator("#composer .saved")).to_contain_text("Saved at")
    await other.locator("#message").focus()
    await other.keyboard.type("About school")
    offer = other.locator(".elsewhere")
    await expect(offer).to_contain_text("You also wrote this, in another window or on another phone.")
    await expect(offer).to_be_in_viewport()
    await expect(offer.locator(".words")).to_have_text("About the shoes")
    await other.keyboard.type(" trips")
    assert await other.locator("#message").input_value() == "About school trips"
    assert await said(other) == []

    # Whatever becomes of both tabs now, all words are on the server.
    await running_for(4.5)
    later = await talking.page(cast.dani)
    await expect(later.locator("#message")).to_have_value("About school trips\n\nAbout the shoes")
    await later.close()

    # The first tab types on and is offered what it has not, and not its own words.
    await one.locator("#message").fill("About the shoes for Kit")
    await expect(one.locator(".elsewhere .words")).to_have_text("About school trips")
    await one.locator(".elsewhere summary").click()
    await one.get_by_role("button", name="Delete", exact=True).click()
    await expect(one.locator(".elsewhere")).to_have_count(0)
    assert await one.evaluate("() => document.activeElement.id") == "message"

    await other.locator(".elsewhere summary").press("Enter")
    await other.get_by_role("button", name="Put it in the box").click()
    await expect(other.locator("#message")).to_have_value("About school trips\n\nAbout the shoes")
    await other.locator("#composer button.govuk-button").click()
    await expect(one.locator("#thread > .msg").last).to_contain_text("About school trips")
    await expect(other.locator("#thread > .pending")).to_have_count(0)
    await expect(one.locator("#message")).to_have_value("About the shoes for Kit")
    await running_for(4.5)
    await one.reload()
    await expect(one.locator("#message")).to_have_value("About the shoes for Kit")
