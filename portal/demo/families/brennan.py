"""Brennan: a sister and two brothers, three plans, two workers, and a mother who keeps them all in her head."""

from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.families.brennan_ella import tell_ella
from portal.demo.story import Story

GRACE, SEAN, ELLA, MAX, BABY = CAST.grace, CAST.sean, CAST.ella, CAST.max, CAST.baby
AMIRA = CAST.amira
Plans = tuple[UUID, UUID]


def tell(story: Story) -> None:
    days = story.days
    family = story.family("Brennan")
    max_plan = story.plan(family, MAX, "child_protection", days.on(-13, TUE))
    baby_plan = story.plan(family, BABY, "child_in_need", days.on(-13, TUE))
    plans = (max_plan, baby_plan)
    story.handed_over(CAST.tom, AMIRA, *plans, since=days.at(-13, TUE, 14), on=days.at(-8, MON, 9))
    story.involve(CAST.priya, "manager", *plans, since=days.at(-13, TUE, 14))
    story.involve(CAST.helen, "chair", max_plan, since=days.at(-13, TUE, 14))
    story.relation(GRACE, "mother", MAX, BABY, basis="Mother", home=True)
    story.relation(GRACE, "mother", ELLA, basis="Mother. The council shares it, by a care order.")
    story.relation(SEAN, "father", MAX, BABY, basis="On the birth certificate")
    story.relation(ELLA, "sibling", MAX, BABY)
    story.home("2 Kettlewell Parade, Exampleton, ZZ9 8FN", days.ago(1200), GRACE, MAX, BABY)
    story.home("Over the bakery, 19 Sorrel Hill, Exampleton, ZZ9 5RD", days.ago(90), SEAN)
    story.safe_contact(
        GRACE,
        "any_time",
        asked_by=AMIRA,
        calls="some_times",
        email="yes",
        never="Not before 9. The baby sleeps late.",
    )
    story.add_with_id(
        "letter_stop", person_id=SEAN.id, why="order", words="Until the court had heard Sean.",
        at=days.at(-9, TUE, 10), by_id=CAST.priya.id, ended_at=days.at(-7, MON, 9, 30), ended_by=CAST.priya.id,
        ended_because="The court decided: Sean sees Max on Saturdays, and may be written to.",
    )  # fmt: skip
    tell_ella(story, family)
    _refused(story, family, plans)
    _unannounced(story, family, plans)
    _at_school(story, family, plans)
    _next(story, family, plans)


def _refused(story: Story, family: UUID, plans: Plans) -> None:
    days = story.days
    visit = story.visit(
        "brennan refused", family, AMIRA, days.at(-6, TUE, 11), place="home",
        purpose="We want to see Max and the baby, and hear how the nights are.",
    )  # fmt: skip
    visit.about(MAX, plans[0], seen=False)
    visit.about(BABY, plans[1], seen=False)
    visit.shared(days.at(-7, WED, 11), GRACE)
    visit.topics("Nights with the baby")
    visit.ended(
        "refused",
        days.at(-6, TUE, 11, 15),
        "Grace said that it was not a good day. We agreed to come back 2 days later.",
    )
    visit.correction(GRACE, "our_side", "The baby had been up since 3 and I had not slept. I did not say never.", days.at(-6, TUE, 13), reply_by_on=days.on(-6, THU),
        reply="That is fair, Grace. I wrote that you asked for another day.", replied_by=AMIRA.id, replied_at=days.at(-6, WED, 9),
    )  # fmt: skip


def _unannounced(story: Story, family: UUID, plans: Plans) -> None:
    """Done without telling first, and not shared since."""
    days = story.days
    visit = story.visit(
        "brennan unannounced", family, AMIRA, days.at(-4, THU, 8, 10), announced=False, minutes=30, place="home",
        purpose="Once a month without telling first, as the plan says.", present="Grace, Max and the baby",
    )  # fmt: skip
    visit.about(MAX, plans[0], seen=True, seen_alone=True, bedroom_seen=True)
    visit.about(
        BABY, plans[1], seen=True, seen_alone=False, not_alone_because="not_right_for_age", bedroom_seen=True
    )
    visit.ended("done", days.at(-4, THU, 8, 45))
    visit.words(MAX, "I had cereal. I got dressed on my own. Baby was sick on the dog.", days.at(-4, THU, 9))
    visit.note("Warm, food in, uniform on the radiator. Grace tired and kind.", days.at(-4, THU, 9, 5))


