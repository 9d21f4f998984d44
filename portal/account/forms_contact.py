"""The form for one's own number or e-mail address."""

from portal.safe_contact.forms import refuse
from portal.safe_contact.numbers import read_point
from portal.web.fields import AtMost, StringField
from portal.web.forms import Form

# What each kind of box says where nothing usable was typed.
WRONG = {"mobile": "safe_contact.e_mobile", "email": "safe_contact.e_address_of_email"}


class PointForm(Form):
    value = StringField("safe_contact.kind.mobile", validators=[AtMost(254, "safe_contact.e_long")])

    def check(self, kind: str) -> bool:
        if self.validate() and read_point(kind, self.value.data or "") is None:
            refuse(self.value, WRONG[kind])
        return not self.errors

    @property
    def point(self) -> str:
        """What was typed, as it is kept. Only after `check`."""
        text = self.value.data or ""
        return read_point("email" if "@" in text else "mobile", text) or text
