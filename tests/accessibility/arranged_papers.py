"""Papers at every point of their way: written, to be looked at, shared, late, said about, answered, changed."""

import re

from tests.portal.meetings.papers import (
    TEXT,
    answer,
    choose,
    leave_out,
    look_and_share,
    papers,
    part_with,
    read,
    say,
    share,
    write,
)
from tests.running import RunningPortal, Visitor, new_visitor


async def arrange_papers(portal: RunningPortal, amira: Visitor) -> dict[str, str]:
    cast, meeting = portal.cast, portal.cast.review_conference
    async with new_visitor(portal.origin) as dani:
        await dani.sign_in(cast.dani)
        await leave_out(amira, meeting, cast.marcus, "27 Quillfeather Row", "Elmtree Primary School")
        paper = await share(
            amira, meeting, cast.dani, cast.marcus, cast.grace_lim,
            text=f"{TEXT}\n\nKit goes to Elmtree Primary School.", title="Report for the review",
        )  # fmt: skip
        path = read(meeting, paper)
        await say(dani, meeting, paper, "Kit was late", "wrong", "It was 3 times, not 9.")
        await say(dani, meeting, paper, "A neighbour", "differently", "That was the flat above us.")
        await dani.post(f"{path}/note", {"body": "It reads as if nobody tried."})
        await dani.post(f"{path}/ask", {"kind": "explain"}, page=path)
        await answer(amira, meeting, "It was 3 times", "You are right. It says 3 now.")
        await write(amira, meeting, TEXT.replace("9 times", "3 times").rsplit("\n\n", 1)[0], paper=paper)
        await look_and_share(amira, meeting, paper)
        part = part_with((await dani.get(path)).text, "Kit was late")
        await write(amira, meeting, "# What is going well\n\nMornings.\n\nNights.", paper=paper)
        late = await share(amira, cast.core_group, cast.dani, title="The plan so far")
        look = await write(amira, meeting, "They live at 27 Quillfeather Row.\n\nWe meet in the Beech Room.")
        await choose(amira, meeting, look, cast.dani, cast.marcus)
    listed = (await amira.get(papers(meeting))).text
    comments = list(dict.fromkeys(re.findall(r"/comments/([0-9a-f-]{36})", listed)))
    return {
        "paper": paper, "paper_part": part, "paper_late": late, "paper_to_look_at": look,
        "waiting_comment": comments[0], "answered_comment": comments[-1],
    }  # fmt: skip
