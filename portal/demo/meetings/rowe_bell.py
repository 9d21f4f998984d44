"""Rowe and Bell: a review for which the parents come on different days, and the small group three weeks ago."""

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.meetings.meetings_story import Asking, MeetingStory
from portal.demo.story import Story
from portal.statutory.counting import add_months

AMIRA, HELEN, GRACE_LIM = CAST.amira, CAST.helen, CAST.grace_lim
DANI, MARCUS, KIT, JAY = CAST.dani, CAST.marcus, CAST.kit, CAST.jay


def tell(story: Story) -> None:
    days = story.days
    before = MeetingStory(
        story, "rowe first review", "review_conference", Asking(AMIRA, HELEN, days.at(-9, MON, 10)),
        "3 months have passed since the plan was made.",
    )  # fmt: skip
    before.about(KIT, JAY).due(add_months(days.on(-17, WED), 3), "child_protection.review_conference")
    before.held(days.on(-6, THU))
    _core_group(story)
    _review(story)


def _core_group(story: Story) -> None:
    days = story.days
    group = MeetingStory(
        story, "rowe core group", "core_group", Asking(AMIRA, AMIRA, days.at(-5, MON, 14)),
        "We meet every 4 weeks to see what works and what does not.",
    )  # fmt: skip
    group.about(KIT, JAY)
    slot = group.slot("dani", days.at(-3, WED, 10), "The Alder Room, Larch House", minutes=60)
    slot.asks(DANI, opened={DANI: days.at(-4, TUE, 11, 40)})
    slot.there(AMIRA, "Social worker", "She works with your family.")
    slot.there("Ngozi Okafor", "Teacher at Kit’s school", "She sees Kit every school day.")
    group.shared(days.at(-5, MON, 14, 20)).held(days.on(-3, WED))


def _review(story: Story) -> None:
    days = story.days
    review = MeetingStory(
        story, "rowe review", "review_conference", Asking(AMIRA, HELEN, days.at(-2, TUE, 11)),
        "At the last review we all said: look again before the summer holidays. A lot has changed since then.",
    )  # fmt: skip
    review.about(KIT, JAY).due(add_months(days.on(-6, THU), 6), "child_protection.review_conference")
    resident = review.slot(
        "dani", days.at(3, THU, 10), "The Beech Room, Larch House",
        "Come in by the garden door. Somebody waits for you there from a quarter to ten. Bus 14 stops outside, and we "
        "pay for the bus.",
    )  # fmt: skip
    resident.asks(DANI, KIT, JAY, opened={DANI: days.at(-2, WED, 12, 15), JAY: days.at(-2, WED, 16, 50)})
    resident.asks_partner(GRACE_LIM, review.of.papers_by(days.on(3, THU)))
    resident.there(
        HELEN, "Runs the meeting", "She does not work in our team, so that somebody looks with fresh eyes."
    )
    resident.there(AMIRA, "Social worker", "She works with your family, and wrote the report.")
    resident.there("Ngozi Okafor", "Teacher at Kit’s school", "She sees Kit every school day.")
    resident.there(GRACE_LIM, "Health visitor", "She has known Kit’s chest since he was small.")
    other = review.slot(
        "marcus", days.at(3, FRI, 14, 30), "Room 2, Exampleton Library",
        "Ask for Helen at the desk. You can park behind the library for 2 hours.", minutes=60,
    )  # fmt: skip
    other.asks(MARCUS, opened={MARCUS: days.at(-1, SAT, 14, 55)})
    other.there(
        HELEN, "Runs the meeting", "She does not work in our team, so that somebody looks with fresh eyes."
    )
    other.there(AMIRA, "Social worker", "She works with Kit and Jay.")
    other.there("Devon Clarke", "Runs the course for fathers", "You asked for him to come.")
    review.shared(days.at(-2, TUE, 11, 30))


def tell_said(story: Story) -> None:
    """What people said about the review before it: only where the demonstration tells what people wrote."""
    days = story.days
    review, thursday, friday = Said(story), days.at(3, THU, 10), days.at(3, FRI, 14, 30)
    review.part(
        JAY, days.at(-2, THU, 20, 20), answered_to=thursday, taking_part="first", needs=["other_room"],
        questions="Who decides when the plan ends?",
        to_say="I want to say the first bit myself and then go out.",
        not_to_say="Do not say what I told Amira about Dad. Not when Mum is there, and not when he is.",
    )  # fmt: skip
    review.part(
        DANI, days.at(-1, TUE, 13, 10), answered_to=thursday, taking_part="all", needs=["getting_there", "other_room"],
        needs_words="I do not want to wait near the front door.", brings_words="My aunt, Bea Rowe",
        questions="When will somebody mend the wall?\nCan the plan end in autumn?",
        to_say="How hard Kit worked on his mornings.",
    )  # fmt: skip
    review.part(
        MARCUS, days.at(-1, SUN, 15, 40), answered_to=friday, taking_part="all", brings_words="Devon Clarke",
        questions="When can I see them twice a week?", to_say="I did all of the course.",
    )  # fmt: skip
    review.worry(
        DANI, "I must not meet Marcus, not at the door and not at the bus stop.", days.at(-2, WED, 12, 30),
        reply="You will not. The time, the door and the building are for you and the children only.",
        replied_at=days.at(-2, THU, 9, 15),
    )  # fmt: skip
    review.worry(JAY, "Not the teacher please, when I talk about home.", days.at(-1, MON, 17, 5))
    review.ask(
        JAY,
        "explain",
        "What does a review conference do that the other meetings do not?",
        days.at(-1, MON, 17, 9),
    )
    review.ask(
        MARCUS, "on_paper", None, days.at(-1, SUN, 15, 45), reply="Posted today.", done_by=AMIRA.id,
        done_at=days.at(-1, SUN, 16, 30),
    )  # fmt: skip


class Said(MeetingStory):
    """The review again, to tell what was said about it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.id = CAST.review_conference
