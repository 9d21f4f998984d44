"""The people of the demonstration, and the visits that tests speak of by name. All of it is invented."""

from dataclasses import dataclass, fields
from uuid import NAMESPACE_URL, UUID, uuid5

PASSWORD = "willow-copper-lantern"  # noqa: S105 - the demonstration's, printed on its first page
# What every member of staff has in their codes app, where the demonstration asks for codes. Printed there too.
APP_KEY = "KITEHARBOURLANTERNDEMO234567KITE"
EXAMPLESHIRE, SAMPLETON = "exampleshire", "sampleton"
NAMES_OF_IDS = uuid5(NAMESPACE_URL, "https://example.com/portal/demonstration")

# Where Dani, Kit and Jay live. Marcus may never read it, nor any page that he can open hold it.
ROWE_ADDRESS = "Flat 3, 27 Quillfeather Row, Exampleton, ZZ9 4KT"
MARCUS_ADDRESS = "8 Oatbarrow Mews, Little Exampleton, ZZ9 7PD"
# Where Omar lives with Joan. Leila may never read it.
JOAN_ADDRESS = "The Lodge, Thistledown Bank, Exampleton, ZZ9 2HB"


def id_of(*names: str) -> UUID:
    """The same names give the same id in every demonstration, test and clone."""
    return uuid5(NAMES_OF_IDS, "/".join(names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How old somebody is on the demonstration's first day."""

    years: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the cast: who they are, and how they sign in (an empty `sign_in` means that they do not)."""

    key: str
    council: str
    kind: str
    name: str
    called: str
    pronoun: str = "they"
    age: Age | None = None
    language: str = "en"
    interpreter: str | None = None
    access_needs: str | None = None
    role: str | None = None
    job_title: str | None = None
    team: str | None = None
    works: str | None = None
    email: str | None = None
    mobile: str | None = None
    # Two people who share a phone: the number signs in one of them at most.
    mobile_signs_in: bool = True
    card: str | None = None
    style: str = "plain"
    family: str | None = None
    # What signing in as this person shows, for the demonstration's first page.
    shows: str = ""

    @property
    def id(self) -> UUID:
        return id_of(self.council, "person", self.key)

    @property
    def account_id(self) -> UUID:
        return id_of(self.council, "account", self.key)

    @property
    def sign_in(self) -> str:
        """What this person types to say who they are, as it stands in their letter or on their card."""
        return self.email or (self.mobile if self.mobile_signs_in else None) or self.card or ""

    @property
    def password(self) -> str:
        return PASSWORD

    @property
    def is_staff(self) -> bool:
        return self.kind in ("staff", "partner")


def worker(
    key: str, name: str, pronoun: str, *, team: str, title: str = "social worker", **more: str
) -> Member:
    """A member of staff who works with families."""
    council = SAMPLETON if team == "sampleton-families" else EXAMPLESHIRE
    host = "sampleton.example.gov.uk" if council == SAMPLETON else "example.gov.uk"
    return Member(
        key=key,
        council=council,
        kind="staff",
        name=name,
        called=name.split(maxsplit=1)[0],
        pronoun=pronoun,
        role=more.get("role", "worker"),
        job_title=title,
        team=team,
        works=more.get("works", "Monday to Friday, 9am to 5pm"),
        email=f"{name.lower().replace(' ', '.')}@{host}",
        shows=more["shows"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, and the visits that tests name. `dani` is the resident parent, `marcus` the other one."""

    amira: Member = worker(
        "amira", "Amira Khan", "she", team="north", works="Monday to Thursday, 9am to 5pm",
        shows="Plans visits with 3 families, and shares what was talked about. Start here to see the worker’s side.",
    )  # fmt: skip
    sam: Member = worker(
        "sam", "Sam Okoro", "he", team="north", shows="Works with Rosa and Luca. Covers when Amira is away."
    )
    tom: Member = worker(
        "tom",
        "Tom Adeyemi",
        "he",
        team="north",
        shows="Used to work with these families. Sees nothing of them now.",
    )
    ines: Member = worker(
        "ines", "Ines Duarte", "she", team="in-care", title="social worker and personal adviser",
        shows="Works with Omar, Ella and Sol.",
    )  # fmt: skip
    priya: Member = worker(
        "priya", "Priya Nair", "she", team="north", title="team manager", role="manager",
        shows="Manages Family Help North, and sees the plans of its families.",
    )  # fmt: skip
    helen: Member = worker(
        "helen", "Helen Marsh", "she", team="in-care", title="independent reviewing officer", role="chair",
        shows="Runs review meetings. Sees no visit plans.",
    )  # fmt: skip
    grace_lim: Member = Member(
        key="grace-lim", council=EXAMPLESHIRE, kind="partner", name="Grace Lim", called="Grace", pronoun="she",
        job_title="health visitor", works="Monday to Friday, 8:30am to 4:30pm", email="grace.lim@example.gov.uk",
        shows="Is asked to some meetings. Sees no family until then.",
    )  # fmt: skip
    alex: Member = worker(
        "alex", "Alex Morgan", "they", team="in-care", title="portal administrator", role="administrator",
        shows="Looks after accounts and teams. Sees nothing that a family wrote or read. Invites another manager;"
        " Priya says yes first, and can hand plans to them once they have signed in.",
    )  # fmt: skip
    lewis: Member = worker(
        "lewis",
        "Lewis Grant",
        "he",
        team="sampleton-families",
        shows="Works at the other council, with Chloe Dunn.",
    )

    dani: Member = Member(
        key="dani", council=EXAMPLESHIRE, kind="adult", name="Dani Rowe", called="Dani", pronoun="she",
        email="dani.rowe@example.com", mobile="07700 900401", family="rowe-bell",
        shows="A mother who has a visit next week. Start here to see the family’s side.",
    )  # fmt: skip
    marcus: Member = Member(
        key="marcus", council=EXAMPLESHIRE, kind="adult", name="Marcus Bell", called="Marcus", pronoun="he",
        email="marcus.bell@example.com", mobile="07700 900402", family="rowe-bell",
        shows="Kit and Jay’s father, who lives somewhere else. A court order keeps him away from Dani.",
    )  # fmt: skip
    kit: Member = Member(
        key="kit", council=EXAMPLESHIRE, kind="young_person", name="Kit Rowe", called="Kit", pronoun="he",
        age=Age(years=9, days=131), card="4821 7301", style="bright", family="rowe-bell",
        shows="Dani’s son, aged 9. Signs in with a card.",
    )  # fmt: skip
    jay: Member = Member(
        key="jay", council=EXAMPLESHIRE, kind="young_person", name="Jay Rowe", called="Jay",
        age=Age(years=14, days=48), card="7306 5518", style="calm", family="rowe-bell",
        shows="Aged 14. Has things to say that are for the worker only.",
    )  # fmt: skip
    tigist: Member = Member(
        key="tigist", council=EXAMPLESHIRE, kind="adult", name="Tigist Haile", called="Tigist", pronoun="she",
        language="ti", interpreter="Tigrinya", access_needs="Likes to have things read to her.",
        email="tigist.haile@example.com", mobile="07700 900411", family="haile",
        shows="Speaks Tigrinya, and writes it too. Her visit was moved because she asked.",
    )  # fmt: skip
    samuel: Member = Member(
        key="samuel", council=EXAMPLESHIRE, kind="young_person", name="Samuel Haile", called="Samuel", pronoun="he",
        age=Age(years=6, days=210), style="bright", family="haile",
    )  # fmt: skip
    rosa: Member = Member(
        key="rosa", council=EXAMPLESHIRE, kind="adult", name="Rosa Costa", called="Rosa", pronoun="she",
        mobile="07700 900421", family="costa", shows="Shares one phone with Luca. Asked for a different time.",
    )  # fmt: skip
    luca: Member = Member(
        key="luca", council=EXAMPLESHIRE, kind="young_person", name="Luca Costa", called="Luca", pronoun="he",
        age=Age(years=16, days=77), mobile="07700 900421", mobile_signs_in=False, card="1194 0285", style="calm",
        family="costa", shows="Aged 16. Looks for himself and wants no texts.",
    )  # fmt: skip
    nonna: Member = Member(
        key="nonna", council=EXAMPLESHIRE, kind="adult", called="Nonna", pronoun="she", language="pt",
        name="Maria da Conceição Vasconcelos de Albuquerque e Costa", family="costa",
    )  # fmt: skip
    joan: Member = Member(
        key="joan", council=EXAMPLESHIRE, kind="adult", name="Joan Pike", called="Joan", pronoun="she",
        email="joan.pike@example.com", mobile="07700 900431", family="aziz", shows="Omar’s foster carer.",
    )  # fmt: skip
    leila: Member = Member(
        key="leila", council=EXAMPLESHIRE, kind="adult", name="Leila Aziz", called="Leila", pronoun="she",
        language="ar", email="leila.aziz@example.com", mobile="07700 900432", family="aziz",
        shows="Omar’s mother. Writes in Arabic. Must not learn where Omar lives.",
    )  # fmt: skip
    omar: Member = Member(
        key="omar", council=EXAMPLESHIRE, kind="young_person", name="Omar Aziz", called="Omar", pronoun="he",
        age=Age(years=6, days=15), language="en", style="bright", family="aziz",
    )  # fmt: skip
    yusuf: Member = Member(
        key="yusuf", council=EXAMPLESHIRE, kind="adult", name="يوسف عبد الرحمن عزيز", called="يوسف", pronoun="he",
        language="ar", family="aziz",
    )  # fmt: skip
    sol: Member = Member(
        key="sol", council=EXAMPLESHIRE, kind="young_person", name="Sol Hartley", called="Sol", pronoun="she",
        age=Age(years=19, days=160), email="sol.hartley@example.com", style="calm", family="hartley",
        access_needs="No credit on the phone. E-mail is best.",
        shows="Left care, aged 19. We came when Sol was at college.",
    )  # fmt: skip
    grace: Member = Member(
        key="grace", council=EXAMPLESHIRE, kind="adult", name="Grace Brennan", called="Grace", pronoun="she",
        email="grace.brennan@example.com", mobile="07700 900441", family="brennan",
        shows="A mother of three, each with a plan of their own. Waits for an answer.",
    )  # fmt: skip
    sean: Member = Member(
        key="sean", council=EXAMPLESHIRE, kind="adult", name="Sean Doyle", called="Sean", pronoun="he",
        mobile="07700 900442", mobile_signs_in=False, family="brennan",
    )  # fmt: skip
    ella: Member = Member(
        key="ella", council=EXAMPLESHIRE, kind="young_person", name="Ella Brennan", called="Ella", pronoun="she",
        age=Age(years=15, days=301), card="5567 8130", style="calm", family="brennan",
        shows="Aged 15. Lives with a foster carer. Her visits are hers.",
    )  # fmt: skip
    max: Member = Member(
        key="max", council=EXAMPLESHIRE, kind="young_person", name="Max Brennan", called="Max", pronoun="he",
        age=Age(years=8, days=12), style="bright", family="brennan",
    )  # fmt: skip
    baby: Member = Member(
        key="baby", council=EXAMPLESHIRE, kind="young_person", name="Baby Brennan", called="Baby",
        age=Age(years=0, days=140), style="bright", family="brennan",
    )  # fmt: skip
    chloe: Member = Member(
        key="chloe", council=SAMPLETON, kind="adult", name="Chloe Dunn", called="Chloe", pronoun="she",
        email="chloe.dunn@example.com", mobile="07700 900451", family="dunn",
        shows="Lives in the other council’s area. Nobody at Exampleshire can find her.",
    )  # fmt: skip
    alfie: Member = Member(
        key="alfie", council=SAMPLETON, kind="young_person", name="Alfie Dunn", called="Alfie", pronoun="he",
        age=Age(years=4, days=95), style="bright", family="dunn",
    )  # fmt: skip

    # Next week's.
    home_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe home")
    office_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe office")
    unannounced_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe unannounced")
    # Behind them.
    last_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe last")
    earlier_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe earlier")
    missed_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe missed")
    marcus_last_visit: UUID = id_of(EXAMPLESHIRE, "visit", "rowe office last")
    # Meetings to come; the small group three weeks ago; and the two slots of the review.
    review_conference: UUID = id_of(EXAMPLESHIRE, "meeting", "rowe review")
    review_slot_dani: UUID = id_of(EXAMPLESHIRE, "meeting_slot", "rowe review", "dani")
    review_slot_marcus: UUID = id_of(EXAMPLESHIRE, "meeting_slot", "rowe review", "marcus")
    core_group: UUID = id_of(EXAMPLESHIRE, "meeting", "rowe core group")
    aziz_review: UUID = id_of(EXAMPLESHIRE, "meeting", "aziz review")
    hartley_review: UUID = id_of(EXAMPLESHIRE, "meeting", "hartley review")
    brennan_review: UUID = id_of(EXAMPLESHIRE, "meeting", "brennan review")
    dunn_review: UUID = id_of(SAMPLETON, "meeting", "dunn review")
    exampleshire: UUID = id_of(EXAMPLESHIRE)
    sampleton: UUID = id_of(SAMPLETON)

    def everybody(self) -> list[Member]:
        found = (getattr(self, field.name) for field in fields(self))
        return [one for one in found if isinstance(one, Member)]

    def who_sign_in(self) -> list[Member]:
        return [one for one in self.everybody() if one.sign_in]


CAST = Cast()
