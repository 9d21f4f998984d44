"""Hartley: a care leaver without credit, who writes at night from the library’s network."""

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SUN, THU, TUE, WED
from portal.demo.story import Story

SOL, INES = CAST.sol, CAST.ines


def tell(story: Story) -> None:
    days, talk = story.days, story.talk(SOL)
    talk.says("hiya. any news about the bus pass? its 18 quid a week", days.at(-6, TUE, 22, 47))
    talk.answers(
        INES,
        "Hi Sol. The form needs a new photo page. I am sorry that it takes so long. I will bring it to you.",
        days.at(-6, WED, 10, 12),
    )
    talk.says("ok ta", days.at(-6, WED, 12, 40))
    talk.says("I was at college on wednesday. u came on the wrong day?", days.at(-3, WED, 17, 55))
    talk.answers(
        INES,
        "Yes, and that was our mistake. The message about the new day went to your old number. I have taken that "
        "number off. Sorry, Sol.",
        days.at(-3, THU, 9, 8),
    )
    talk.says("np", days.at(-3, THU, 13, 1))
    talk.answers(
        INES,
        "I have shared a plan with you: lunch in the café in the library, on a Friday at 12. We fill in the form "
        "there. Lunch is on us.",
        days.at(-1, TUE, 15, 10),
    )
    talk.says("yes!! see u there", days.at(-1, WED, 12, 42))
    talk.answers(INES, "See you there.", days.at(-1, WED, 13, 5))
    talk.read_by(SOL, days.at(-1, THU, 12, 30))
    talk.says("can I see my file? I want to know why we moved so much", days.at(-1, SUN, 1, 8))
    talk.typed(
        INES, "Yes, you can. It is your right, and I will help you with it. ", days.at(-1, SUN, 16, 20)
    )
    _ella(story)


def _ella(story: Story) -> None:
    """Ella Brennan’s, who has the same worker and a conversation of her own."""
    days, talk = story.days, story.talk(CAST.ella)
    talk.answers(
        INES,
        "Good news, Ella. You and Max are going to the swimming pool on Saturday week.",
        days.at(-5, TUE, 15, 5),
    )
    talk.says("YES thank you so much. can we get chips after", days.at(-5, TUE, 16, 2))
    talk.answers(INES, "Chips it is.", days.at(-5, WED, 9, 14))
    talk.says("Did Helen say if I can run part of my own review?", days.at(-3, SUN, 21, 30))
    talk.answers(
        INES,
        "I have asked her. She thinks about it and tells me before I see you. Then you will know too.",
        days.at(-2, MON, 9, 50),
    )
    talk.says("the lambs have names now. I will tell you when you come", days.at(-1, FRI, 16, 25))
    talk.answers(INES, "I cannot wait to hear them.", days.at(-1, FRI, 16, 40))
