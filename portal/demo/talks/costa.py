"""Costa: a mother and a son on one phone, each with a conversation of their own, who both asked to talk."""

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, THU, TUE, WED
from portal.demo.story import Story
from portal.demo.talks.followed import wants_to_talk, was_looked_at

ROSA, LUCA, SAM = CAST.rosa, CAST.luca, CAST.sam


def tell(story: Story) -> None:
    _rosa(story)
    _luca(story)


def _rosa(story: Story) -> None:
    days, talk = story.days, story.talk(ROSA)
    talk.says("There is no credit on the gas meter again. It is the second day.", days.at(-5, TUE, 21, 14))
    talk.answers(
        SAM,
        "Thank you for telling me, Rosa. That is hard. I will ring the hardship fund now and write to you by 2pm.",
        days.at(-5, WED, 9, 3),
    )
    talk.answers(
        SAM, "They will put 49 pounds on the meter on Monday. I rang the gas company too. They put 10 pounds on "
        "today.", days.at(-5, WED, 13, 37),
    )  # fmt: skip
    talk.says("The heating is on. Thank you Sam.", days.at(-5, WED, 19, 50))
    talk.says("Sorry I have to work on Tuesday so we cannot do the visit.", days.at(-2, MON, 20, 10))
    talk.answers(
        SAM, "Thanks for letting me know in good time. We will find another day.", days.at(-2, TUE, 9, 6)
    )
    talk.read_by(ROSA, days.at(-2, TUE, 22, 1))
    talk.says(
        "The meter is empty again and I do not get paid until next week. Can you ring me please?",
        days.evening_before(21, 12),
    )
    wants_to_talk(
        talk, days.evening_before(21, 13), "call_times", "After 9 in the morning, when Luca is at school."
    )
    talk.reached(SAM, days.evening_before(21, 12))


def _luca(story: Story) -> None:
    days, talk = story.days, story.talk(LUCA)
    talk.answers(
        SAM, "Hi Luca. No texts, as you asked. When I write to you it is only here.", days.at(-4, FRI, 15, 20)
    )
    talk.says("👍 trials are on a saturday btw", days.at(-4, FRI, 23, 41))
    talk.answers(SAM, "Nice. I will think of you. Good luck!", days.at(-3, MON, 9, 10))
    talk.says("had a massive fight with mum. dont want to go home after school", days.at(-3, WED, 14, 6))
    item = wants_to_talk(talk, days.at(-3, WED, 14, 7), "call_no")
    talk.answers(
        SAM,
        "Thank you for telling me, Luca. I am on my way to your school. I will be at the front desk at 2:40pm.",
        days.at(-3, WED, 14, 15),
    )
    was_looked_at(talk, item, SAM, days.at(-3, WED, 14, 12), days.at(-3, WED, 16, 20), "visited")
    talk.says("ok", days.at(-3, WED, 14, 16))
    talk.answers(
        SAM,
        "Thank you for talking with me today. You are at your nonna’s tonight, and I will come to school again "
        "tomorrow at lunch.",
        days.at(-3, WED, 16, 32),
    )
    talk.says("thanks sam. its ok now", days.at(-3, THU, 22, 18))
    talk.answers(SAM, "I am glad. You can always write, also when it is not OK.", days.at(-3, FRI, 9, 4))
    talk.read_by(LUCA, days.at(-3, SAT, 0, 25))
    talk.answers(
        SAM, "See you soon, at home. Is there anything that you want to talk about?", days.at(-1, FRI, 10)
    )
    talk.says("boots. but not in front of mum", days.at(-1, FRI, 23, 38))
