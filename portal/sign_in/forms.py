"""The one form for everybody, the forms for a password of one's own, and for help to sign in."""

from wtforms import Field

from portal.identity.code_fields import app_code_field, code_field
from portal.identity.links import read_number
from portal.identity.sign_in_names import read_sign_in_name
from portal.web.fields import AtMost, HiddenField, PasswordField, Required, StringField, stop
from portal.web.forms import Form


class SignInForm(Form):
    name = StringField("sign_in.l_name", validators=[Required("sign_in.e_name")])
    password = PasswordField("sign_in.l_password", validators=[Required("sign_in.e_password")])
    next = HiddenField()


class CodeForm(Form):
    """`code`: six digits of an app, or a code from paper in the same box. `next`: where it was going."""

    code = code_field("sign_in.code.l_code")
    next = HiddenField()


class FirstCodeForm(CodeForm):
    """The first code of an app that is being set up."""

    code = app_code_field("sign_in.code.l_code")


class FirstPasswordForm(Form):
    password = PasswordField("sign_in.l_new_password", description="sign_in.h_new_password")


def _can_be_a_name(_: object, field: Field) -> None:
    """Says only what everybody can see: that this is written like none of the three."""
    if read_sign_in_name(field.data or "") is None:
        stop("sign_in.help.e_name")


class HelpForm(Form):
    name = StringField(
        "sign_in.l_name",
        validators=[Required("sign_in.e_name"), AtMost(254, "sign_in.help.e_name"), _can_be_a_name],
    )


def _can_be_a_number(_: object, field: Field) -> None:
    if read_number(field.data or "") is None:
        stop("sign_in.link.e_six")


class NumberForm(Form):
    number = StringField(
        "sign_in.link.l_number",
        description="sign_in.link.h_number",
        validators=[Required("sign_in.link.e_number"), _can_be_a_number],
    )

    @property
    def typed(self) -> str:
        number = read_number(self.number.data or "")
        assert number is not None
        return number
