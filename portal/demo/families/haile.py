"""Haile: a mother who speaks Tigrinya, a visit that was called off, and one that was moved because she asked."""

from datetime import timedelta
from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.story import Story

TIGIST, SAMUEL, AMIRA = CAST.tigist, CAST.samuel, CAST.amira
TIGRINYA = {"interpreter_language": "Tigrinya", "interpreter_booked": True}


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Haile")
    plan = story.plan(family, SAMUEL, "child_in_need", days.on(-15, THU))
    story.handed_over(CAST.tom, AMIRA, plan, since=days.at(-15, THU, 10), on=days.at(-8, MON, 9))
    story.involve(CAST.priya, "manager", plan, since=days.at(-15, THU, 10))
    story.relation(TIGIST, "mother", SAMUEL, basis="Mother", home=True)
    story.home("Top floor flat, 5 Gannet Steps, Exampleton, ZZ9 1QW", days.ago(260), TIGIST, SAMUEL)
    story.safe_contact(
        TIGIST, "any_time", asked_by=AMIRA, calls="yes", voicemail=True, email="yes",
        never="Do not ask Samuel or a neighbour to interpret.",
    )  # fmt: skip
    _done(story, family, plan)
    _called_off(story, family, plan)
    _not_yet_shared(story, family, plan)
    _moved(story, family, plan)


def _done(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "haile done", family, AMIRA, days.at(-6, WED, 14), place="home", **TIGRINYA,
        purpose="We want to hear how Samuel has settled at his new school.", present="Tigist, Samuel and an interpreter",
    )  # fmt: skip
    visit.about(SAMUEL, plan, alone_minutes=10, seen=True, seen_alone=True, bedroom_seen=True)
    visit.shared(days.at(-7, MON, 9, 30), TIGIST, said_ok={TIGIST: days.at(-7, MON, 17)})
    visit.topics("School", "Letters that are hard to read")
    visit.ended("done", days.at(-6, WED, 15, 10))
    visit.words(
        SAMUEL, "My best friend is Noah. He has a dog. I want a dog called Teddy.", days.at(-6, WED, 15, 20)
    )
    visit.summary(
        days.at(-6, FRI, 12), TIGIST, read={TIGIST: days.at(-6, SAT, 19)},
        told_us="You told us that the school sends many letters. It is hard to know which ones matter.",
        going_well="Samuel likes his class and has a good friend. You walk him to school every day.",
        worried="You missed the dentist. The letter was in English only, so that was not your fault.",
        happens_next="We will ask the school and the dentist to ring you. Someone who speaks Tigrinya will be on the line.",
    ).promise(
        "council", "Amira", "Ask the school to ring you, with someone who speaks Tigrinya", days.on(-5, FRI),
        state="done", settled_by=AMIRA.id, settled_at=days.at(-5, TUE, 11),
    ).promise(
        "council", "Amira", "Ask the dentist for a new day, with an interpreter", days.on(-5, FRI),
        state="done", settled_by=AMIRA.id, settled_at=days.at(-4, MON, 15),
        because="Sorry that this took so long. The dentist did not answer the phone for a week.",
    ).promise(
        "council", "Amira", "Find an English class with a place for children", days.on(-3, FRI),
        state="not_done", settled_by=AMIRA.id, settled_at=days.at(-3, FRI, 16),
        because="The class is full until spring. Your name is on the list, and we will ask again each month.",
    ).promise(
        "family", "Tigist", "Bring the letters that are hard to read", days.on(-3, MON),
        state="done", settled_by=AMIRA.id, settled_at=days.at(-2, WED, 15),
    ).said_right(TIGIST, days.at(-6, SAT, 19, 4))  # fmt: skip


def _called_off(story: Story, family: UUID, plan: UUID) -> None:
    days = story.days
    visit = story.visit(
        "haile called off", family, AMIRA, days.at(-3, MON, 14), place="home", interpreter_language="Tigrinya",
        purpose="We want to read the school’s letters with you.",
    )  # fmt: skip
    visit.about(SAMUEL, plan, seen=False)
    visit.shared(days.at(-4, WED, 10), TIGIST, said_ok={TIGIST: days.at(-4, WED, 18)})
    visit.topics("Letters from school")
    visit.ended(
        "called_off",
        days.at(-3, MON, 9, 10),
        "The interpreter is ill, and we could not find another one in time. We are sorry.",
    )


def _not_yet_shared(story: Story, family: UUID, plan: UUID) -> None:
    """Done, written, and not shared yet: it stands under what is to finish."""
    days = story.days
    visit = story.visit(
        "haile to finish", family, AMIRA, days.at(-2, WED, 14), place="home", **TIGRINYA,
        purpose="We want to read the school’s letters with you, and to hear how you are.",
        present="Tigist, Samuel and an interpreter", share_by_on=days.on(-2, FRI),
    )  # fmt: skip
    visit.about(
        SAMUEL, plan, alone_minutes=10, seen=True, seen_alone=False, not_alone_because="not_possible",
        not_alone_words="Samuel had fallen asleep on the sofa.", bedroom_seen=True,
    )  # fmt: skip
    visit.shared(days.at(-3, MON, 11, 5), TIGIST, said_ok={TIGIST: days.at(-3, TUE, 8)})
    visit.topics("Letters from school", "How you are")
    visit.ended("done", days.at(-2, WED, 15, 15))
    visit.note("Draft waits for the interpreter to check two words with Tigist.", days.at(-2, THU, 9))
    visit.summary(
        None, TIGIST,
        told_us="You told us that you feel alone in the evening. You miss your sister.",
        going_well="You brought every letter. Samuel reads his name in two alphabets.",
    )  # fmt: skip


def _moved(story: Story, family: UUID, plan: UUID) -> None:
    """The next visit. Tigist asked for the afternoon, Amira agreed, and the time was moved."""
    days = story.days
    starts_at = days.soon(14)
    visit = story.visit(
        "haile next", family, AMIRA, starts_at, place="home", **TIGRINYA,
        purpose="We want to tell you about the English class, and see how school is for Samuel.",
    )  # fmt: skip
    visit.about(SAMUEL, plan, alone_minutes=10, alone_why="This is so that Samuel can say how things are.")
    visit.shared(days.at(-2, THU, 9, 30), TIGIST, said_ok={TIGIST: days.at(-1, TUE, 18, 2)})
    visit.topics("The English class", "Samuel and school", "Who you can call in the evening")
    visit.topic(TIGIST, "ወደይ ናብ ቤት ትምህርቲ ክኸይድ ኣይደልን ኣሎ። ስለምንታይ ከም ዝኾነ ክንዛረብ ይደሊ።", days.at(-1, SUN, 20, 40))
    visit.offer(starts_at, starts_at + timedelta(hours=2))
    visit.asked_to_change(
        TIGIST, days.at(-2, SAT, 12), days.on(-1, WED), offered_time_id=visit.offered[0],
        why="I have a class in the morning.", state="agreed", reply="Yes, the afternoon is fine for us too.",
        replied_by=AMIRA.id, replied_at=days.at(-1, MON, 9, 50),
    )  # fmt: skip
    visit.news("moved", days.at(-1, MON, 9, 50), was_at=starts_at - timedelta(hours=4), now_at=starts_at)
    items = visit.to_have_ready("Letters from school that are hard to read")
    visit.ticked(TIGIST, days.at(-1, SUN, 20, 45), items[0], "questions")
