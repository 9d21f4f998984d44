"""Last week with Dani, Kit and Jay: three people, three summaries of one visit."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, SUN, THU, TUE, WED
from portal.demo.story import Story
from portal.demo.visit_story import VisitStory

DANI, KIT, JAY, AMIRA = CAST.dani, CAST.kit, CAST.jay, CAST.amira
Plans = tuple[UUID, UUID]


def tell_last_visit(story: Story, family: UUID, plans: Plans) -> None:
    visit = _last(story, family, plans)
    _what_was_said(story, visit)


def _last(story: Story, family: UUID, plans: Plans) -> VisitStory:
    days = story.days
    visit = story.visit(
        "rowe last",
        family,
        AMIRA,
        days.at(-1, TUE, 16),
        place="home",
        purpose="We want to say sorry for the visit that we missed, and hear how the week has been.",
        present="Dani, Kit and Jay",
        share_by_on=days.on(-1, FRI),
    )
    visit.about(KIT, plans[0], alone_minutes=10, seen=True, seen_alone=True, bedroom_seen=True)
    visit.about(JAY, plans[1], alone_minutes=10, seen=True, seen_alone=True, bedroom_seen=True)
    visit.shared(
        days.at(-2, THU, 9, 50),
        DANI,
        KIT,
        JAY,
        said_ok={DANI: days.at(-2, THU, 13), JAY: days.at(-2, FRI, 17)},
    )
    visit.topics("The visit that we missed", "Breakfast club", "How Jay is getting on")
    visit.topic(
        DANI,
        "I want to talk about money for shoes without the children.",
        days.at(-2, FRI, 14, 20),
        only_worker=True,
        in_private=True,
    )
    visit.topic(KIT, "I have more biscuits", days.at(-2, SUN, 11))
    visit.ended("done", days.at(-1, TUE, 17))
    visit.words(
        KIT,
        "Breakfast club has toast and you can have two. I sit with Ravi. I want mum to laugh more.",
        days.at(-1, TUE, 17, 30),
    )
    visit.words(JAY, "I am OK if everyone stops asking if I am OK.", days.at(-1, TUE, 17, 32))
    visit.note(
        "Jay keeps headphones near when the phone rings. Worth asking gently. Not for sharing.",
        days.at(-1, TUE, 17, 45),
    )
    return visit


def _what_was_said(story: Story, visit: VisitStory) -> None:
    """Three people, three summaries. Dani has not opened hers; Jay said that something is missing and waits."""
    days = story.days
    visit.summary(
        days.at(-1, FRI, 11), DANI,
        told_us="You said that the week was calmer. You said that waiting for us for 2 hours made you angry. That is fair.",
        going_well="Breakfast club helps. Kit was on time every day. You got through a hard week without shouting.",
        worried="We are still worried that you are very tired. You start work at 5 and go to bed late.",
        happens_next="Amira will come on Tuesday. Your review meeting is in 3 weeks. We will get ready for it together.",
    ).promise(
        "council", "Amira", "Find out who can help to pay for school shoes for Kit and Jay", days.coming(4),
        helps_because="New shoes cost too much this month.",
    ).promise(
        "council", "Amira", "Send you the dates of the review meeting on paper", days.on(1, WED),
    ).promise(
        "family", "Dani", "Go to bed before 10 on two nights, and see if it helps", days.on(1, TUE),
    ).promise(
        "family", "Dani", "Ring the doctor about Kit’s cough", days.coming(2), helps_because="So that he sleeps better.",
    )  # fmt: skip
    visit.summary(
        days.at(-1, FRI, 11, 20), KIT, read={KIT: days.at(-1, FRI, 16, 2)},
        told_us="You told me about toast and Ravi. Your biscuits were very good.",
        going_well="You were on time every day. Well done, you and mum.",
        worried="You want mum to laugh more. I will think about what can help.",
        happens_next="I will come on Tuesday at 4pm. You can show me something if you like.",
    ).promise("council", "Amira", "Bring you the book about kites", days.on(1, TUE))  # fmt: skip
    visit.summary(
        days.at(-1, FRI, 11, 35), JAY, read={JAY: days.at(-1, FRI, 19, 14)},
        told_us="You said that you are OK if everyone stops asking. So I will not ask each time.",
        going_well="You finished your art project.",
        happens_next="You choose if we talk on Tuesday, and where.",
    ).promise(
        "council", "Amira", "Ask the pool if you can do homework in the café", days.coming(3),
    ).corrected(
        JAY, "You forgot that I said I want to see my cousin in the holidays.", days.at(-1, FRI, 19, 20), reply_by_on=days.coming(2),
    )  # fmt: skip
