"""Several readers on one page: what is left out for one of them, or known of one, is nobody else's."""

from datetime import date

from portal.clock import Clock
from portal.demo.cast import Cast
from tests.portal.meetings.ending import add, day, fill, share
from tests.portal.meetings.papers import choose, leave_out, papers, part_with, read, said, write
from tests.portal.meetings.papers import share as share_paper
from tests.portal.meetings.putting_right import WHY, at_desk, desk
from tests.running import Answer, SignIn, Visitor, at

TEXT = "Dani and Marcus agreed about Larchfield and Hollowell."
FOR_DANI = "Dani and Marcus agreed about [left out] and Hollowell."
FOR_MARCUS = "Dani and Marcus agreed about Larchfield and [left out]."


async def put_on_lists(staff: Visitor, cast: Cast) -> None:
    """A word for each of two readers, and none for the third."""
    await leave_out(staff, cast.review_conference, cast.dani, "Larchfield")
    await leave_out(staff, cast.review_conference, cast.marcus, "Hollowell")


def seen_by(page: Answer, heading: str, *names: str) -> list[str]:
    """Of a page for several readers, what stands under each one's heading."""
    return [said(page).split(heading.format(name))[1].split("ill see")[0] for name in names]


async def test_before_decisions_are_shared_each_reader_is_looked_at_by_themselves(
    cast: Cast, clock: Clock, sign_in: SignIn
) -> None:
    clock.turn_to(at(date(2026, 6, 29), 10))
    helen, here = await sign_in(cast.helen), desk(cast)
    await fill(helen, f"{here}/decisions", day("held_on", date(2026, 6, 26)))
    await put_on_lists(helen, cast)
    await add(helen, here, TEXT, cast.dani, cast.marcus, cast.jay)
    first = await helen.get(f"{here}/decisions/share")
    await share(helen, here)
    page = await at_desk(helen, cast, "decisions")
    again = await fill(helen, page, {"because": WHY, "how": "other_words", "body": f"Now: {TEXT}"})
    for shown in (first, again):
        dani, marcus, jay = seen_by(shown, "{} will see", "Dani Rowe", "Marcus Bell", "Jay Rowe")
        assert FOR_DANI in dani
        assert "An order keeps Marcus and Dani apart." in dani
        assert FOR_MARCUS in marcus
        assert "An order keeps Dani and Marcus apart." in marcus
        assert TEXT in jay
        assert "An order" not in jay


async def test_before_a_paper_is_shared_it_is_looked_at_for_each_reader(cast: Cast, sign_in: SignIn) -> None:
    amira, meeting = await sign_in(cast.amira), cast.review_conference
    await put_on_lists(amira, cast)
    homes = (
        "Ask at 27 quillfeather row.\n\nAsk at 8 oatbarrow mews.\n\n27 Quillfeather Row.\n\n8 Oatbarrow Mews."
    )
    paper = await write(amira, meeting, f"{TEXT}\n\n{homes}")
    await choose(amira, meeting, paper, cast.dani, cast.marcus)
    page = await amira.get(f"{papers(meeting)}/{paper}/share")
    dani, marcus = seen_by(page, "What {} will see", "Dani", "Marcus")
    hers, his = ("27 quillfeather row", "27 Quillfeather Row"), ("8 oatbarrow mews", "8 Oatbarrow Mews")
    for shown, text, own, others in ((dani, FOR_DANI, hers, his), (marcus, FOR_MARCUS, his, hers)):
        assert text in shown
        for home in others:
            assert f"Check this: {home}" in shown, "where the other lives"
        for home in own:
            assert home in shown
            assert f"Check this: {home}" not in shown, "where they live is no news to them"


async def test_a_part_by_itself_is_as_it_stands_below_the_one_before_it(cast: Cast, sign_in: SignIn) -> None:
    amira, marcus = await sign_in(cast.amira), await sign_in(cast.marcus)
    await leave_out(amira, cast.review_conference, cast.marcus, "Mill Lane")
    paper = await share_paper(
        amira, cast.review_conference, cast.marcus, text="He walks to Mill\n\nLane and back."
    )
    path = read(cast.review_conference, paper)
    part = part_with((await marcus.get(path)).text, "[left out] and back.")
    shown = said(await marcus.get(f"{path}/parts/{part}"))
    assert "[left out] and back." in shown
    assert "Lane" not in shown
