"""Which plans go to whom, from when, and why."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from portal.clock import LONDON
from portal.cover.model import LONGEST_DAYS, Colleague
from portal.cover.model_moves import Held, NewMove, Reason
from portal.web.fields import Chosen, RadioField, SelectChoice, SelectMultiple, refuse
from portal.web.fields_of_time import DayField
from portal.web.forms import Form


class MoveForm(Form):
    plans = SelectMultiple("cover.moves.l_plans", validators=[Chosen("cover.moves.e_plans")])
    to = RadioField("cover.moves.l_to", validators=[Chosen("cover.moves.e_to")])
    on = DayField("cover.moves.l_on", "cover.moves.e_on")
    reason = RadioField(
        "cover.moves.l_reason",
        choices=[SelectChoice(one.value, f"cover.reason.{one.value}") for one in Reason],
        validators=[Chosen("cover.moves.e_reason")],
    )

    def offer(self, held: Sequence[Held], colleagues: Sequence[Colleague]) -> None:
        self.plans.choices = [
            SelectChoice(
                str(one.involvement_id),
                ("cover.moves.plan", {"child": one.child_name, "worker": one.worker_name}),
            )
            for one in held
        ]
        self.to.choices = [
            SelectChoice(
                str(one.id), f"={one.name}" if one.same_team or not one.team else f"={one.name}, {one.team}"
            )
            for one in colleagues
        ]

    def check(self, today: date, held: Sequence[Held]) -> bool:
        sound = self.validate()
        if self.on.data and not self.on.errors:
            if self.on.data < today:
                refuse(self.on, "cover.e_from_early")
            elif self.on.data > today + timedelta(days=LONGEST_DAYS):
                refuse(self.on, "cover.e_back_late")
        chosen = [one for one in held if str(one.involvement_id) in (self.plans.data or ())]
        if any(str(one.worker_id) == self.to.data for one in chosen):
            refuse(self.to, "cover.moves.e_same")
        return sound and not self.errors

    def new(self, now: datetime, today: date) -> NewMove:
        """From today means from this moment."""
        assert self.on.data is not None
        at = now if self.on.data == today else datetime.combine(self.on.data, time.min, LONDON)
        return NewMove([UUID(one) for one in self.plans.data or ()], UUID(self.to.data), at, self.reason.data)
