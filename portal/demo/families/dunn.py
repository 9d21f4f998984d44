"""Dunn, at the other council. Nobody at Exampleshire may learn that this family exists."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, THU, TUE, WED
from portal.demo.story import Story

CHLOE, ALFIE, LEWIS = CAST.chloe, CAST.alfie, CAST.lewis


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Dunn")
    plan = story.plan(family, ALFIE, "child_in_need", days.on(-10, WED))
    story.involve(LEWIS, "allocated", plan, since=days.at(-10, WED, 10))
    story.relation(CHLOE, "mother", ALFIE, basis="Mother", home=True)
    story.home("33 Pebblegate, Sampleton, ZZ8 2DD", days.ago(500), CHLOE, ALFIE)
    story.safe_contact(CHLOE, "any_time", asked_by=LEWIS, email="yes")
    _done(story, family, plan)
    _next(story, family, plan)


def _done(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "dunn done", family, LEWIS, days.at(-4, TUE, 13), place="home",
        purpose="We want to hear how bedtimes are now that Alfie has his own bed.", present="Chloe and Alfie",
    )  # fmt: skip
    visit.about(
        ALFIE, plan, seen=True, seen_alone=False, not_alone_because="child_said_no",
        not_alone_words="Alfie held on to his mum.", bedroom_seen=True,
    )  # fmt: skip
    visit.shared(days.at(-5, TUE, 9), CHLOE, said_ok={CHLOE: days.at(-5, TUE, 19)})
    visit.topics("Bedtimes", "A place at nursery")
    bites = visit.topic(CHLOE, "He bites when he is tired.", days.at(-5, SAT, 20), only_worker=True)
    visit.we_did(
        bites, "could_not", "I asked for a place at the sleep clinic.", days.at(-3, MON, 11),
        because="the clinic takes nobody under 3. I will ask your health visitor instead.",
    )  # fmt: skip
    visit.ended("done", days.at(-4, TUE, 14))
    visit.words(ALFIE, "My bed is a car. Brum brum.", days.at(-4, TUE, 14, 5))
    visit.note("Ask the nursery about the two-hour slots.", days.at(-4, TUE, 14, 10))
    visit.summary(
        days.at(-4, THU, 10), CHLOE, read={CHLOE: days.at(-4, FRI, 7)},
        told_us="You told us that bedtime takes 2 hours.",
        going_well="Alfie sleeps in his own bed 4 nights out of 7. That is your work.",
        worried="You have had no evening to yourself since summer.",
        happens_next="Lewis will ask about nursery and come again in 4 weeks.",
    ).promise(
        "council", "Lewis", "Ask for a place at nursery", days.on(-3, FRI),
        state="done", settled_by=LEWIS.id, settled_at=days.at(-3, MON, 12),
    ).promise("council", "Lewis", "Bring the chart with the stars", days.on(1, TUE)).promise(
        "family", "Chloe", "Start bedtime at 7, with one story", days.coming(5),
    ).corrected(
        CHLOE, "It is 5 nights now!", days.at(-4, FRI, 7, 10), reply_by_on=days.on(-3, WED),
        reply="5 nights! I have put that beside what I wrote.", replied_by=LEWIS.id, replied_at=days.at(-4, FRI, 9),
    )  # fmt: skip


def _next(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "dunn next", family, LEWIS, days.at(1, TUE, 13), place="home",
        purpose="We want to bring the star chart, and hear how nursery is.",
    )  # fmt: skip
    visit.about(
        ALFIE, plan, alone_minutes=5, alone_why="This is so that Alfie can show or tell what he likes."
    )
    visit.shared(days.at(-1, TUE, 9, 5), CHLOE)
    visit.topics("Nursery", "Stars for bedtime")
    visit.offer(days.at(1, WED, 13))
