"""The forms of “Codes from an app”."""

from portal.account.forms import OwnPasswordForm
from portal.identity.code_fields import app_code_field, code_field
from portal.web.fields import Chosen, RadioField, SelectChoice
from portal.web.forms import Form


class AppForm(OwnPasswordForm):
    """What to do with the app in use. Its code comes too, or one from paper where the phone is lost."""

    what = RadioField("second_steps.l_what", validators=[Chosen("second_steps.e_what")])
    code = code_field("sign_in.code.l_code")

    def offer(self, *, may_turn_off: bool) -> "AppForm":
        kinds = ["codes", "change", *(["off"] if may_turn_off else [])]
        self.what.choices = [SelectChoice(one, f"second_steps.what.{one}") for one in kinds]
        return self


class FirstCodeForm(Form):
    code = app_code_field("sign_in.code.l_code")
