"""Aziz: a boy of 6 with a foster carer, and a mother who must not learn where that is."""

from uuid import UUID

from portal.demo.cast import CAST, JOAN_ADDRESS
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story

OMAR, JOAN, LEILA, YUSUF, INES = CAST.omar, CAST.joan, CAST.leila, CAST.yusuf, CAST.ines
OFFICE = "The Maple Room, Larch House"


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Aziz")
    started = days.on(-20, FRI)
    plan = story.plan(family, OMAR, "looked_after", started, trigger_on=started)
    story.handed_over(CAST.tom, INES, plan, since=days.at(-20, FRI, 12), on=days.at(-19, MON, 9))
    story.involve(CAST.helen, "chair", plan, since=days.at(-19, MON, 9))
    story.relation(LEILA, "mother", OMAR, basis="Mother. Omar is in care under section 20.")
    story.relation(JOAN, "foster_carer", OMAR, home=True)
    story.relation(YUSUF, "other", OMAR)
    story.home(JOAN_ADDRESS, days.ago(4000), JOAN)
    story.home(JOAN_ADDRESS, started, OMAR)
    story.home("Flat 12, Swift House, Tern Lane, Exampleton, ZZ9 3EE", days.ago(900), LEILA)
    story.add_with_id(
        "restriction", person_id=LEILA.id, protects_id=JOAN.id, kind="no_whereabouts",
        authority="Decision of the placement meeting", from_on=started, review_on=days.on(5, WED), seen_by=INES.id,
    )  # fmt: skip
    story.safe_contact(JOAN, "any_time", asked_by=INES, voicemail=True, email="yes")
    story.safe_contact(LEILA, "some_times", asked_by=INES, from_time="09:00", to_time="20:00", email="yes")
    _at_joans(story, family, plan)
    _with_leila(story, family, plan)
    _next(story, family, plan)


def _at_joans(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "aziz at joans", family, INES, days.at(-5, MON, 15, 45), place="home",
        purpose="Ines wants to see how Omar is, and how sleep is going.", present="Omar and Joan",
    )  # fmt: skip
    visit.about(OMAR, plan, seen=True, seen_alone=True, bedroom_seen=True)
    visit.shared(days.at(-6, TUE, 10), JOAN, said_ok={JOAN: days.at(-6, TUE, 11)})
    visit.topics("Sleep", "School", "Time with mum")
    blanket = visit.topic(JOAN, "He asks for his own blanket. Does mum have it?", days.at(-6, SUN, 18))
    visit.we_did(
        blanket, "done", "I asked Leila. She had it, and I brought it on Thursday.", days.at(-5, FRI, 9, 30)
    )
    visit.ended("done", days.at(-5, MON, 16, 50))
    visit.words(
        OMAR,
        "Joan has a cat. The cat is called Biscuit. I want my blue blanket and my mum.",
        days.at(-5, MON, 17),
    )
    visit.note(
        "Joan finds the evenings long. Asked for one weekend of respite in the spring.",
        days.at(-5, MON, 17, 10),
    )
    visit.summary(
        days.at(-5, WED, 9, 30), JOAN, read={JOAN: days.at(-5, WED, 12)},
        told_us="You said that Omar wakes at 2 and asks for his blanket.",
        going_well="He eats well, and he laughs with the cat. He trusts you.",
        worried="He is tired at school by the afternoon.",
        happens_next="Ines will bring the blanket. She will come again in 6 weeks, or sooner if you ask.",
    ).promise(
        "council", "Ines", "Bring Omar’s blue blanket", days.on(-4, FRI),
        state="done", settled_by=INES.id, settled_at=days.at(-4, FRI, 16, 30),
    ).promise(
        "council", "Ines", "Ask about a weekend off for you in the spring", days.on(-3, FRI),
        because="This is late. The team that decides meets on the first of the month.",
    ).promise(
        "family", "Joan", "Write down when he wakes, for one week", days.on(-4, MON),
        state="done", settled_by=INES.id, settled_at=days.at(-4, TUE, 10),
    ).said_right(JOAN, days.at(-5, WED, 12, 4))  # fmt: skip


def _with_leila(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "aziz with leila", family, INES, days.at(-3, WED, 11), place="office", place_words=OFFICE,
        interpreter_language="Arabic", interpreter_booked=True,
        purpose="We want to talk about your Fridays with Omar.", present="Leila, her brother and an interpreter",
    )  # fmt: skip
    visit.about(OMAR, plan, wish_to_see=False)
    visit.shared(days.at(-4, TUE, 10), LEILA, YUSUF, said_ok={LEILA: days.at(-4, TUE, 20)})
    visit.topics("Fridays with Omar", "What Omar likes now")
    fridays = visit.topic(LEILA, "أريد أن أتحدث عن وقتي مع عمر يوم الجمعة.", days.at(-4, FRI, 21, 30))
    visit.we_did(
        fridays, "working", "I asked Joan and the school for 2 hours on a Friday.", days.at(-2, WED, 10),
        by_on=days.on(1, FRI),
    )  # fmt: skip
    visit.ended("done", days.at(-3, WED, 12))
    visit.summary(
        days.at(-3, FRI, 9), LEILA, read={LEILA: days.at(-3, FRI, 18)},
        told_us="You told us that one hour on a Friday is too short. You miss putting him to bed.",
        going_well="Omar runs to you. You bring food that he loves.",
        worried="Some nights you do not pick up the phone. Then Omar is sad, and we worry about you.",
        happens_next="We will ask for 2 hours on Fridays. Ines will tell you on Thursday next week.",
    ).promise(
        "council", "Ines", "Ask for 2 hours on Fridays", days.on(1, THU), helps_because="You and Omar need more time together.",
    ).promise(
        "council", "Ines", "Send you a drawing from Omar every week", days.on(-2, FRI),
        state="done", settled_by=INES.id, settled_at=days.at(-2, THU, 10),
    ).promise("family", "Leila", "Choose 3 photos for Omar’s book", days.coming(3)).corrected(
        LEILA, "أنا أرد على الهاتف دائماً. كان هاتفي معطلاً لمدة يومين فقط.", days.at(-3, FRI, 18, 20), reply_by_on=days.on(-2, WED),
    )  # fmt: skip


def _next(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "aziz next", family, INES, days.soon(15, 45), place="home",
        purpose="Ines wants to see Omar, and hear if the blanket helps.",
    )  # fmt: skip
    visit.about(OMAR, plan, alone_minutes=15, alone_why="This is so that Omar can say how things are.")
    visit.shared(days.at(-2, TUE, 10, 5), JOAN, said_ok={JOAN: days.at(-2, TUE, 12)})
    visit.told_ok_by_phone(JOAN, days.at(-2, TUE, 12))
    visit.topics("Sleep and the blanket", "The school trip")
    visit.ticked(JOAN, days.at(-1, SAT, 9), "questions", "going_well")
    visit = story.visit(
        "aziz leila next", family, INES, days.at(1, THU, 13), minutes=45,
        place="office", place_words=OFFICE, interpreter_language="Arabic",
        purpose="We want to tell you what was decided about Fridays.",
    )  # fmt: skip
    visit.about(OMAR, plan, wish_to_see=False)
    visit.shared(days.at(-1, WED, 10, 5), LEILA)
    visit.topics("Fridays with Omar", "Photos for his book")
    visit.offer(days.at(1, FRI, 10), days.at(1, FRI, 14))
