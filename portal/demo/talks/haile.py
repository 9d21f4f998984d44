"""Haile: a mother who writes in Tigrinya, in short and plain words."""

from portal.demo.cast import CAST
from portal.demo.days import MON, SUN, THU, TUE, WED
from portal.demo.story import Story

TIGIST, AMIRA = CAST.tigist, CAST.amira


def tell(story: Story) -> None:
    days, talk = story.days, story.talk(TIGIST)
    talk.answers(
        AMIRA,
        "Hello Tigist. You can write to me here in Tigrinya. The interpreter reads it to me. She will ring you with "
        "me today at 3pm.",
        days.at(-4, MON, 11, 15),
        language="en",
    )
    talk.says("ሰላም ኣሚራ። የቐንየለይ።", days.at(-4, MON, 17, 8), "ti")
    talk.answers(
        AMIRA,
        "The dentist has a new day for Samuel, with an interpreter. I will tell you the day when I ring.",
        days.at(-4, TUE, 9, 40),
        language="en",
    )
    said = talk.says("ሰላም ኣሚራ። ከመይ ኣለኺ? እወ፡ ድሕሪ ቀትሪ ጽቡቕ እዩ። የቐንየለይ።", days.at(-1, MON, 18, 31), "ti")
    talk.translated(
        said,
        "Hello Amira. How are you? Yes, the afternoon is good. Thank you.",
        "Hana, from the interpreting service",
        written_by=AMIRA,
        at=days.at(-1, WED, 9, 50),
    )
    talk.answers(
        AMIRA,
        "Hello Tigist. I am well, thank you. The afternoon, then. The interpreter comes with me.",
        days.at(-1, WED, 9, 55),
        language="en",
    )
    talk.read_by(TIGIST, days.at(-1, THU, 8, 12))
    talk.says("የቐንየለይ ኣሚራ።", days.at(-1, SUN, 20, 45), "ti")
    talk.reached(AMIRA, days.at(-1, SUN, 20, 45))
    # Thanks need no answer.
    talk.row["waiting_since"] = None
