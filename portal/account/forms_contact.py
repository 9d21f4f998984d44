"""The forms for one's own answers about being reached, and for one's own number or e-mail address."""

from portal.safe_contact.forms import OwnPlanForm
from portal.safe_contact.numbers import read_point
from portal.web.fields import AtMost, PasswordField, Required, StringField, refuse
from portal.web.forms import Form

# What each kind of box says where nothing usable was typed.
WRONG = {"mobile": "safe_contact.e_mobile", "email": "safe_contact.e_address_of_email"}


class OwnContactForm(OwnPlanForm):
    """`old_password`: asked for only where an answer opens something, which an open phone is not enough for."""

    old_password = PasswordField("account.password.l_old")


class PointForm(Form):
    """`old_password`: an open phone is not enough. Its name keeps it out of drafts and out of pages shown again."""

    value = StringField("safe_contact.kind.mobile", validators=[AtMost(254, "safe_contact.e_long")])

    old_password = PasswordField("account.password.l_old", validators=[Required("account.password.e_old")])

    def check(self, kind: str | None) -> bool:
        """`kind`: None where the one that they have is taken away, whatever was typed."""
        self.validate()
        if kind and not self.value.errors and read_point(kind, self.value.data or "") is None:
            refuse(self.value, WRONG[kind])
        return not self.errors

    @property
    def point(self) -> str:
        """What was typed, as it is kept. Only after `check`."""
        text = self.value.data or ""
        return read_point("email" if "@" in text else "mobile", text) or text
