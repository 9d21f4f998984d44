"""Which plans get which other manager, from when, and why."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from portal.caseloads.forms import taker_choices, why_another_manager
from portal.caseloads.model import Taker
from portal.clock import LONDON
from portal.cover.model import LONGEST_DAYS
from portal.cover.model_managers import Handed, Managed, NewManager
from portal.web.fields import Chosen, RadioField, SelectChoice, SelectMultiple, refuse
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

ALL, SOME = "all", "some"


class ManagerForm(Form):
    which = RadioField(
        "cover.managers.l_which",
        choices=[SelectChoice(one, f"cover.managers.{one}") for one in (ALL, SOME)],
        validators=[Chosen("cover.managers.e_which")],
    )
    plans = SelectMultiple("cover.managers.l_plans")
    to = RadioField("cover.managers.l_to", validators=[Chosen("cover.managers.e_to")])
    on = DayField("cover.managers.l_on", "cover.managers.e_on")
    reason = why_another_manager("cover.managers.l_reason")

    def offer(self, managed: Sequence[Managed], others: Sequence[Taker]) -> None:
        self.plans.choices = [SelectChoice(str(one.plan_id), f"={one.child_name}") for one in managed]
        self.to.choices = taker_choices(others)

    def check(self, today: date) -> bool:
        sound = self.validate()
        if self.which.data == SOME and not self.plans.data and not self.plans.errors:
            refuse(self.plans, "cover.managers.e_plans")
        if self.on.data and not self.on.errors:
            if self.on.data < today:
                refuse(self.on, "cover.e_from_early")
            elif self.on.data > today + timedelta(days=LONGEST_DAYS):
                refuse(self.on, "cover.e_back_late")
        return sound and not self.errors

    def new(self, managed: Sequence[Managed], now: datetime, today: date) -> NewManager:
        """From today means from this moment."""
        assert self.on.data is not None
        at = now if self.on.data == today else datetime.combine(self.on.data, time.min, LONDON)
        chosen = [one.plan_id for one in managed]
        if self.which.data == SOME:
            chosen = [UUID(one) for one in dict.fromkeys(self.plans.data or ())]
        return NewManager(chosen, UUID(self.to.data), at, self.reason.data)


class WithdrawForm(Form):
    changes = SelectMultiple("cover.withdraw.l_changes", validators=[Chosen("cover.withdraw.e_changes")])

    def offer(self, to_come: Sequence[Handed], line: Callable[[Handed], str]) -> None:
        self.changes.choices = [SelectChoice(str(one.id), f"={line(one)}") for one in to_come]
