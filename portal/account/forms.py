"""The forms of “My account”."""

from portal.account.model import COLOURS, STYLES, TEXT_SIZES
from portal.identity.being_called import LONGEST_CALLED
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    NameField,
    PasswordField,
    RadioField,
    Required,
    SelectChoice,
)
from portal.web.forms import Form


def _choices(kind: str, values: tuple[str, ...]) -> list[SelectChoice]:
    return [SelectChoice(value, f"account.display.{kind}.{value}") for value in values]


class DisplayForm(Form):
    text_size = RadioField(
        "account.display.text_size", choices=_choices("text_size", TEXT_SIZES),
        validators=[Chosen("account.display.e_text_size")],
    )  # fmt: skip
    colours = RadioField(
        "account.display.colours", choices=_choices("colours", COLOURS),
        validators=[Chosen("account.display.e_colours")],
    )  # fmt: skip
    style = RadioField(
        "account.display.style",
        choices=_choices("style", STYLES),
        validators=[Chosen("account.display.e_style")],
    )
    pictures = BooleanField("account.display.pictures")
    less_movement = BooleanField("account.display.less_movement")


class QuietForm(Form):
    quiet = BooleanField("account.quiet.l_quiet", description="account.quiet.hint")


class LanguageForm(Form):
    language = RadioField("account.language.h1", validators=[Chosen("account.language.e_language")])


class NameForm(Form):
    called = NameField(
        "account.name.l_called",
        validators=[Required("account.name.e_called"), AtMost(LONGEST_CALLED, "account.name.e_long")],
    )


class OwnPasswordForm(Form):
    """The password in use, before what an open phone is not enough for."""

    old_password = PasswordField("account.password.l_old", validators=[Required("account.password.e_old")])


class PasswordForm(Form):
    """`old_password` and `new_password`: their names keep them out of drafts and out of pages shown again."""

    old_password = PasswordField("account.password.l_old", validators=[Required("account.password.e_old")])
    new_password = PasswordField(
        "account.password.l_new",
        description="account.password.h_new",
        validators=[Required("account.password.e_new")],
    )
