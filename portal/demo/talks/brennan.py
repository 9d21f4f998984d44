"""Brennan: a mother who waits too long for an answer, and says so."""

from portal.demo.cast import CAST
from portal.demo.days import MON, SAT, THU, TUE, WED
from portal.demo.story import Story
from portal.demo.talks.followed import said_day

GRACE, SEAN, AMIRA = CAST.grace, CAST.sean, CAST.amira


def tell(story: Story) -> None:
    _grace(story)
    _sean(story)


def _grace(story: Story) -> None:
    days, talk = story.days, story.talk(GRACE)
    talk.says(
        "Sorry about this morning. The baby was up from 3 and I could not face anyone.",
        days.at(-6, TUE, 13, 12),
    )
    talk.answers(
        AMIRA,
        "Thank you for telling me, Grace. You said not today, and that is fine. Is Thursday at 11 any better?",
        days.at(-6, TUE, 14, 30),
    )
    talk.says("Thursday is good.", days.at(-6, TUE, 14, 48))
    talk.says("Did you find out who can have the baby on Saturdays?", days.at(-3, SAT, 6, 20))
    talk.answers(
        AMIRA,
        "Home-Start has someone. They check her papers first, so it takes a little longer. I will tell you as soon as "
        "I hear.",
        days.at(-2, MON, 10, 30),
    )
    talk.read_by(GRACE, days.at(-2, TUE, 5, 50))
    talk.says(
        "It is Monday and I have not heard about Home-Start. Has she got her papers?",
        days.at(-1, MON, 10, 20),
    )
    talk.quick_reply(AMIRA, days.at(-1, MON, 16, 12), said_day(days.on(-1, TUE)))
    talk.says(
        "You said Tuesday. I know you are busy but I counted on this Saturday.", days.at(-1, WED, 20, 55)
    )
    talk.reached(AMIRA, days.at(-1, THU, 9, 1))


def _sean(story: Story) -> None:
    """Sean does not sign in. The dates went by post, and here it says so."""
    days, talk = story.days, story.talk(SEAN)
    talk.answers(
        AMIRA,
        "Hello Sean. I posted the school’s dates to you today. You can sign in here to write to me when you like.",
        days.at(-1, THU, 9, 10),
    )
