"""Rowe and Bell: a mother and two children, a father whom an order keeps away, and three weeks of visits."""

from datetime import date
from uuid import UUID

from portal.demo.cast import CAST, MARCUS_ADDRESS, ROWE_ADDRESS
from portal.demo.days import FRI, MON, SAT, SUN, THU, TUE, WED
from portal.demo.families.rowe_bell_before import tell_earlier_visits
from portal.demo.families.rowe_bell_marcus import tell_marcus
from portal.demo.story import Story

DANI, MARCUS, KIT, JAY = CAST.dani, CAST.marcus, CAST.kit, CAST.jay
AMIRA = CAST.amira


def tell(story: Story) -> None:
    family = story.family("Rowe and Bell")
    plans = _plans(story, family)
    _people(story)
    tell_earlier_visits(story, family, plans)
    tell_marcus(story, family, plans)
    _next_home_visit(story, family, plans)
    _unannounced(story, family, plans)


def _plans(story: Story, family: UUID) -> tuple[UUID, UUID]:
    days = story.days
    started = days.on(-17, WED)
    kit = story.plan(family, KIT, "child_protection", started)
    jay = story.plan(family, JAY, "child_protection", started)
    both = (kit, jay)
    story.handed_over(CAST.tom, AMIRA, *both, since=days.at(-17, WED, 14), on=days.at(-8, MON, 9))
    story.involve(CAST.priya, "manager", *both, since=days.at(-17, WED, 14))
    story.involve(CAST.helen, "chair", *both, since=days.at(-17, WED, 14))
    # Sam read for Amira while she was ill, and will again while she is on leave.
    story.involve(
        CAST.sam, "cover", *both, since=days.at(-2, WED, 9), to_at=days.at(-2, FRI, 18), covering_for=AMIRA.id
    )
    story.involve(
        CAST.sam, "cover", *both, since=days.at(6, MON, 8), to_at=days.at(7, FRI, 18), covering_for=AMIRA.id
    )
    return both


def _people(story: Story) -> None:
    days = story.days
    story.home(ROWE_ADDRESS, days.ago(300), DANI, KIT, JAY)
    story.home(MARCUS_ADDRESS, days.ago(420), MARCUS)
    story.relation(DANI, "mother", KIT, JAY, basis="Mother", home=True)
    story.relation(MARCUS, "father", KIT, JAY, basis="On the birth certificate")
    story.relation(KIT, "sibling", JAY, home=True)
    story.relation(JAY, "sibling", KIT, home=True)
    until = date(days.first.year + 1, 11, 14)
    story.add_with_id(
        "restriction",
        person_id=MARCUS.id,
        protects_id=DANI.id,
        kind="no_contact",
        authority="Non-molestation order, Exampleton Family Court",
        from_on=days.ago(200),
        until_on=until,
        review_on=date(until.year, 10, 17),
        seen_by=AMIRA.id,
    )
    story.safe_contact(
        DANI,
        "some_times",
        asked_by=AMIRA,
        from_time="10:00",
        to_time="15:00",
        days=[1, 2, 3, 4, 5],
        discreet=True,
        calls="some_times",
        not_visited_on=[1],
        never="Never text or call in the evening or at a weekend.",
    )
    story.safe_contact(MARCUS, "any_time", asked_by=AMIRA, voicemail=True, email="yes")
    story.safe_contact(
        JAY, "no", asked_by=AMIRA, calls="no", never="Do not leave messages for Jay with anyone at home."
    )


def _next_home_visit(story: Story, family: UUID, plans: tuple[UUID, UUID]) -> None:
    days = story.days
    visit = story.visit(
        "rowe home",
        family,
        AMIRA,
        days.at(1, TUE, 16),
        place="home",
        purpose=(
            "We want to see how the new mornings are going, and if breakfast club helps Kit. We also want to hear "
            "from each of you how home feels now."
        ),
        also_coming="Oluwaseunfunmi Adebayo-Featherstone, who is learning to be a social worker",
    )
    visit.about(
        KIT,
        plans[0],
        alone_minutes=15,
        alone_why="This is so that Kit can say how things are, in his own words.",
    )
    visit.about(
        JAY,
        plans[1],
        alone_minutes=15,
        alone_why="This is so that Jay can say how things are, if Jay wants to.",
    )
    visit.shared(days.at(-1, THU, 12, 30), DANI, KIT, JAY, said_ok={KIT: days.at(-1, FRI, 16, 5)})
    visit.topics("How mornings are going", "Breakfast club", "What we said we would do last time")
    visit.offer(days.at(1, WED, 16), days.at(1, THU, 15, 30))
    visit.topic(KIT, "I made a kite. Can I show you? 🪁", days.at(-1, SUN, 10, 15))
    visit.topic(
        JAY, "I do not want to talk about dad when other people are there.", days.at(-1, SAT, 21, 40),
        only_worker=True, in_private=True,
    )  # fmt: skip
    items = visit.to_have_ready("The letter about the school bus", "Kit’s reading book")
    visit.ticked(KIT, days.at(-1, FRI, 16, 8), items[1])
    visit.note("Ask Dani on her own if the lock on the back door was mended.", days.at(-1, THU, 12, 40))


def _unannounced(story: Story, family: UUID, plans: tuple[UUID, UUID]) -> None:
    days = story.days
    visit = story.visit(
        "rowe unannounced",
        family,
        AMIRA,
        days.at(1, THU, 8, 15),
        planned_at=days.at(-1, THU, 15, 5),
        announced=False,
        minutes=30,
        place="home",
        purpose="The plan says that we come once without telling first. See how the morning goes before school.",
    )
    visit.about(KIT, plans[0])
    visit.about(JAY, plans[1], wish_to_see=False)
    visit.note("Agreed with Priya. Knock, and leave if Dani has visitors.", days.at(-1, THU, 15, 6))
