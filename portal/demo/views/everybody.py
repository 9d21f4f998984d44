"""What people of Exampleshire think: a child, a young person, a parent, a care leaver, and what became of it."""

from portal.demo.cast import CAST, EXAMPLESHIRE
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story
from portal.demo.views.views_story import ViewsStory

AMIRA, INES, SAM = CAST.amira, CAST.ines, CAST.sam


def tell_views(story: Story) -> None:
    if story.council == EXAMPLESHIRE:
        for tell in (_jay_before, _jay_now, _kit, _dani, _marcus, _ella, _sol, _joan, _luca):
            tell(story)


def _jay_before(story: Story) -> None:
    """Answered in full, three weeks ago."""
    days = story.days
    views = ViewsStory(story, CAST.jay, "short-12.1", "meeting", days.at(-4, WED, 17, 40))
    views.says("home", "ok")
    views.says("good", "Breakfast is calmer since Kit goes to the club. I get the bathroom for once.")
    views.says("worry", "Dad asks me where we shop and which bus I take. I never know what to say.")
    views.says("wish", "A lock on the bathroom door. And to go to the holiday course for coding.")
    views.says("say", know="I am not a baby. Ask me first.")
    views.sent(AMIRA, days.at(-4, WED, 17, 58), meeting=("say",), wish=(CAST.dani,))
    views.read(AMIRA, days.at(-4, THU, 9, 20))
    views.we_did(
        AMIRA, "done", "I asked your dad not to ask about where you go. He said that he will stop.",
        days.at(-3, MON, 11, 10), question="worry",
    )  # fmt: skip
    views.we_did(
        AMIRA, "could_not", "There is no money for the holiday course.", days.at(-3, TUE, 10, 5), question="wish",
        because="the fund is empty until September. I will ask again then.",
    )  # fmt: skip
    views.we_did(
        AMIRA, "working", "The lock: I asked housing, and they come this month. And I will ask you first.",
        days.at(-3, TUE, 10, 20), by_on=days.on(2, FRI),
    )  # fmt: skip
    views.answered(days.at(-3, TUE, 10, 20))


def _jay_now(story: Story) -> None:
    """For the review: sent on a Thursday, and not read by the day that was promised."""
    days = story.days
    views = ViewsStory(story, CAST.jay, "short-12.1", "meeting", days.at(-2, THU, 20, 2))
    views.for_meeting(CAST.review_conference)
    views.says("home", "not_good")
    views.says("good", "Coding. My friend Ash.")
    views.says("worry", "That everybody in the meeting hears what I said about dad.")
    views.skips("wish", "later")
    views.says(
        "say",
        know="I want to say the first bit myself and then go out.",
        **{"not": "Do not talk about dad when mum is in the room."},
    )
    views.sent(AMIRA, days.at(-2, THU, 20, 15), meeting=("say",))


def _kit(story: Story) -> None:
    """Together with Amira, on her phone."""
    days = story.days
    views = ViewsStory(story, CAST.kit, "young-8.1", "things", days.at(-3, TUE, 16, 20))
    views.done_with(
        AMIRA, saw="Kit drew the kite while he talked. He went quiet at the question about family.",
        there="Nobody. Dani was in the kitchen with the door shut.",
    )  # fmt: skip
    views.says("things", home="good", school="ok", friends="very_good", family="not_say", inside="ok")
    views.says("best", "My kite went over the shed!")
    views.says("hard", "The wall is wet and I cough")
    views.says("safe", "mostly")
    views.says("people", talk="Jay and Miss Okafor", more="grandad", less="")
    views.says("why", "bit")
    views.says("did", did="yes", more="you came when you said")
    views.says("change", what="a dry wall", who="the man with the van")
    for question in ("meeting", "there"):
        views.skips(question)
    views.says("alone", "maybe")
    views.says("helper", "no")
    views.skips("own", "unsure")
    views.sent(AMIRA, days.at(-3, TUE, 16, 41), best=(CAST.dani,))
    views.read(AMIRA, days.at(-3, TUE, 16, 45))
    views.we_did(
        AMIRA, "working", "I told the housing office that the wall makes you cough. A man comes to look at it.",
        days.at(-3, THU, 10, 0), question="hard", by_on=days.on(1, THU),
    )  # fmt: skip
    views.we_did(
        AMIRA, "done", "I wrote down for you why I come. It is in the summary of our last visit.",
        days.at(-3, THU, 10, 10),
    )  # fmt: skip
    views.answered(days.at(-3, THU, 10, 10))


