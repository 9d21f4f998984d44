"""The two councils, their teams, and how each of the cast comes into the portal."""

from portal.demo.cast import CAST, EXAMPLESHIRE, SAMPLETON, Member, id_of
from portal.demo.story import Story
from portal.identity.sign_in_names import read_sign_in_name

# Where Exit leads in the demonstration: a page of ours with nothing personal on it, that needs no network.
EXIT_PAGE = "/weather"


def tell_exampleshire(story: Story, host: str) -> None:
    story.add(
        "council",
        name="Exampleshire County Council",
        service_name="Kite",
        host=host,
        colour="#1f5f5b",
        team_name="Family Help North",
        phone="020 7946 0201",
        out_of_hours_name="Exampleshire emergency team",
        out_of_hours_phone="020 7946 0299",
        opens_at="09:00",
        closes_at="17:00",
        open_days=[1, 2, 3, 4, 5],
        exit_url=EXIT_PAGE,
    )
    story.add(
        "team", id=id_of(EXAMPLESHIRE, "team", "north"), name="Family Help North", phone="020 7946 0201"
    )
    story.add(
        "team", id=id_of(EXAMPLESHIRE, "team", "in-care"), name="Children in Care", phone="020 7946 0202"
    )


def tell_sampleton(story: Story, host: str) -> None:
    story.add(
        "council",
        name="Sampleton Borough Council",
        service_name="Harbour",
        host=host,
        colour="#7a3b69",
        team_name="Sampleton Families",
        phone="020 7946 0301",
        out_of_hours_name="Sampleton out of hours team",
        out_of_hours_phone="020 7946 0399",
        opens_at="08:30",
        closes_at="17:30",
        open_days=[1, 2, 3, 4, 5],
        exit_url=EXIT_PAGE,
    )
    story.add(
        "team",
        id=id_of(SAMPLETON, "team", "sampleton-families"),
        name="Sampleton Families",
        phone="020 7946 0301",
    )


def tell_people(story: Story, host: str, password_hash: str) -> None:
    """Everybody of this council, with what they sign in with and where they can be reached."""
    for member in CAST.everybody():
        if member.council == story.council:
            _tell_person(story, member)
            _tell_contact_points(story, member)
            if member.sign_in:
                _tell_account(story, member, host, password_hash)


def _tell_person(story: Story, member: Member) -> None:
    story.add(
        "person",
        id=member.id,
        kind=member.kind,
        name=member.name,
        called=member.called,
        pronoun=member.pronoun,
        born_on=story.days.born(member.age) if member.age else None,
        language=member.language,
        interpreter_language=member.interpreter,
        access_needs=member.access_needs,
        staff_role=member.role,
        job_title=member.job_title,
        team_id=id_of(member.council, "team", member.team) if member.team else None,
        works=member.works,
        replies_within_days=1,
    )
    if not member.is_staff:
        # The database makes the conversation with the person; here it gets an id that is the same every time.
        story.add(
            "conversation",
            id=id_of(member.council, "conversation", member.key),
            person_id=member.id,
            last_seq=0,
            waiting_since=None,
        )


def _tell_contact_points(story: Story, member: Member) -> None:
    if member.is_staff:
        return
    for kind, value in (("mobile", member.mobile), ("email", member.email)):
        if value:
            shared = "yes" if [one.mobile for one in CAST.everybody()].count(value) > 1 else None
            story.add_with_id("contact_point", person_id=member.id, kind=kind, value=value, shared=shared)


def _tell_account(story: Story, member: Member, host: str, password_hash: str) -> None:
    issued = story.days.at(-9, 1, 11)
    story.add(
        "account", id=member.account_id, person_id=member.id, password_hash=password_hash, style=member.style
    )
    mobile = member.mobile if member.mobile_signs_in else None
    for kind, typed in (("email", member.email), ("mobile", mobile), ("card", member.card)):
        if typed:
            found = read_sign_in_name(typed)
            if found is None or found.kind != kind:
                raise ValueError(f"{typed} is no {kind}")
            story.add("sign_in_name", host=host, name=found.value, kind=kind, account_id=member.account_id)
    if member.card:
        story.add_with_id(
            "sign_in_card",
            account_id=member.account_id,
            number=member.card.replace(" ", ""),
            issued_by=(CAST.lewis if story.council == SAMPLETON else CAST.amira).id,
            issued_at=issued,
        )