def _at_school(story: Story, family: UUID, plans: Plans) -> None:
    """One visit, and a summary for each parent: neither learns what the other one said."""
    days = story.days
    visit = story.visit(
        "brennan school", family, AMIRA, days.at(-2, WED, 15, 15), place="school", minutes=45,
        purpose="Max has 2 homes. We want to hear from him, and from each of you, how that is.",
        present="Max, his teacher, and Grace and Sean one after the other",
    )  # fmt: skip
    visit.about(MAX, plans[0], alone_minutes=15, seen=True, seen_alone=True)
    visit.shared(days.at(-3, WED, 12), GRACE, SEAN, said_ok={GRACE: days.at(-3, WED, 20)})
    visit.topics("How Max is at school", "Weekends")
    visit.topic(GRACE, "He comes back from his dad’s very tired.", days.at(-3, SUN, 22), only_worker=True)
    visit.ended("done", days.at(-2, WED, 16, 10))
    visit.words(
        MAX,
        "At dad’s I stay up and at mum’s I have to help. I want one day that is only me and mum.",
        days.at(-2, WED, 16, 20),
    )
    for_both = "Max reads to the little ones in his class. His teacher says that he is kind."
    visit.summary(
        days.at(-2, FRI, 10), GRACE, read={GRACE: days.at(-2, FRI, 21)},
        told_us="You told us that Max comes home tired on Sundays. You need 2 hours when no one asks for you.",
        worried="We are worried that Max helps too much with the baby.",
        happens_next="We will look for someone to hold the baby on Saturday mornings.", going_well=for_both,
    ).promise(
        "council", "Amira", "Find someone to take the baby on Saturday mornings", days.on(-1, WED),
        helps_because="Then you and Max have time on your own.",
        because="This is late. Home-Start has someone, and checks her papers now.",
    ).promise("family", "Grace", "One bedtime story with only Max, twice a week", days.on(1, SUN)).corrected(
        GRACE, "I did not say no one. I said Max can always come to me.", days.at(-2, FRI, 21, 15), reply_by_on=days.on(-1, WED),
    )  # fmt: skip
    visit.summary(
        days.at(-2, FRI, 10, 20), SEAN,
        told_us="You told us that you want to have Max for a whole weekend. You work until 6.",
        worried="We are worried that Max stays up very late.",
        happens_next="We will talk about bedtimes with you.", going_well=for_both,
    ).promise("family", "Sean", "Lights out at 8:30 when Max stays", days.on(1, SUN)).promise(
        "council", "Amira", "Send Sean the school’s dates on paper", days.on(-1, FRI),
        state="done", settled_by=AMIRA.id, settled_at=days.at(-1, THU, 9),
    )  # fmt: skip


def _next(story: Story, family: UUID, plans: Plans) -> None:
    """Grace asked for another time and waits for the answer."""
    days = story.days
    visit = story.visit(
        "brennan next", family, AMIRA, days.soon(11), place="home",
        purpose="We want to see Max and the baby at home, and tell you who can help on Saturdays.",
    )  # fmt: skip
    visit.about(MAX, plans[0], alone_minutes=15, alone_why="This is so that Max can say how things are.")
    visit.about(BABY, plans[1])
    visit.shared(days.at(-2, THU, 15, 10), GRACE)
    visit.topics("Saturday mornings", "Nights with the baby", "What Max said about time with you")
    visit.topic(GRACE, "Can the health visitor come at the same time?", days.at(-1, SAT, 3, 40))
    visit.offer(days.at(1, WED, 10), days.at(1, THU, 11))
    visit.asked_to_change(
        GRACE, days.at(-1, SUN, 21, 50), days.coming(1), when_better="Any morning after 10, but not this one.",
        why="The baby has jabs at 11.",
    )  # fmt: skip
