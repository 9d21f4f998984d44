"""What lies behind Dani, Kit and Jay: three visits that happened, and one that we missed."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, THU, TUE, WED
from portal.demo.families.rowe_bell_last import tell_last_visit
from portal.demo.story import Story
from portal.demo.visit_story import VisitStory

DANI, KIT, JAY, AMIRA, TOM = CAST.dani, CAST.kit, CAST.jay, CAST.amira, CAST.tom
Plans = tuple[UUID, UUID]


def tell_earlier_visits(story: Story, family: UUID, plans: Plans) -> None:
    _with_tom(story, family, plans)
    earlier = _earlier(story, family, plans)
    _what_dani_read(story, earlier)
    _what_the_children_read(story, earlier)
    _missed(story, family, plans)
    tell_last_visit(story, family, plans)


def _with_tom(story: Story, family: UUID, plans: Plans) -> None:
    days = story.days
    visit = story.visit(
        "rowe with tom",
        family,
        TOM,
        days.at(-10, TUE, 15, 30),
        place="home",
        purpose="Tom wants to say goodbye, and to tell you who will come after him.",
        present="Dani, Kit and Jay",
    )
    visit.about(KIT, plans[0], seen=True, seen_alone=True, bedroom_seen=True)
    visit.about(JAY, plans[1], seen=True, seen_alone=True, bedroom_seen=False)
    visit.shared(days.at(-11, MON, 10), DANI, KIT, JAY, said_ok={DANI: days.at(-11, MON, 12, 20)})
    visit.topics("Who will come instead of Tom", "What worked and what did not")
    visit.ended("done", days.at(-10, TUE, 16, 30))
    visit.note("Dani tired of telling it again. Handover written for Amira.", days.at(-10, TUE, 17))
    visit.summary(
        days.at(-10, FRI, 11), DANI, KIT, JAY, read={DANI: days.at(-10, SAT, 9, 30)},
        told_us="You said that Tom knew when to listen. You do not want to tell the whole story again.",
        going_well="Kit and Jay both got to school every day that week.",
        worried="We were worried that a new worker would be hard for all of you.",
        happens_next="Amira Khan will be your social worker. She has read what Tom wrote.",
    ).promise(
        "council", "Tom", "Write down for Amira what helps each of you", days.on(-9, FRI),
        helps_because="Then you do not have to tell it all again.",
        state="done", settled_by=TOM.id, settled_at=days.at(-9, THU, 14),
    )  # fmt: skip


def _earlier(story: Story, family: UUID, plans: Plans) -> VisitStory:
    days = story.days
    visit = story.visit(
        "rowe earlier",
        family,
        AMIRA,
        days.at(-4, TUE, 16),
        place="home",
        purpose="We want to find out what would make school mornings easier for you, Kit and Jay.",
        present="Dani, Kit and Jay. Dani’s friend came at the end.",
    )
    visit.about(KIT, plans[0], alone_minutes=15, seen=True, seen_alone=True, bedroom_seen=True)
    visit.about(
        JAY, plans[1], alone_minutes=15, seen=True, seen_alone=False, not_alone_because="child_said_no",
        not_alone_words="Jay said: not today, I have homework.", bedroom_seen=False,
    )  # fmt: skip
    visit.shared(
        days.at(-5, THU, 11), DANI, KIT, JAY,
        said_ok={DANI: days.at(-5, THU, 13, 45), KIT: days.at(-5, FRI, 16), JAY: days.at(-5, FRI, 17, 30)},
    )  # fmt: skip
    visit.topics("School mornings", "What helps Kit to settle at night")
    damp = visit.topic(DANI, "The damp in the bathroom is back.", days.at(-5, FRI, 12, 2))
    library = visit.topic(
        JAY, "Can I go to the library after school on my own?", days.at(-4, MON, 20, 11), only_worker=True
    )
    visit.we_did(
        damp, "working", "I sent your photos to housing. They have to answer me this month.",
        days.at(-3, MON, 9, 40), by_on=days.on(2, FRI),
    )  # fmt: skip
    visit.we_did(library, "done", "Your mum says yes, if you are home by 6.", days.at(-3, MON, 9, 50))
    items = visit.to_have_ready("Photos of the damp")
    visit.ticked(DANI, days.at(-4, MON, 11, 30), items[0])
    visit.news("late", days.at(-4, TUE, 15, 45), late_minutes=10)
    visit.ended("done", days.at(-4, TUE, 17, 5))
    visit.words(
        KIT,
        "I like it when mum does the voices in the story. I do not like it when the neighbours shout.",
        days.at(-4, TUE, 17, 20),
    )
    visit.note(
        "Bathroom wall black with mould behind the door. Rang housing from the car.", days.at(-4, TUE, 17, 40)
    )
    return visit


def _what_dani_read(story: Story, visit: VisitStory) -> None:
    """Dani said that a number was wrong; Amira answered, and shared a second version."""
    days = story.days
    text = {
        "told_us": "You told us that mornings are the hardest time. You are up at 5 for your cleaning shift.",
        "going_well": "Kit sleeps through most nights now. You read to him, and he loves it.",
        "happens_next": "We will ring the school about breakfast club. Amira will come again in 2 weeks.",
    }
    summary = visit.summary(
        days.at(-4, FRI, 10, 15), DANI, read={DANI: days.at(-4, FRI, 12, 40)},
        worried="We were worried because Kit was late for school 5 times.", **text,
    )  # fmt: skip
    summary.corrected(
        DANI, "It was 3 times, not 5. On 2 of those days the bus did not come.", days.at(-4, FRI, 12, 52),
        reply_by_on=days.on(-3, WED),
        reply="You are right, and thank you for telling me. I checked with the school: it was 3. I have put it right.",
        replied_by=AMIRA.id, replied_at=days.at(-3, MON, 10, 5),
    )  # fmt: skip
    summary.again(
        days.at(-3, MON, 10, 20), read={DANI: days.at(-3, MON, 13)},
        worried="We were worried because Kit was late for school 3 times. On 2 of those days the bus did not come.", **text,
    )  # fmt: skip
    summary.said_right(DANI, days.at(-3, MON, 13, 2))
    _promises_to_dani(story, visit)


def _promises_to_dani(story: Story, visit: VisitStory) -> None:
    days = story.days
    done = {"state": "done", "settled_by": AMIRA.id}
    summary = visit.summaries[0]
    summary.promise(
        "council", "Amira", "Ring the school and ask for a place at breakfast club for Kit", days.on(-3, FRI),
        helps_because="Then Kit can eat at school while you finish your shift.", settled_at=days.at(-3, THU, 9, 30), **done,
    )  # fmt: skip
    summary.promise(
        "council", "Amira", "Bring the form for the school bus", days.on(-3, WED), settled_at=days.at(-2, TUE, 9), **done,
        because="Sorry, this was 6 days late. The first form I got was the wrong one.",
    )  # fmt: skip
    summary.promise(
        "council", "The housing team", "Look at the damp in the bathroom and tell you what they will do", days.on(-2, FRI),
        helps_because="Kit coughs more when the wall is wet.",
        because="This is late. The person who checks for damp is off ill. I rang again on Thursday.",
    )  # fmt: skip
    summary.promise(
        "council", "Amira", "Find a quiet place near home where Jay can do homework", days.on(-2, WED),
        state="not_done", settled_by=AMIRA.id, settled_at=days.at(-2, THU, 11),
        because="The homework club at the library has closed. We will look for another place with Jay.",
    )  # fmt: skip
    summary.promise(
        "family",
        "Dani",
        "Write down which mornings are hard",
        days.on(-2, TUE),
        settled_at=days.at(-1, TUE, 16, 30),
        **done,
    )
    summary.promise(
        "family", "Dani", "Ask your sister if she can take Kit to school on Mondays", days.on(1, MON)
    )


def _what_the_children_read(story: Story, visit: VisitStory) -> None:
    days = story.days
    visit.summary(
        days.at(-4, FRI, 10, 30), KIT, read={KIT: days.at(-4, FRI, 16, 10)},
        told_us="You told me about your book with the dragon. You showed me your room.",
        going_well="You sleep well now. You read with mum.",
        worried="Sometimes you get to school late. That is not your fault.",
        happens_next="I will ask if you can have breakfast at school. I will come again in 2 weeks.",
    ).promise(
        "council", "Amira", "Ask about breakfast at school", days.on(-3, FRI),
        state="done", settled_by=AMIRA.id, settled_at=days.at(-3, THU, 9, 30),
    )  # fmt: skip
    visit.summary(
        days.at(-4, FRI, 10, 40), JAY, read={JAY: days.at(-4, SAT, 18, 22)},
        told_us="You said: not today, I have homework. That is OK. We talk when you want to.",
        going_well="Your art teacher says that your drawings are great.",
        happens_next="I will look for a quiet place for homework. Tell me if you think of one.",
    ).promise(
        "council", "Amira", "Find a quiet place for homework", days.on(-2, WED),
        state="not_done", settled_by=AMIRA.id, settled_at=days.at(-2, THU, 11),
        because="The club at the library has closed. I am still looking. What about the café at the pool?",
    )  # fmt: skip


def _missed(story: Story, family: UUID, plans: Plans) -> None:
    days = story.days
    visit = story.visit(
        "rowe missed",
        family,
        AMIRA,
        days.at(-2, TUE, 16),
        place="home",
        purpose="We want to tell you what the school said about breakfast club.",
    )
    visit.about(KIT, plans[0], seen=False)
    visit.about(JAY, plans[1], seen=False)
    visit.shared(
        days.at(-3, THU, 14),
        DANI,
        KIT,
        JAY,
        said_ok={DANI: days.at(-3, THU, 14, 40), KIT: days.at(-3, FRI, 16, 20)},
    )
    visit.topics("Breakfast club")
    visit.ended(
        "missed_by_us",
        days.at(-2, WED, 9, 15),
        "Amira was ill, and nobody told you. That was our mistake, not yours. We are sorry.",
        our_mistake=True,
    )
    visit.correction(
        DANI, "our_side", "We waited until 6. Kit had made biscuits for Amira. He was really sad. 🍪", days.at(-2, WED, 10, 30),
        reply_by_on=days.on(-2, FRI),
        reply="I am so sorry, Dani. Tell Kit that I would love to try them on Tuesday. From now on Sam will ring you if I am ill.",
        replied_by=AMIRA.id, replied_at=days.at(-2, THU, 9, 40),
    )  # fmt: skip
    visit.note(
        "Told Priya within the hour. New visit in 5 working days. The clock still runs from the visit before.",
        days.at(-2, WED, 9, 20),
    )
