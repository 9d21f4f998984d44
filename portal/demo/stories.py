"""What young people of Exampleshire want a new worker to know: read, waiting to be read, written together."""

from datetime import datetime

from portal.demo.cast import CAST, EXAMPLESHIRE, Member
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story

JAY = {
    "called": "Jay. They, not he. Nobody calls me Jason.",
    "helps": "Walk with me, do not sit opposite. Tell me before you write things down.",
    "not_ask": "Do not ask about dad in the first talk. I will say when.",
    "people": "Kit. My friend Ash. Miss Obi who does coding.",
    "good": "I can fix phones. I made a game with 3 levels.",
    "picture": "A bus stop in the rain, late. I have headphones on. Behind me there is one window with light.",
}
KIT = {
    "called": "Kit",
    "helps": "Kicking a ball first. Then I can talk.",
    "not_ask": "",
    "people": "Mum, Jay, and Biscuit. Biscuit is the neighbour’s dog.",
    "good": "I can fly a kite. I know all the flags.",
    "picture": "A red kite over the field, very high. I am the small dot.",
}
ELLA = {
    "called": "Ella, or Els if you are nice.",
    "helps": "Text me the time. Do not come to school, everybody sees.",
    "not_ask": "Why I do not live with mum. It is in the file. Read it.",
    "people": "Max and the baby. My foster carer’s cat.",
    "good": "I swim for the county. I am funny.",
    "picture": "",
}
SOL = {
    "called": "Sol",
    "helps": "E-mail, and be on time. If you cannot come, say so the day before.",
    "not_ask": "How many homes I had. It was 9.",
    "people": "My tutor at college. Nan’s old neighbour, Pat.",
    "good": "I have my own key. I cook for 4 on Sundays.",
    "picture": "A door with a new lock. My coat is on the hook. It stays there.",
}


def tell_stories(story: Story) -> None:
    if story.council != EXAMPLESHIRE:
        return
    days, amira, ines = story.days, CAST.amira, CAST.ines
    first = JAY | {"called": "Jay", "picture": ""}
    _told(story, CAST.jay, first, days.at(-16, SUN, 16), {CAST.tom: days.at(-15, MON, 9)})
    _told(story, CAST.jay, JAY, days.at(-5, SAT, 21, 40), {amira: days.at(-4, MON, 9, 15)})
    _told(story, CAST.kit, KIT, days.at(-3, TUE, 16, 20), {amira: days.at(-3, TUE, 17, 5)})
    story.rows["story"][-1]["done_with"] = amira.id
    _told(story, CAST.ella, ELLA, days.at(-1, THU, 18, 30), {})
    _told(story, CAST.sol, SOL, days.at(-20, WED, 13), {ines: days.at(-20, FRI, 10)})


def _told(
    story: Story, person: Member, words: dict[str, str], at: datetime, read: dict[Member, datetime]
) -> None:
    """Approved at once; the next one of the same person follows it."""
    before = sum(row["person_id"] == person.id for row in story.rows["story"])
    story_id = story.add_with_id("story", person_id=person.id, began_at=at, approved_at=at, number=before + 1)
    for key, body in words.items():
        story.add("story_part", story_id=story_id, key=key, body=body, saved_at=at)
    for worker, when in read.items():
        story.add("story_reading", story_id=story_id, staff_id=worker.id, at=when)
