"""The forms of “Codes from an app”."""

from portal.account.forms import OwnPasswordForm
from portal.identity.authenticators import read_code
from portal.identity.second_steps import may_be_code
from portal.web.fields import Chosen, RadioField, Required, SelectChoice, StringField, refuse
from portal.web.forms import Form


class AppForm(OwnPasswordForm):
    """What to do with the app in use. Its code comes too, or one from paper where the phone is lost."""

    what = RadioField("second_steps.l_what", validators=[Chosen("second_steps.e_what")])
    code = StringField("sign_in.code.l_code", validators=[Required("sign_in.code.e_code")])

    def offer(self, *, may_turn_off: bool) -> "AppForm":
        kinds = ["codes", "change", *(["off"] if may_turn_off else [])]
        self.what.choices = [SelectChoice(one, f"second_steps.what.{one}") for one in kinds]
        return self

    def check(self) -> bool:
        if self.validate() and not may_be_code(self.code.data or ""):
            refuse(self.code, "sign_in.code.e_shape")
        return not self.errors


class FirstCodeForm(Form):
    code = StringField("sign_in.code.l_code", validators=[Required("sign_in.code.e_code")])

    def check(self) -> bool:
        if self.validate() and read_code(self.code.data or "") is None:
            refuse(self.code, "sign_in.code.e_code")
        return not self.errors
