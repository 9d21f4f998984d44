"""From when to when somebody is away, and who reads meanwhile."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from wtforms import Field

from portal.cover.model import LONGEST_DAYS, Absence, Colleague, CoveredPlan, Days, NewAbsence, Worker
from portal.web.fields import AtMost, Chosen, RadioField, SelectChoice, SelectField, TextAreaField, refuse
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

NOBODY = "nobody"
NOTE_LINES, NOTE_LETTERS = 5, 1_000


class DaysForm(Form):
    from_on: DayField
    back_on: DayField

    def check(self, today: date, *, begun: bool = False) -> bool:
        """Whether the days can be: from today on, for a day at least, and not for years."""
        sound = self.validate()
        begins, back = self.from_on.data, self.back_on.data
        if begins and not self.from_on.errors and begins < today and not begun:
            refuse(self.from_on, "cover.e_from_early")
        if begins and back and not self.from_on.errors and not self.back_on.errors:
            if back <= max(begins, today):
                refuse(self.back_on, "cover.e_back_early")
            elif back > begins + timedelta(days=LONGEST_DAYS):
                refuse(self.back_on, "cover.e_back_late")
        return sound and not self.errors

    @property
    def days(self) -> Days:
        assert self.from_on.data is not None
        assert self.back_on.data is not None
        return Days(self.from_on.data, self.back_on.data)


class AwayForm(DaysForm):
    """A worker's own leave. Each of her plans has a field beside these, named by `plan_field`."""

    from_on = DayField("cover.l_from_on", "cover.e_from")
    back_on = DayField("cover.l_back_on", "cover.e_back")
    everyone = RadioField("cover.l_everyone", validators=[Chosen("cover.e_everyone")])

    def offer(self, colleagues: Sequence[Colleague], plans: Sequence[CoveredPlan]) -> None:
        people = [SelectChoice(str(one.id), "=" + one.name) for one in colleagues]
        nobody = SelectChoice(NOBODY, "cover.nobody_yet")
        self.everyone.choices = [*people, nobody]
        for plan in plans:
            field = cast(SelectField, self[plan_field(plan)])
            field.choices = [SelectChoice("", "cover.same_person"), *people, nobody]

    def new(self, staff_id: UUID, plans: Sequence[CoveredPlan]) -> NewAbsence:
        chosen = {plan.plan_id: self[plan_field(plan)].data or self.everyone.data for plan in plans}
        covers = {plan: None if who == NOBODY else UUID(who) for plan, who in chosen.items()}
        return NewAbsence(staff_id, "leave", self.days, covers)


def plan_field(plan: CoveredPlan) -> str:
    return f"plan_{plan.plan_id.hex}"


def away_form(plans: Sequence[CoveredPlan]) -> type[AwayForm]:
    """The form with one list of people for each plan; one plan alone needs none."""
    fields = {plan_field(plan): SelectField("=" + plan.child_name) for plan in plans}
    return cast(type[AwayForm], type("AwayFormOfPlans", (AwayForm,), fields))


def chosen_in(absence: Absence) -> dict[str, object]:
    """What the form of an absence begins with: the person who has most of the plans, and who differs."""
    covers = [str(plan.cover_id or NOBODY) for plan in absence.plans]
    most = max(covers, key=covers.count, default=None)
    own = {
        plan_field(plan): "" if cover == most else cover
        for plan, cover in zip(absence.plans, covers, strict=True)
    }
    return {"from_on": absence.days.from_on, "back_on": absence.days.back_on, "everyone": most, **own}


class CoverForm(DaysForm):
    """A manager's: somebody is away, and who covers all that they do in her team."""

    away = RadioField("cover.l_away", validators=[Chosen("cover.e_away")])
    cover = RadioField("cover.l_cover", validators=[Chosen("cover.e_cover")])
    from_on = DayField("cover.l_from", "cover.e_from")
    back_on = DayField("cover.l_until", "cover.e_until")

    def offer(self, workers: Sequence[Worker], colleagues: Sequence[Colleague]) -> None:
        self.away.choices = [SelectChoice(str(one.id), "=" + one.name) for one in workers]
        self.cover.choices = [
            SelectChoice(
                str(one.id), f"={one.name}" if one.same_team or not one.team else f"={one.name}, {one.team}"
            )
            for one in colleagues
        ]

    def check(self, today: date, *, begun: bool = False) -> bool:
        sound = super().check(today, begun=begun)
        if self.away.data and self.away.data == self.cover.data:
            refuse(self.cover, "cover.e_self")
        return sound and not self.errors

    def new(self, plans: Sequence[CoveredPlan]) -> NewAbsence:
        cover_id = UUID(self.cover.data)
        return NewAbsence(UUID(self.away.data), "sick", self.days, {plan.plan_id: cover_id for plan in plans})


def note_field(label: str) -> TextAreaField:
    return TextAreaField(label, validators=[AtMost(NOTE_LETTERS, "cover.e_note_long"), few_lines])


def few_lines(form: object, field: Field) -> None:
    if len([line for line in (field.data or "").splitlines() if line.strip()]) > NOTE_LINES:
        refuse(field, "cover.e_note_lines")


class NoteForm(Form):
    note = note_field("cover.l_note")


def notes_form(absence: Absence) -> type[Form]:
    """One box for each plan of an absence."""
    fields = {plan_field(plan): note_field("=" + plan.child_name) for plan in absence.plans}
    return cast(type[Form], type("NotesForm", (Form,), fields))
