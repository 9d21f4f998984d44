"""What a manager types about a plan that changes or ends."""

from datetime import date, timedelta

from portal.families.forms import ReasonForm
from portal.families.model_adding import CIRCUMSTANCES, PLAN_TYPES
from portal.families.model_plans import AHEAD_DAYS, Kind
from portal.web.fields import Chosen, HiddenField, RadioField, SelectField, choices, refuse
from portal.web.fields_of_time import DayField


class KindForm(ReasonForm):
    was = HiddenField()
    type = RadioField(
        "families.adding.l_type",
        choices=choices("families.plan", PLAN_TYPES),
        validators=[Chosen("families.adding.e_type")],
    )
    circumstance = SelectField(
        "families.adding.l_circumstance",
        choices=choices("families.circumstance", CIRCUMSTANCES),
        validators=[Chosen("families.adding.e_circumstance")],
    )
    clock_on = DayField("families.adding.l_clock", "fields.e_day", needed=False)

    def check(self, today: date) -> bool:
        sound = self.validate()
        if self.clock_on.data and self.clock_on.data > today:
            refuse(self.clock_on, "families.adding.e_clock_late")
        return sound and not self.errors

    def kind(self) -> Kind:
        return Kind(
            type=self.type.data,
            circumstance=self.circumstance.data if self.type.data == "looked_after" else "usual",
            clock_on=self.clock_on.data,
        )


class EndForm(ReasonForm):
    last_day = DayField("families.ending.l_last_day", "families.ending.e_last_day")

    def check(self, began_on: date, today: date) -> bool:
        sound = self.validate()
        last_day = self.last_day.data
        if last_day and last_day < began_on:
            refuse(self.last_day, "families.ending.e_before")
        if last_day and last_day > today + timedelta(AHEAD_DAYS):
            refuse(self.last_day, "families.ending.e_far")
        return sound and not self.errors
