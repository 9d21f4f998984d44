"""Aziz: a foster carer and a mother, who write to the same worker and learn nothing of each other."""

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story

JOAN, LEILA, OMAR, INES = CAST.joan, CAST.leila, CAST.omar, CAST.ines


def tell(story: Story) -> None:
    _joan(story)
    _leila(story)
    _omar(story)


def _joan(story: Story) -> None:
    days, talk = story.days, story.talk(JOAN)
    talk.says("He was up at 2 again and asked for the blanket. Is there any news?", days.at(-5, TUE, 7, 40))
    talk.answers(INES, "I will bring it on Friday, Joan. It is in my car already.", days.at(-5, TUE, 9, 22))
    talk.says("He slept until 6 with it. All of us did!", days.at(-4, SAT, 8, 15))
    talk.answers(INES, "That is lovely to read. Thank you, Joan.", days.at(-3, MON, 9, 5))
    talk.says("There is a school trip to the farm. May I sign the form, or do you?", days.at(-2, WED, 18, 3))
    talk.answers(
        INES,
        "You can sign it. Day trips are on the list of things that you decide. Please tell me the day.",
        days.at(-2, THU, 9, 47),
    )
    talk.says("It is in two weeks, on the Wednesday.", days.at(-2, THU, 12, 20))
    talk.answers(INES, "Thank you. I hope that there are lambs.", days.at(-2, THU, 14, 1))


def _leila(story: Story) -> None:
    days, talk = story.days, story.talk(LEILA)
    talk.says("السلام عليكم إينيس. شكراً جزيلاً. وصلني الرسم.", days.at(-3, THU, 20, 12), "ar")
    talk.answers(
        INES,
        "Thank you, Leila. The interpreter helped me to read this. Omar drew it for you on Tuesday.",
        days.at(-3, FRI, 10, 15),
        language="en",
    )
    talk.says("أرجو أن تخبري عمر أنني أحبه.", days.at(-3, SUN, 21, 5), "ar")
    talk.answers(
        INES,
        "I told him this morning. He smiled and asked when it is Friday.",
        days.at(-2, MON, 16, 45),
        language="en",
    )
    talk.says("هل يمكنني أن أحضر صور عمر يوم الخميس؟", days.at(-1, TUE, 19, 33), "ar")
    talk.answers(INES, "شكراً ليلى. نعم، أحضري الصور يوم الخميس.", days.at(-1, WED, 11, 20), language="ar")
    talk.read_by(LEILA, days.at(-1, WED, 19, 2))


def _omar(story: Story) -> None:
    """A boy of 6 writes with Joan beside him, and only about what a boy of 6 would say there."""
    days, talk = story.days, story.talk(OMAR)
    talk.answers(INES, "Hello Omar. I come to see you soon. I will bring my pens.", days.at(-1, FRI, 10, 30))
