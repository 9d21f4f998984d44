"""The meetings of both councils, and what people said about them beforehand."""

from portal.demo.cast import CAST, EXAMPLESHIRE
from portal.demo.days import FRI, MON, THU, TUE, WED
from portal.demo.meetings import rowe_bell
from portal.demo.meetings.meetings_story import Asking, MeetingStory
from portal.demo.story import Story
from portal.statutory.counting import add_months

AMIRA, INES, PRIYA, HELEN, LEWIS = CAST.amira, CAST.ines, CAST.priya, CAST.helen, CAST.lewis


def tell_meetings(story: Story) -> None:
    """Every meeting that staff planned, with its slots and whom they asked."""
    for tell in (rowe_bell.tell, _aziz, _hartley, _brennan) if story.council == EXAMPLESHIRE else (_dunn,):
        tell(story)


def tell_said(story: Story) -> None:
    """How people want to take part, what they asked, and what only the chair may read."""
    if story.council == EXAMPLESHIRE:
        rowe_bell.tell_said(story)


def _aziz(story: Story) -> None:
    """Carer and mother come at different times, and neither learns of the other’s."""
    days = story.days
    for key, week in (("aziz first review", -16), ("aziz second review", -5)):
        before = MeetingStory(
            story, key, "looked_after_review", Asking(INES, HELEN, days.at(week - 2, MON, 10)), ""
        )
        before.about(CAST.omar, participation="PN6").held(days.on(week, WED))
    review = MeetingStory(
        story, "aziz review", "looked_after_review", Asking(INES, HELEN, days.at(-1, MON, 15)),
        "Omar’s time with his mum on Fridays is too short. We want to look at that now, and not wait for autumn.",
    )  # fmt: skip
    review.about(CAST.omar).due(add_months(days.on(-5, WED), 6), "looked_after.review.later")
    home = review.slot("joan", days.at(2, WED, 10), "your home", "Helen and Ines come to you.", minutes=60)
    home.asks(CAST.joan, CAST.omar, opened={CAST.joan: days.at(-1, TUE, 19, 45)})
    home.there(HELEN, "Reviewing officer", "She runs the review, and checks that the plan is right for Omar.")
    home.there(INES, "Social worker", "She works with Omar.")
    office = review.slot(
        "leila", days.at(2, WED, 14), "The Maple Room, Larch House",
        "An interpreter for Arabic comes too. The café next door has a room for children.", minutes=60,
    )  # fmt: skip
    office.asks(CAST.leila)
    office.there(
        HELEN, "Reviewing officer", "She runs the review, and checks that the plan is right for Omar."
    )
    office.there(INES, "Social worker", "She works with Omar.")
    office.there("Samira Haddad", "Interpreter", "She speaks Arabic, and keeps everything to herself.")
    review.shared(days.at(-1, MON, 15, 30))


def _hartley(story: Story) -> None:
    days = story.days
    before = MeetingStory(
        story, "hartley last review", "pathway_review", Asking(INES, INES, days.at(-18, MON, 10)), ""
    )
    before.about(CAST.sol).held(days.on(-16, TUE))
    review = MeetingStory(
        story, "hartley review", "pathway_review", Asking(INES, INES, days.at(-1, WED, 12)),
        "You asked for it: the room is loud, and the bus pass is late.",
    )  # fmt: skip
    review.about(CAST.sol).due(add_months(days.on(-16, TUE), 6), "care_leaver.review")
    slot = review.slot(
        "sol", days.at(2, THU, 17), "", "We call the number that you chose. It costs you nothing.",
        how="phone", minutes=45,
    )  # fmt: skip
    slot.asks(CAST.sol, opened={CAST.sol: days.at(-1, WED, 21, 10)})
    slot.there(INES, "Personal adviser", "She works with you, and runs this meeting.")
    slot.there("Tariq Mahmood", "From the housing team", "He can say which rooms are free.")
    review.shared(days.at(-1, WED, 12, 10))


def _brennan(story: Story) -> None:
    days = story.days
    before = MeetingStory(
        story, "brennan first review", "child_in_need_review", Asking(AMIRA, PRIYA, days.at(-9, TUE, 10)), ""
    )
    before.about(CAST.baby).held(days.on(-7, THU))
    review = MeetingStory(
        story, "brennan review", "child_in_need_review", Asking(AMIRA, PRIYA, days.at(-1, TUE, 9, 30)),
        "The night nurse stops next month. We want to look at what comes after.",
    )  # fmt: skip
    review.about(CAST.baby).due(add_months(days.on(-7, THU), 6), "child_in_need.review")
    slot = review.slot(
        "grace", days.at(1, FRI, 11), "The children’s centre, Kettlewell Parade",
        "There is a cot, and somebody to hold the baby.", minutes=60,
    )  # fmt: skip
    slot.asks(CAST.grace).asks_partner(CAST.grace_lim, review.of.papers_by(days.on(1, FRI)))
    slot.there(PRIYA, "Team manager", "She runs the meeting.")
    slot.there(AMIRA, "Social worker", "She works with your family.")
    slot.there(CAST.grace_lim, "Health visitor", "She weighs the baby, and knows how the nights are.")
    review.shared(days.at(-1, TUE, 9, 45))


def _dunn(story: Story) -> None:
    days = story.days
    before = MeetingStory(
        story, "dunn first review", "child_in_need_review", Asking(LEWIS, LEWIS, days.at(-7, MON, 10)), ""
    )
    before.about(CAST.alfie).held(days.on(-5, THU))
    review = MeetingStory(
        story, "dunn review", "child_in_need_review", Asking(LEWIS, LEWIS, days.at(-1, THU, 13)),
        "Nursery starts soon. We want to see which help you still need.",
    )  # fmt: skip
    review.about(CAST.alfie).due(add_months(days.on(-5, THU), 6), "child_in_need.review")
    slot = review.slot("chloe", days.at(2, TUE, 13), "Room 1, Pebblegate Library", minutes=45)
    slot.asks(CAST.chloe)
    slot.there(LEWIS, "Social worker", "He works with you and Alfie, and runs the meeting.")
    review.shared(days.at(-1, THU, 13, 15))
