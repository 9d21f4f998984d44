"""What an administrator types: words to watch for, words to try, opening times, and who is there at night."""

from datetime import date

from portal.safety.matching import listed
from portal.urgent.model_admin import LANGUAGES, WEEKDAYS, Hours
from portal.web.fields import (
    AtMost,
    Chosen,
    NameField,
    Required,
    SelectChoice,
    SelectField,
    SelectMultiple,
    StringField,
    TextAreaField,
    phone_field,
    stop,
)
from portal.web.fields_of_time import DayField, TimeField
from portal.web.forms import Form

# A star after fewer letters would stand for half the dictionary.
LETTERS_BEFORE_A_STAR = 3


class LeadForm(Form):
    """Whoever changes the list names the safeguarding lead who agreed."""

    lead = NameField(
        "urgent.words.l_lead",
        description="urgent.words.h_lead",
        validators=[Required("urgent.words.e_lead"), AtMost(120, "urgent.words.e_long")],
    )


class WordForm(LeadForm):
    language = SelectField(
        "urgent.words.l_language",
        choices=[SelectChoice(tag, f"urgent.language.{tag}") for tag in LANGUAGES],
        validators=[Chosen("urgent.words.e_language")],
    )
    words = StringField(
        "urgent.words.l_words",
        description="urgent.words.h_words",
        validators=[Required("urgent.words.e_words"), AtMost(80, "urgent.words.e_long")],
    )

    def validate_words(self, field: StringField) -> None:
        parts = listed(field.data or "").split()
        if len("".join(parts).replace("*", "")) < 2:
            stop("urgent.words.e_words")
        if any(part.endswith("*") and len(part) <= LETTERS_BEFORE_A_STAR for part in parts):
            stop("urgent.words.e_star")

    @property
    def entry(self) -> str:
        """The words as lists keep them."""
        return listed(self.words.data or "")


class TryForm(Form):
    words = TextAreaField(
        "urgent.words.l_try",
        description="urgent.words.h_try",
        validators=[Required("urgent.words.e_try"), AtMost(2_000, "urgent.words.e_long")],
    )


class HoursForm(Form):
    days = SelectMultiple(
        "urgent.hours.l_days",
        choices=[SelectChoice(str(day), f"urgent.weekday.{day}") for day in WEEKDAYS],
        validators=[Chosen("urgent.hours.e_days")],
    )
    opens = TimeField("urgent.hours.l_opens", "urgent.hours.e_opens")
    closes = TimeField("urgent.hours.l_closes", "urgent.hours.e_closes")
    night_name = NameField(
        "urgent.hours.l_night_name",
        validators=[Required("urgent.hours.e_night_name"), AtMost(80, "urgent.words.e_long")],
    )
    night_phone = phone_field("urgent.hours.l_night_phone", "urgent.hours.e_night_phone")
    called_on = DayField(
        "urgent.hours.l_called", "urgent.hours.e_called", description="urgent.hours.h_called", needed=False
    )

    def check(self, today: date) -> bool:
        self.validate()
        if self.opens.at is not None and self.closes.at is not None and self.closes.at <= self.opens.at:
            self.closes.errors = ["urgent.hours.e_order"]
        if self.called_on.data is not None and self.called_on.data > today:
            self.called_on.errors = ["urgent.hours.e_called_later"]
        return not self.errors

    @property
    def hours(self) -> Hours:
        assert self.opens.at is not None
        assert self.closes.at is not None
        days = frozenset(int(day) for day in self.days.data or ())
        return Hours(
            days,
            self.opens.at,
            self.closes.at,
            self.night_name.data or "",
            self.night_phone.data or "",
            self.called_on.data,
        )
