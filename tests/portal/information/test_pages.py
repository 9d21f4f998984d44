"""Pages that anybody may read."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from portal.demo.cast import Cast
from portal.safety.help_lines import GOOD_FOR, HelpLine, dialled, help_lines
from tests.running import SignIn, Visitor

PAGES = [
    "/help", "/help/safe-online", "/who-sees-what", "/language", "/privacy", "/accessibility", "/cookies", "/status",
]  # fmt: skip


def main_of(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("path", PAGES)
async def test_a_stranger_reads_it_and_so_does_everybody(
    stranger: Visitor, sign_in: SignIn, cast: Cast, path: str
) -> None:
    assert (await stranger.get(path, follow=False)).status == 200
    for who in (cast.dani, cast.kit, cast.alex, cast.grace_lim):
        answer = await (await sign_in(who)).get(path, follow=False)
        assert answer.status == 200
        assert answer.text.count("<h1") == 1
        assert "no-store" in answer.headers["Cache-Control"]


async def test_numbers_can_be_dialled_and_the_council_is_ones_own(
    stranger: Visitor, sign_in: SignIn, cast: Cast
) -> None:
    page = main_of((await (await sign_in(cast.dani)).get("/help")).text)
    for link in ("tel:999", "tel:08001111", "tel:08082000247", "tel:08088010327", "tel:116123", "sms:85258"):
        assert f'href="{link}"' in page
    assert "Exampleshire" in page
    assert "Sampleton" not in page
    chloe = main_of((await (await sign_in(cast.chloe)).get("/help")).text)
    assert "Sampleton" in chloe
    assert "Exampleshire" not in chloe
    both = main_of((await stranger.get("/help")).text)
    assert "Exampleshire" in both
    assert "Sampleton" in both


async def test_children_find_childline_first(sign_in: SignIn, cast: Cast) -> None:
    kit = main_of((await (await sign_in(cast.kit)).get("/help")).text)
    assert kit.index("Childline") < kit.index("Samaritans")
    for grown in (cast.dani, cast.sol):
        page = main_of((await (await sign_in(grown)).get("/help")).text)
        assert page.index("Samaritans") < page.index("Childline")


async def test_only_staff_see_when_a_number_was_checked(sign_in: SignIn, cast: Cast) -> None:
    assert "last compared" in (await (await sign_in(cast.helen)).get("/help")).text
    assert "last compared" not in (await (await sign_in(cast.dani)).get("/help")).text


def test_a_number_is_good_for_90_days() -> None:
    line = HelpLine("x", "0800 1111", date(2026, 1, 1), "example.com")
    assert not line.is_stale(date(2026, 1, 1) + GOOD_FOR)
    assert line.is_stale(date(2026, 1, 1) + GOOD_FOR + timedelta(days=1))
    assert len({one.id for one in help_lines()}) == len(help_lines())
    assert dialled("+44 20 7946 0201") == "+442079460201"


async def test_the_front_says_nothing_telling_and_leads_home_when_signed_in(
    stranger: Visitor, sign_in: SignIn, cast: Cast
) -> None:
    page = (await stranger.get("/")).text
    assert 'href="/sign-in"' in page
    for telling in ("social", "child", "protection", "abuse", "council"):
        assert telling not in page.split("<main")[0].lower()
        assert telling not in main_of(page).lower()
    dani = await sign_in(cast.dani)
    assert (await dani.get("/")).path == "/home"


async def test_the_cookie_page_names_every_cookie_that_is_set(stranger: Visitor, cast: Cast) -> None:
    await stranger.sign_in(cast.dani)
    page = main_of((await stranger.get("/cookies")).text)
    names = {cookie.key for cookie in stranger.http.cookie_jar}
    assert names == {"session", "device"}
    assert all(f"<dt>{name}</dt>" in page for name in names | {"csrf"})


async def test_the_accessibility_page_claims_no_test_by_people(stranger: Visitor) -> None:
    page = main_of((await stranger.get("/accessibility")).text)
    assert "No one has listened to it with a screen reader yet." in page
    assert "So we do not say that it meets it." in page


@pytest.mark.parametrize("path", [p for p in PAGES if p != "/status"])
async def test_a_ten_year_old_can_read_it(stranger: Visitor, path: str) -> None:
    age, longest = reading(main_of((await stranger.get(path)).text))
    assert age <= 10, f"reading age {age:.1f}"
    assert longest <= 20, f"a sentence of {longest} words"


def reading(html: str) -> tuple[float, int]:
    """Reading age by formula (list items and labels count as sentences), and the longest sentence in words."""
    blocks = re.sub(r"</(?:p|li|h\d|dt|dd|a)>|<br>", ". ", html)
    text = unescape(re.sub(r"<[^>]+>", " ", blocks))
    text = re.sub(r"[\d ]{3,}|\d+", "ten", text)
    text = re.sub(
        r"(?:Exampleshire|Sampleton) \w+ Council|Family Help North|Sampleton Families", "Kite", text
    )
    sentences = [
        found for part in re.split(r"[.?!:]+\s", text) if (found := re.findall(r"[A-Za-z’']+", part))
    ]
    words = [word for sentence in sentences for word in sentence]
    beats = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$", "", w.lower())))) for w in words)
    age = 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59 + 5
    return age, max(map(len, sentences))
