"""The form for a number or an e-mail address of somebody."""

from portal.safe_contact.numbers import read_point
from portal.web.fields import AtMost, Chosen, RadioField, StringField, choices, refuse
from portal.web.forms import Form

KINDS = ["mobile", "landline", "email"]
# What the box says where nothing usable was typed.
WRONG = {
    "mobile": "safe_contact.e_mobile",
    "landline": "families.points.e_landline",
    "email": "safe_contact.e_address_of_email",
}


class PointForm(Form):
    kind = RadioField(
        "families.points.l_kind",
        choices=choices("safe_contact.kind", KINDS),
        validators=[Chosen("families.points.e_kind")],
    )
    value = StringField("families.points.l_value", validators=[AtMost(254, "families.e_long")])

    def check(self) -> bool:
        if self.validate() and read_point(self.kind.data, self.value.data or "") is None:
            refuse(self.value, WRONG[self.kind.data])
        return not self.errors

    @property
    def point(self) -> str:
        """What was typed, as it is kept. Only after `check`."""
        return read_point(self.kind.data, self.value.data or "") or ""
