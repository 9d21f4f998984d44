"""Marcus's own visits, at the office. Nothing here may tell where the others live or when they see anyone."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, THU, TUE, WED
from portal.demo.story import Story

MARCUS, KIT, JAY, AMIRA = CAST.marcus, CAST.kit, CAST.jay, CAST.amira
OFFICE = "Larch House, the room on the ground floor"
Plans = tuple[UUID, UUID]


def tell_marcus(story: Story, family: UUID, plans: Plans) -> None:
    _last(story, family, plans)
    _next(story, family, plans)


def _last(story: Story, family: UUID, plans: Plans) -> None:
    days = story.days
    visit = story.visit(
        "rowe office last",
        family,
        AMIRA,
        days.at(-3, THU, 10),
        place="office",
        place_words=OFFICE,
        purpose="We want to hear how seeing Kit and Jay on Saturdays is going for you.",
        present="Marcus",
    )
    for child, plan in zip((KIT, JAY), plans, strict=True):
        visit.about(child, plan, wish_to_see=False)
    visit.shared(days.at(-4, TUE, 9, 30), MARCUS, said_ok={MARCUS: days.at(-4, TUE, 18, 2)})
    visit.topics("Saturdays with Kit and Jay", "The course for dads")
    visit.topic(
        MARCUS, "I want to know how they are doing at school. Nobody tells me.", days.at(-4, SAT, 20, 30)
    )
    visit.ended("done", days.at(-3, THU, 10, 50))
    visit.note(
        "Marcus asked twice where the children live. Reminded him of the order. Calm at the end.",
        days.at(-3, THU, 11, 10),
    )
    visit.summary(
        days.at(-3, FRI, 16), MARCUS, read={MARCUS: days.at(-3, FRI, 19, 45)},
        told_us="You told us that Saturdays matter most to you. You want to hear from the school as well.",
        going_well="You have come to every Saturday, on time. Kit looks forward to football with you.",
        worried="You were upset that you missed parents’ evening. We should have told you about it.",
        happens_next="We will meet at the office again in 3 weeks.",
    ).promise(
        "council", "Amira", "Ask the school to send reports to you too", days.on(-2, FRI),
        helps_because="You have the same right to hear how they are doing.",
        state="done", settled_by=AMIRA.id, settled_at=days.at(-2, FRI, 12),
    ).promise(
        "council", "Amira", "Find out if there is a night when you can see the school play", days.coming(3),
    ).promise(
        "family", "Marcus", "Go to the last 2 meetings of the course for dads", days.on(1, MON),
    ).corrected(
        MARCUS, "I was not upset. I was angry, because I only found out the day after.", days.at(-3, FRI, 19, 58),
        reply_by_on=days.on(-2, WED),
        reply="Thank you, Marcus. Your words stand next to mine now. I told the school that you must get every letter.",
        replied_by=AMIRA.id, replied_at=days.at(-2, MON, 15, 30),
    )  # fmt: skip


def _next(story: Story, family: UUID, plans: Plans) -> None:
    days = story.days
    visit = story.visit(
        "rowe office",
        family,
        AMIRA,
        days.at(1, WED, 10, 30),
        minutes=45,
        place="office",
        place_words=OFFICE,
        purpose="We want to tell you what the school said, and plan Saturdays up to the holidays.",
    )
    for child, plan in zip((KIT, JAY), plans, strict=True):
        visit.about(child, plan, wish_to_see=False)
    visit.shared(days.at(-1, THU, 13, 45), MARCUS)
    visit.topics("What the school said", "Saturdays up to the holidays")
    visit.topic(MARCUS, "Can I have a copy of the school photo?", days.at(-1, FRI, 21, 5), only_worker=True)
    visit.offer(days.at(1, TUE, 9, 30))
