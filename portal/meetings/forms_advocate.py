"""Whom somebody chose to speak up for them."""

from collections.abc import Sequence

from portal.meetings.model_plan import Person
from portal.web.fields import BooleanField, Chosen, RadioField, SelectChoice, stop
from portal.web.forms import Form


class AdvocateForm(Form):
    who = RadioField("meetings_advocate.l_who", validators=[Chosen("meetings_advocate.e_who")])
    chose = BooleanField("meetings_advocate.l_chose")

    def offer(self, people: Sequence[Person]) -> None:
        self.who.choices = [SelectChoice(str(one.id), f"={one.name}") for one in people]

    def validate_chose(self, field: BooleanField) -> None:
        """Nobody speaks up for somebody who did not choose them."""
        if not field.data:
            stop("meetings_advocate.e_chose")
