"""Ella Brennan's own plan and visits, which are hers: neither her mother nor her brothers find them."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SUN, THU, TUE, WED
from portal.demo.story import Story

ELLA, INES = CAST.ella, CAST.ines


def tell_ella(story: Story, family: UUID) -> None:
    days = story.days
    started = days.ago(610)
    plan = story.plan(
        family,
        ELLA,
        "looked_after",
        started,
        trigger_on=started,
        circumstance="long_term_foster_child_agrees",
    )
    story.handed_over(CAST.tom, INES, plan, since=days.at(-80, MON, 9), on=days.at(-60, MON, 9))
    story.involve(CAST.helen, "chair", plan, since=days.at(-80, MON, 9))
    story.home("Long Acre Farm, Nettle Drove, Exampleton, ZZ9 0HY", started, ELLA)
    story.safe_contact(ELLA, "no", asked_by=INES, calls="no")
    _last(story, family, plan)
    _next(story, family, plan)


def _last(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "ella last", family, INES, days.at(-7, MON, 16, 30), place="home",
        purpose="Ines wants to hear how you are, and what you want from your review.", present="Ella",
    )  # fmt: skip
    visit.about(ELLA, plan, seen=True, seen_alone=True, bedroom_seen=True)
    visit.shared(days.at(-8, TUE, 9), ELLA, said_ok={ELLA: days.at(-8, WED, 19)})
    visit.topics("What you want from your review", "Seeing Max and the baby")
    alone = visit.topic(
        ELLA,
        "I want to see Max without mum there. Do not tell her I said that.",
        days.at(-8, SUN, 22, 2),
        only_worker=True,
        in_private=True,
    )
    visit.we_did(
        alone, "working", "I asked for a day out for you and Max. I told nobody why.", days.at(-6, MON, 10),
        by_on=days.on(-5, FRI),
    )  # fmt: skip
    visit.ended("done", days.at(-7, MON, 17, 20))
    visit.words(ELLA, "I am happy here. I feel bad that I am happy here.", days.at(-7, MON, 17, 30))
    visit.summary(
        days.at(-7, WED, 10), ELLA, read={ELLA: days.at(-7, WED, 20)},
        told_us="You said that you are happy where you live, and that this can feel hard to say.",
        going_well="You passed your mock exams. You help with the lambs.",
        worried="You do not sleep well before you see your family.",
        happens_next="Ines will ask for time with Max, the way that you want it.",
    ).promise(
        "council", "Ines", "Ask for a day out for you and Max", days.on(-5, FRI),
        state="done", settled_by=INES.id, settled_at=days.at(-5, TUE, 15), because="You are going to the swimming pool on Saturday week.",
    ).promise(
        "council", "Ines", "Ask if you can chair part of your own review", days.on(1, THU),
    ).promise("family", "Ella", "Write down 3 things for the review", days.on(1, THU)).said_right(
        ELLA, days.at(-7, WED, 20, 6)
    )  # fmt: skip


def _next(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "ella next", family, INES, days.at(1, WED, 16, 30), place="home",
        purpose="Ines wants to get your review ready with you.",
    )  # fmt: skip
    visit.about(ELLA, plan, alone_minutes=30, alone_why="You choose what we talk about, and where.")
    visit.shared(days.at(-1, MON, 14, 5), ELLA)
    visit.topics("Your review", "The swimming pool with Max")
    visit.offer(days.at(1, THU, 16, 30), days.at(1, FRI, 16))
