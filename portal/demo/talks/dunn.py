"""Dunn, at the other council."""

from portal.demo.cast import CAST
from portal.demo.days import MON, SAT, THU, TUE
from portal.demo.story import Story

CHLOE, LEWIS = CAST.chloe, CAST.lewis


def tell(story: Story) -> None:
    days, talk = story.days, story.talk(CHLOE)
    talk.says("5 nights in his own bed now!", days.at(-4, SAT, 7, 20))
    talk.answers(LEWIS, "5 nights! That is a lot of work, Chloe, and it is yours.", days.at(-3, MON, 9, 15))
    talk.says("Did the nursery ring you back?", days.at(-2, TUE, 12, 5))
    talk.answers(
        LEWIS,
        "They did. Alfie can start with 2 mornings, from the first of the month.",
        days.at(-2, TUE, 15, 48),
    )
    talk.says("Brilliant. He asks about it every day.", days.at(-2, TUE, 19, 30))
    talk.answers(
        LEWIS, "I will bring the star chart when I come. The day is in your plan.", days.at(-1, THU, 11, 2)
    )
