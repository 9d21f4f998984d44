"""The forms about codes from an app."""

from portal.identity.second_steps import may_be_code
from portal.web.fields import AtMost, HiddenField, Required, StringField, refuse
from portal.web.forms import Form


class TakeAppForm(Form):
    reason = StringField(
        "administration.l_reason",
        validators=[Required("administration.e_reason"), AtMost(300, "administration.e_long")],
    )


class AskForm(Form):
    """`turn`: what the page offered, so that two administrators do not undo each other."""

    turn = HiddenField()
    code = StringField("second_steps.l_own_code", validators=[Required("sign_in.code.e_code")])

    def check(self) -> bool:
        if self.validate() and not may_be_code(self.code.data or ""):
            refuse(self.code, "sign_in.code.e_shape")
        return not self.errors
