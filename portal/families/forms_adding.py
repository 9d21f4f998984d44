"""What a worker types about a child or an adult who is new to the portal."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from babel import Locale

from portal.families.forms import ReasonForm
from portal.families.model_adding import (
    CIRCUMSTANCES,
    EXPECTED_WITHIN_DAYS,
    GROWN_UP,
    LANGUAGES,
    LEAVES_AT,
    PLAN_TYPES,
    PRONOUNS,
    RELATIONSHIPS,
    Known,
    KnownChild,
    NewPerson,
    NewPlan,
    NewRelationship,
)
from portal.statutory.birthdays import age_on
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    NameField,
    RadioField,
    Required,
    SelectChoice,
    SelectField,
    StringField,
    choices,
    refuse,
)
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

SOMEBODY_NEW, SOMEBODY_YOUNG = "new", "young"
# What a young person with a plan of their own can be to a child.
YOUNG_PARENTS = ("mother", "father")
SAME, ANOTHER = "same", "another"
KNOWN = [
    SelectChoice(SAME, "families.adding.known_same"),
    SelectChoice(ANOTHER, "families.adding.known_another"),
]


class PersonFields(Form):
    name = NameField(
        "families.adding.l_name",
        validators=[Required("families.adding.e_name"), AtMost(120, "families.e_long")],
    )
    called = NameField(
        "families.adding.l_called",
        validators=[Required("families.adding.e_called"), AtMost(60, "families.e_long")],
    )
    pronoun = RadioField(
        "families.adding.l_pronoun",
        choices=choices("people.pronoun", PRONOUNS),
        default="they",
        validators=[Chosen("families.adding.e_pronoun")],
    )
    language = SelectField(
        "families.adding.l_language", default="en", validators=[Chosen("families.adding.e_language")]
    )
    interpreter = StringField("families.adding.l_interpreter", validators=[AtMost(60, "families.e_long")])
    access_needs = StringField("families.adding.l_access", validators=[AtMost(300, "families.e_long")])

    def offer_languages(self, shown_in: str) -> None:
        names = Locale.parse(shown_in, sep="-").languages
        # British Sign Language has no name of its own in the tables of languages.
        self.language.choices = [
            SelectChoice(tag, f"={names[tag]}" if tag in names else "families.adding.bsl")
            for tag in LANGUAGES
        ]

    def person(self, born_on: date | None) -> NewPerson:
        return NewPerson(
            name=self.name.data or "",
            called=self.called.data or "",
            pronoun=self.pronoun.data,
            born_on=born_on,
            language=self.language.data,
            interpreter_language=self.interpreter.data or None,
            access_needs=self.access_needs.data or None,
        )


class ChildForm(PersonFields):
    born_on = DayField("families.adding.l_born", "families.adding.e_born")
    type = RadioField(
        "families.adding.l_type",
        choices=choices("families.plan", PLAN_TYPES),
        validators=[Chosen("families.adding.e_type")],
    )
    circumstance = SelectField(
        "families.adding.l_circumstance",
        choices=choices("families.circumstance", CIRCUMSTANCES),
        default="usual",
        validators=[Chosen("families.adding.e_circumstance")],
    )
    from_on = DayField("families.adding.l_from", "families.adding.e_from")
    clock_on = DayField("families.adding.l_clock", "fields.e_day", needed=False)
    worker = RadioField("families.adding.l_worker", validators=[Chosen("families.adding.e_worker")])
    # Asked only where a child of this name and birthday is known here already.
    known = RadioField("families.adding.l_known", choices=KNOWN)
    asks_known = False

    def offer_workers(self, workers: Sequence[Known]) -> None:
        self.worker.choices = [
            SelectChoice(str(one.id), f"={', '.join(filter(None, [one.name, one.detail]))}")
            for one in workers
        ]
        if len(workers) == 1 and not self.worker.data:
            self.worker.data = str(workers[0].id)

    def check(self, today: date) -> bool:
        sound = self.validate()
        born_on, from_on = self.born_on.data, self.from_on.data
        if born_on and born_on > today + timedelta(EXPECTED_WITHIN_DAYS):
            refuse(self.born_on, "families.adding.e_born_late")
        elif born_on and born_on <= today and age_on(born_on, today) >= self._leaves_at:
            refuse(self.born_on, ("families.adding.e_too_old", {"age": self._leaves_at}))
        if from_on and from_on > today:
            refuse(self.from_on, "families.adding.e_from_late")
        if self.clock_on.data and self.clock_on.data > today:
            refuse(self.clock_on, "families.adding.e_clock_late")
        return sound and not self.errors

    def ask_known(self, known: KnownChild | None, *, manages: bool) -> bool:
        """Whether it has to be said first which child this is: nobody has two records here by mistake."""
        if known is None:
            return False
        may_be_same = manages and not known.has_plan
        self.asks_known = True
        self.known.choices = KNOWN if may_be_same else KNOWN[1:]
        if self.known.data == ANOTHER or (self.known.data == SAME and may_be_same):
            return False
        refuse(self.known, self._why_asked(known, manages=manages))
        return True

    @staticmethod
    def _why_asked(known: KnownChild, *, manages: bool) -> str:
        if known.has_plan:
            return "families.adding.e_known_open"
        return "families.adding.e_known" if manages else "families.adding.e_known_ask"

    @property
    def is_known(self) -> bool:
        return self.asks_known and self.known.data == SAME

    @property
    def _leaves_at(self) -> int:
        return LEAVES_AT if self.type.data == "care_leaver" else GROWN_UP

    def child(self) -> NewPerson:
        return self.person(self.born_on.data)

    def plan(self) -> NewPlan:
        assert self.from_on.data is not None
        return NewPlan(
            type=self.type.data,
            circumstance=self.circumstance.data if self.type.data == "looked_after" else "usual",
            from_on=self.from_on.data,
            clock_on=self.clock_on.data,
            worker_id=UUID(self.worker.data),
        )


class AdultForm(PersonFields, ReasonForm):
    who = RadioField(
        "families.adding.l_who", default=SOMEBODY_NEW, validators=[Chosen("families.adding.e_who")]
    )
    young = SelectField("families.adding.l_young")
    type = RadioField(
        "families.adding.l_relationship",
        choices=choices("families.relationship", RELATIONSHIPS),
        validators=[Chosen("families.adding.e_relationship")],
    )
    responsibility = BooleanField("families.relationship.l_responsibility")
    basis = StringField("families.relationship.l_basis", validators=[AtMost(200, "families.e_long")])
    lives_with = BooleanField("families.relationship.l_lives_with")
    from_on = DayField("families.adding.l_since", "families.adding.e_since")

    def offer_known(self, known: Sequence[Known], young: Sequence[Known]) -> None:
        self.who.choices = [
            *(SelectChoice(str(one.id), ("families.adding.known", {"name": one.name, "children": one.detail}))
              for one in known),
            *([SelectChoice(SOMEBODY_YOUNG, "families.adding.somebody_young")] if young else []),
            SelectChoice(SOMEBODY_NEW, "families.adding.somebody_new"),
        ]  # fmt: skip
        self.young.choices = [
            SelectChoice("", "families.adding.choose"),
            *(SelectChoice(str(one.id), f"={one.name}, {one.detail}") for one in young),
        ]

    @property
    def young_parent(self) -> UUID | None:
        return UUID(self.young.data) if self.who.data == SOMEBODY_YOUNG else None

    @property
    def known(self) -> UUID | None:
        return self.young_parent or (None if self.who.data == SOMEBODY_NEW else UUID(self.who.data))

    def check(self, today: date) -> bool:
        sound = self.validate()
        if sound is False and self.who.data != SOMEBODY_NEW:
            # Whoever is known already has a name: it is not asked for again.
            self.name.errors, self.called.errors = [], []
            sound = not self.errors
        if self.who.data == SOMEBODY_YOUNG:
            if not self.young.data:
                refuse(self.young, "families.adding.e_young")
            if self.type.data and self.type.data not in YOUNG_PARENTS:
                refuse(self.type, "families.adding.e_young_parent")
        if self.responsibility.data and not self.basis.data:
            refuse(self.basis, "families.relationship.e_basis")
        if self.from_on.data and self.from_on.data > today:
            refuse(self.from_on, "families.adding.e_since_late")
        return sound and not self.errors

    def relationship(self) -> NewRelationship:
        assert self.from_on.data is not None
        return NewRelationship(
            type=self.type.data,
            parental_responsibility=self.responsibility.data,
            responsibility_basis=(self.basis.data or None) if self.responsibility.data else None,
            lives_with=self.lives_with.data,
            from_on=self.from_on.data,
            why=self.why.data or "",
        )
