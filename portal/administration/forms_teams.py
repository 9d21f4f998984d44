"""What an administrator types of a team."""

from portal.administration.model_teams import Reached
from portal.web.fields import AtMost, Chosen, NameField, Required, SelectField, phone_field
from portal.web.forms import Form


class ReachedForm(Form):
    name = NameField(
        "administration.teams.l_name",
        validators=[Required("administration.teams.e_name"), AtMost(80, "administration.e_long")],
    )
    phone = phone_field(
        "administration.teams.l_phone", "administration.teams.e_phone", "administration.teams.h_phone"
    )

    @property
    def reached(self) -> Reached:
        return Reached(self.name.data or "", self.phone.data or "")


class MoveForm(Form):
    team = SelectField("administration.l_team", validators=[Chosen("administration.e_team")])