def _dani(story: Story) -> None:
    """Before the review: read, and shown wider than she chose in one part."""
    days = story.days
    views = ViewsStory(story, CAST.dani, "parent.1", "meeting", days.at(-1, TUE, 12, 30))
    views.for_meeting(CAST.review_conference)
    views.says("well", "Kit gets up by himself now. We eat together four times a week.")
    views.says("worried", **{str(CAST.kit.id): "His chest.", str(CAST.jay.id): "That Jay tells me nothing."})
    views.says("ours", what="That I cannot keep order in the mornings.", fair="some")
    views.says("changed", what="Breakfast club.", helped="That somebody asked the school for us.")
    views.says("way", which="housing", words="The damp.")
    views.says("support", "Somebody from housing who comes when they say.")
    views.says("friends", help="My aunt in Little Exampleton", not_told="Nobody at work")
    views.skips("report")
    views.says("decided", "That the plan ends in autumn if mornings stay good.")
    views.says(
        "room", safe="no", words="I cannot be in a room with Marcus. He must not know which day I come."
    )
    views.says("needs", which="breaks", words="A room near the door.")
    views.says("us", scale="7", words="Say when you are late.")
    views.sent(AMIRA, days.at(-1, TUE, 13, 5), meeting=("decided", "room", "needs"))
    views.read(AMIRA, days.at(-1, WED, 9, 30))


def _marcus(story: Story) -> None:
    days = story.days
    views = ViewsStory(story, CAST.marcus, "short-adult.1", "meeting", days.at(-1, SAT, 15, 10))
    views.for_meeting(CAST.review_conference)
    views.says("home", "ok")
    views.says("good", "Kit wrote me a letter about his kite.")
    views.says("worry", "That they forget me.")
    views.says("wish", "To see them at the office every second week.")
    views.says("say", "I did the course that the court asked for.")
    views.sent(AMIRA, days.at(-1, SUN, 15, 30), meeting=("say",))


def _ella(story: Story) -> None:
    days = story.days
    views = ViewsStory(story, CAST.ella, "short-12.1", "good", days.at(-2, MON, 18, 0))
    views.says("home", "good")
    views.says("good", "I passed my mock exam in maths.")
    views.skips("worry")
    views.says("wish", "To stay overnight at my cousin’s on my birthday.")
    views.says("say", know="I like it where I live.")
    views.sent(INES, days.at(-2, MON, 18, 12), meeting=("good", "say"), good=(CAST.grace,))
    views.read(INES, days.at(-2, TUE, 9, 5))
    views.we_did(
        INES, "working", "Your carer said yes. I still have to visit your cousin’s home.", days.at(-2, THU, 14, 0),
        by_on=days.on(1, FRI),
    )  # fmt: skip
    views.answered(days.at(-2, THU, 14, 0))
    views.shown_wider(
        INES, CAST.grace, "Your mum has to agree to nights away.", days.at(-2, THU, 14, 5), question="wish"
    )


def _sol(story: Story) -> None:
    """One answered, and one half written."""
    days = story.days
    views = ViewsStory(story, CAST.sol, "short-12.1", "wrong", days.at(-3, WED, 19, 0))
    views.says("home", "not_good")
    views.skips("good")
    views.says("worry", "Nobody came when I was at college. I waited in the rain the week before.")
    views.says("wish", "Say which day, by e-mail.")
    views.skips("say")
    views.sent(INES, days.at(-3, WED, 19, 9))
    views.read(INES, days.at(-3, THU, 8, 55))
    views.we_did(
        INES, "done", "I am sorry. I came on the wrong day. From now on you get an e-mail two days before.",
        days.at(-3, FRI, 12, 0),
    )  # fmt: skip
    views.answered(days.at(-3, FRI, 12, 0))
    draft = ViewsStory(story, CAST.sol, "young-18.1", "meeting", days.at(-1, SUN, 21, 30))
    draft.for_meeting(CAST.hartley_review)
    draft.says("life", now="6", up="A desk.")
    draft.says("home", settled="some", trusted="yes", words="The room is fine. The stairs are loud.")


def _joan(story: Story) -> None:
    days = story.days
    views = ViewsStory(story, CAST.joan, "carer.1", "meeting", days.at(-2, TUE, 20, 0))
    views.says("child", "Omar hums when he is happy. He hummed all Sunday.")
    views.says(
        "days", health="Fine.", school="He read aloud.", sleep="Wakes at 4.", food="Eats everything green."
    )
    views.says("family", before="Very quiet.", after="He talks about the songs.")
    views.says("asked", "A photo of his mother’s kitchen.")
    views.says("decisions", "A passport for the school trip.")
    for question in ("training", "plan"):
        views.skips(question)
    views.says("not_said", "I worry what happens when the songs stop.")
    views.says("support", "One evening a month.")
    views.says("news", "He rode a bike.")
    views.sent(INES, days.at(-2, TUE, 20, 25), meeting=("child", "not_said"))
    views.read(INES, days.at(-2, WED, 9, 0))


def _luca(story: Story) -> None:
    """Begun on the shared phone, and not sent: nobody but Luca knows."""
    days = story.days
    draft = ViewsStory(story, CAST.luca, "short-12.1", "things", days.at(-1, FRI, 22, 10))
    draft.says("home", "ok")
    draft.says("good", "Football.")
