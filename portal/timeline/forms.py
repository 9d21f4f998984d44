"""What is asked before a copy is made: an open phone is not enough."""

from portal.web.fields import PasswordField, Required
from portal.web.forms import Form


class CopyForm(Form):
    old_password = PasswordField("account.password.l_old", validators=[Required("account.password.e_old")])
