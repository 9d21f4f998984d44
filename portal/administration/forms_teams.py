"""What an administrator types of a team."""

from portal.administration.model_teams import Reached
from portal.web.fields import AtMost, CalledNumber, Chosen, NameField, Required, SelectField, StringField
from portal.web.forms import Form


class ReachedForm(Form):
    name = NameField(
        "administration.teams.l_name",
        validators=[Required("administration.teams.e_name"), AtMost(80, "administration.e_long")],
    )
    phone = StringField(
        "administration.teams.l_phone",
        description="administration.teams.h_phone",
        validators=[
            Required("administration.teams.e_phone"),
            AtMost(20, "administration.teams.e_phone"),
            CalledNumber("administration.teams.e_phone"),
        ],
    )

    @property
    def reached(self) -> Reached:
        return Reached(self.name.data or "", self.phone.data or "")


class MoveForm(Form):
    team = SelectField("administration.l_team", validators=[Chosen("administration.e_team")])
