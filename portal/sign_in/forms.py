"""The one form for everybody, and the form for a first password of one's own."""

from portal.web.fields import HiddenField, PasswordField, Required, StringField
from portal.web.forms import Form


class SignInForm(Form):
    name = StringField("sign_in.l_name", validators=[Required("sign_in.e_name")])
    password = PasswordField("sign_in.l_password", validators=[Required("sign_in.e_password")])
    next = HiddenField()


class FirstPasswordForm(Form):
    password = PasswordField("sign_in.l_new_password", description="sign_in.h_new_password")
