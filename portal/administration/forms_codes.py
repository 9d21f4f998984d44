"""The forms about codes from an app."""

from portal.identity.code_fields import code_field
from portal.web.fields import AtMost, HiddenField, Required, StringField
from portal.web.forms import Form


class TakeAppForm(Form):
    reason = StringField(
        "administration.l_reason",
        validators=[Required("administration.e_reason"), AtMost(300, "administration.e_long")],
    )


class AskForm(Form):
    """`turn`: what the page offered, so that two administrators do not undo each other."""

    turn = HiddenField()
    code = code_field("second_steps.l_own_code")
