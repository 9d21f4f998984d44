"""Costa: a mother and a son of 16 who share one phone, each with visits and words of their own."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.rows import Row
from portal.demo.story import Story

ROSA, LUCA, NONNA, SAM = CAST.rosa, CAST.luca, CAST.nonna, CAST.sam


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Costa")
    plan = story.plan(family, LUCA, "family_help", days.on(-12, MON))
    story.handed_over(CAST.tom, SAM, plan, since=days.at(-12, MON, 11), on=days.at(-8, MON, 9))
    story.involve(CAST.priya, "manager", plan, since=days.at(-12, MON, 11))
    # Chose on the birthday who sees what.
    story.add("own_step", person_id=LUCA.id, step="at_16", answered_at=days.at(-10, TUE, 19))
    story.relation(ROSA, "mother", LUCA, basis="Mother", home=True)
    story.relation(NONNA, "grandparent", LUCA)
    story.home("61 Lanternfield Court, Exampleton, ZZ9 5AA", days.ago(700), ROSA, LUCA)
    shared: Row = {"device_shared": True, "discreet": True}
    story.safe_contact(ROSA, "discreet", asked_by=SAM, shared_with="Luca, her son", **shared)
    story.safe_contact(
        LUCA,
        "no",
        asked_by=SAM,
        shared_with="Rosa, his mother",
        calls="no",
        never="Luca looks for himself. No texts.",
        **shared,
    )
    _done(story, family, plan)
    _at_school(story, family, plan)
    _family_called_off(story, family, plan)
    _next(story, family, plan)


def _done(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "costa done", family, SAM, days.at(-5, WED, 17, 30), place="home", minutes=45,
        purpose="We want to find out what would help you two to argue less about school.", present="Rosa and her mother",
    )  # fmt: skip
    visit.about(LUCA, plan, seen=False)
    visit.shared(days.at(-6, WED, 16), ROSA, said_ok={ROSA: days.at(-6, WED, 21)})
    visit.topics("What mornings are like", "Money until the end of the month")
    mum = visit.topic(ROSA, "My mum wants to say something too.", days.at(-5, MON, 22, 10))
    visit.we_did(mum, "done", "Your mum was there, and I wrote down what she said.", days.at(-4, MON, 9, 15))
    visit.ended("partly", days.at(-5, WED, 18, 20), present="Rosa and her mother")
    visit.note(
        "Luca stayed out. Rosa cried about the gas bill. Offered the hardship fund.", days.at(-5, WED, 18, 40)
    )
    visit.summary(
        days.at(-5, FRI, 10), ROSA, read={ROSA: days.at(-5, SAT, 8)},
        told_us="You told us that the two of you shout most on Sunday nights. You are scared about bills.",
        going_well="You still eat together 3 times a week. Your mum helps a lot.",
        worried="We are worried that there was no credit for the gas for 2 days.",
        happens_next="Sam will meet Luca at school. Then we will all meet at your home.",
    ).promise(
        "council", "Sam", "Ask the hardship fund for help with the gas", days.on(-4, TUE),
        state="done", settled_by=SAM.id, settled_at=days.at(-4, MON, 15), because="They put 49 pounds on your meter on Monday.",
    ).promise(
        "council", "Sam", "Meet Luca at school", days.on(-4, FRI), state="done", settled_by=SAM.id, settled_at=days.at(-4, THU, 14),
    ).promise(
        "council", "Sam", "Find a place on the course for parents of teenagers", days.on(-2, FRI),
        because="This is late. The course has moved to another month, and we wait for the new dates.",
    ).promise(
        "family", "Rosa", "Try one Sunday with phones in the kitchen after 9", days.on(-3, SUN),
        state="done", settled_by=SAM.id, settled_at=days.at(-3, TUE, 17),
    )  # fmt: skip


def _at_school(story: Story, family: UUID, plan: UUID) -> None:
    """Luca's own visit: nobody else may see it."""
    days = story.days
    visit = story.visit(
        "costa school", family, SAM, days.at(-4, THU, 13, 15), place="school", minutes=30,
        purpose="Sam wants to hear from you how things are, away from home.", present="Luca",
    )  # fmt: skip
    visit.about(LUCA, plan, seen=True, seen_alone=True)
    visit.shared(days.at(-5, FRI, 9), LUCA, said_ok={LUCA: days.at(-5, SUN, 19)})
    visit.topics("What you would change")
    visit.ended("done", days.at(-4, THU, 13, 50))
    visit.words(
        LUCA,
        "She works all the time so I do not tell her stuff. It is not that I do not want to.",
        days.at(-4, THU, 14),
    )
    visit.summary(
        days.at(-4, FRI, 15), LUCA, read={LUCA: days.at(-4, SAT, 23, 10)},
        told_us="You said that you do not want to add to your mum’s worries.",
        going_well="You have been at football 3 times a week.",
        worried="You are in class but you feel far away in maths.",
        happens_next="We agreed that you tell your mum about the trials yourself.",
    ).promise(
        "council", "Sam", "Ask your maths teacher if you can move seats", days.on(-3, WED),
        state="done", settled_by=SAM.id, settled_at=days.at(-3, TUE, 9),
    ).promise(
        "family", "Luca", "Tell your mum about the trials", days.coming(4),
    ).corrected(
        LUCA, "Not 3 times. 4 with Sundays 😎", days.at(-4, SAT, 23, 12), reply_by_on=days.on(-3, THU),
        reply="4 it is. Thanks, Luca.", replied_by=SAM.id, replied_at=days.at(-3, MON, 9, 5),
    )  # fmt: skip


def _family_called_off(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "costa called off", family, SAM, days.at(-2, TUE, 17, 30), place="home",
        purpose="We want to talk with all of you about Sundays.",
    )  # fmt: skip
    visit.about(LUCA, plan, seen=False)
    visit.shared(days.at(-3, TUE, 17, 30), ROSA, LUCA)
    visit.topics("Sundays")
    visit.ended(
        "family_called_off", days.at(-2, MON, 20, 15), "Rosa had to work. Thank you for telling us in time."
    )


def _next(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "costa next", family, SAM, days.at(1, MON, 17), place="home",
        purpose="We want to hear from both of you how Sundays went, and talk about money for the month.",
    )  # fmt: skip
    visit.about(LUCA, plan, alone_minutes=10, alone_why="This is so that Luca can say what he wants to say.")
    visit.shared(days.at(-2, WED, 10, 10), ROSA, LUCA, said_ok={LUCA: days.at(-2, FRI, 23, 30)})
    visit.topics("Sundays", "Money for the month")
    visit.topic(
        LUCA,
        "Football trials ⚽ and money for boots. Mum does not know yet.",
        days.at(-1, FRI, 23, 35),
        only_worker=True,
    )
    visit.asked_to_change(
        ROSA, days.at(-2, THU, 22, 5), days.on(-1, MON), when_better="After 7 in the evening, or a Saturday.",
        why="I often work until 6.", state="kept", replied_by=SAM.id, replied_at=days.at(-2, FRI, 9),
        reply="We cannot come after 6 or on a Saturday. If you run late on Monday, we will wait until 5:30pm.",
    )  # fmt: skip
