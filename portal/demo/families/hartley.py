"""Hartley: a care leaver of 19, a bus pass that is late, and a visit for which we came at the wrong time."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SUN, THU, TUE, WED
from portal.demo.story import Story

SOL, INES = CAST.sol, CAST.ines


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Hartley")
    plan = story.plan(family, SOL, "care_leaver", days.ago(520), trigger_on=days.on(-9, MON))
    story.handed_over(CAST.tom, INES, plan, since=days.at(-70, MON, 9), on=days.at(-40, MON, 9))
    # Chose on the birthday who sees what.
    story.add("own_step", person_id=SOL.id, step="at_18", answered_at=days.at(-65, TUE, 19))
    story.home("Room 4, Wrenfold Lodge, Exampleton, ZZ9 6LT", days.on(-9, MON), SOL)
    story.safe_contact(
        SOL, "no", asked_by=INES, calls="some_times", from_time="17:00", to_time="21:00", email="yes"
    )
    _moved_in(story, family, plan)
    _nobody_there(story, family, plan)
    _next(story, family, plan)


def _moved_in(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "hartley moved in", family, INES, days.at(-9, FRI, 12), place="home",
        purpose="Ines wants to see your new room, and what is missing.", present="Sol",
    )  # fmt: skip
    visit.about(SOL, plan, seen=True, seen_alone=True, bedroom_seen=True)
    visit.shared(days.at(-9, MON, 16, 10), SOL, said_ok={SOL: days.at(-9, TUE, 13)})
    visit.topics("Your new room", "Money for the first month", "College")
    visit.ended("done", days.at(-9, FRI, 13))
    visit.words(
        SOL, "It is mine and nobody can move me out of it. I slept ten hours.", days.at(-9, FRI, 13, 10)
    )
    visit.summary(
        days.at(-8, TUE, 11), SOL, read={SOL: days.at(-8, TUE, 13, 30)},
        told_us="You said that the room is yours and that you slept 10 hours.",
        going_well="You set up the heating on your own. You have not missed a day of college.",
        worried="You had 4 pounds until Friday. That is too little.",
        happens_next="Ines will sort out the bus pass and the setting-up money.",
    ).promise(
        "council", "Ines", "Pay the first part of your setting-up money", days.on(-8, FRI),
        state="done", settled_by=INES.id, settled_at=days.at(-8, THU, 10),
    ).promise(
        "council", "Ines", "Send you the form for the bus pass", days.on(-6, FRI), helps_because="The bus to college costs you 18 pounds a week.",
        because="This is late, and that is not OK. The form needs a new photo page. I will bring it on Friday.",
    ).promise(
        "council", "The housing team", "Mend the lock on the front door", days.on(-7, FRI),
        state="not_done", settled_by=INES.id, settled_at=days.at(-6, MON, 9),
        because="The owner says that the lock is safe. We do not agree, and have asked for a second check.",
    ).promise(
        "family", "Sol", "Keep the receipts for the kettle and the bedding", days.on(-6, FRI),
        state="done", settled_by=INES.id, settled_at=days.at(-6, WED, 12),
    ).said_right(SOL, days.at(-8, TUE, 13, 33))  # fmt: skip


def _nobody_there(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "hartley no answer", family, INES, days.at(-3, WED, 11), place="home",
        purpose="Ines wants to hear how college is, and bring the form.", our_mistake=True,
    )  # fmt: skip
    visit.about(SOL, plan, seen=False)
    visit.shared(days.at(-4, WED, 11), SOL)
    visit.topics("College", "The bus pass")
    visit.ended(
        "no_answer",
        days.at(-3, WED, 11, 20),
        "We knocked at 11am and you were not in. The plan had said Thursday at first. We are sorry.",
    )
    visit.correction(
        SOL, "our_side", "I was at college like every Wednesday. The text about the new day went to my old number.",
        days.at(-3, WED, 18), reply_by_on=days.on(-3, FRI),
        reply="You are right. I have taken the old number off. E-mail only from now on.", replied_by=INES.id, replied_at=days.at(-3, THU, 9),
    )  # fmt: skip


def _next(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "hartley next", family, INES, days.at(1, FRI, 12), place="other",
        place_words="The café in the library", purpose="Ines wants to fill in the bus pass form with you. Lunch is on us.",
    )  # fmt: skip
    visit.about(SOL, plan, alone_minutes=45)
    visit.shared(days.at(-1, TUE, 15, 5), SOL, said_ok={SOL: days.at(-1, WED, 12, 40)})
    visit.topics("The bus pass", "What happens at 21")
    visit.topic(
        SOL,
        "Can I see my file? I want to know why we moved so much.",
        days.at(-1, SUN, 1, 12),
        only_worker=True,
    )
