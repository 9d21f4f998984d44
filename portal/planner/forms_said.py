"""What staff type when somebody of a family told them about a planned visit by phone or face to face."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.planner.model_visit import OK, OTHER_TIME, WAYS_OF_TELLING, Reader
from portal.web.fields import AtMost, Chosen, HiddenField, RadioField, SelectChoice, TextAreaField, refuse
from portal.web.forms import Form

# As much as the family may type about it.
MOST_LETTERS = 1000


class SaidForm(Form):
    """`seen`: the time of the visit that stood on the page; it shows whether the visit was moved meanwhile."""

    seen = HiddenField()
    who = RadioField("planner.said.l_who", validators=[Chosen("planner.said.e_who")])
    how = RadioField(
        "planner.said.l_how",
        choices=[SelectChoice(way, f"planner.said.how.{way}") for way in WAYS_OF_TELLING],
        validators=[Chosen("planner.said.e_how")],
    )
    said = RadioField(
        "planner.said.l_said",
        choices=[SelectChoice(one, f"planner.said.{one}") for one in (OK, OTHER_TIME)],
        validators=[Chosen("planner.said.e_said")],
    )
    when = TextAreaField("planner.said.l_when", validators=[AtMost(MOST_LETTERS, "planner.e_long")])

    def offer(self, readers: Sequence[Reader]) -> None:
        """Who can have told us: whoever sees the plan. Where that is one person there is nothing to choose."""
        self.who.choices = [SelectChoice(str(one.id), f"={one.name}") for one in readers]
        if len(readers) == 1 and not self.who.data:
            self.who.data = str(readers[0].id)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.said.data == OTHER_TIME and not self.when.data and not self.when.errors:
            refuse(self.when, "planner.said.e_when")
            return False
        return fine
