"""The forms of the first pages; the one about texts is the plan's own."""

from dataclasses import replace

from portal.identity.being_called import LONGEST_CALLED
from portal.safe_contact.forms import TextingForm
from portal.safe_contact.model import Email, SafeContact
from portal.web.fields import AtMost, Chosen, NameField, RadioField, Required, choices
from portal.web.forms import Form

__all__ = ["CalledForm", "EmailForm", "LanguageForm", "TextingForm"]


class LanguageForm(Form):
    language = RadioField("account.language.h1", validators=[Chosen("account.language.e_language")])


class CalledForm(Form):
    called = NameField(
        "account.name.l_called",
        validators=[Required("account.name.e_called"), AtMost(LONGEST_CALLED, "account.name.e_long")],
    )


class EmailForm(Form):
    """Page 3 for somebody without a mobile."""

    email = RadioField(
        "safe_contact.l_email",
        choices=choices("safe_contact.email", list(Email)),
        validators=[Chosen("safe_contact.e_email")],
    )

    def check(self) -> bool:
        return self.validate()

    def said(self, plan: SafeContact) -> SafeContact:
        return replace(plan, email=self.email.data)
