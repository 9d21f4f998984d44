"""What an administrator chooses to see how a letter arrives."""

from notifications.catalogue import ENGLISH, LANGUAGES, LETTERS
from notifications.model import Channel, Wording
from portal.safe_contact.numbers import read_point
from portal.web.fields import AtMost, Chosen, RadioField, SelectChoice, SelectField, StringField
from portal.web.forms import Form

WAYS = (Channel.EMAIL, Channel.TEXT)


class TrialForm(Form):
    """`mobile` only where it goes by text; an e-mail goes to what they sign in with, and nowhere else."""

    letter = SelectField(
        "letters.trial.l_letter",
        choices=[SelectChoice(kind.key, kind.title) for kind in LETTERS.values()],
        validators=[Chosen("letters.trial.e_letter")],
    )
    wording = RadioField(
        "letters.trial.l_wording",
        choices=[SelectChoice(one.value, f"letters.trial.{one.value}") for one in Wording],
        validators=[Chosen("letters.trial.e_wording")],
    )
    language = RadioField(
        "letters.trial.l_language",
        choices=[SelectChoice(one, f"letters.language.{one}") for one in LANGUAGES],
        default=ENGLISH,
        validators=[Chosen("letters.trial.e_language")],
    )
    way = RadioField("letters.trial.l_way", validators=[Chosen("letters.trial.e_way")])
    mobile = StringField("letters.trial.l_mobile", validators=[AtMost(40, "letters.trial.e_mobile")])

    def offer(self, email: str | None) -> None:
        self.way.choices = [
            SelectChoice(Channel.EMAIL.value, ("letters.trial.by_email", {"email": email}))
        ] * bool(email) + [SelectChoice(Channel.TEXT.value, "letters.trial.by_text")]

    def check(self) -> bool:
        self.validate()
        if not self.way.errors and not self.letter.errors:
            if self.way.data not in LETTERS[self.letter.data].channels:
                self.way.errors = ["letters.trial.e_not_by_email"]
            elif self.way.data == Channel.TEXT and self.number is None and not self.mobile.errors:
                self.mobile.errors = ["letters.trial.e_mobile"]
        return not self.errors

    @property
    def number(self) -> str | None:
        return read_point("mobile", self.mobile.data or "")
