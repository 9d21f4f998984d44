"""Form fields: what people type, made safe to store, with errors as message keys."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, IntegerField, SelectMultipleField
from wtforms import Field as BaseField
from wtforms import RadioField as PlainRadio
from wtforms import SelectField as PlainSelect
from wtforms import StringField as PlainString
from wtforms import TextAreaField as PlainTextArea
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

Message = str | tuple[str, dict[str, object]]
BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Tab and line feed are what people type; the other control characters no keyboard sends and some break.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# As people write one, with what they put between its digits.
LONGEST_NUMBER = 20


def clean(text: str) -> str:
    """One kind of line end, no control characters, nothing around the edges."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class StringField(PlainString):
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = re.sub(r"\s+", " ", clean(valuelist[0]))


class NameField(StringField):
    """A name: without the controls that could flip the words beside it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = unicodedata.normalize("NFC", BIDI_CONTROLS.sub("", self.data)).strip()


class PasswordField(PlainString):
    """Kept exactly as typed and never shown again."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def _value(self) -> str:
        return ""


class TextAreaField(PlainTextArea):
    """Several lines of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = clean(valuelist[0])


class WordsField(PlainTextArea):
    """What somebody says, kept exactly as typed but for line ends: spaces and lines may be meant."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n").replace("\r", "\n")

    @property
    def given(self) -> str | None:
        """Nothing but spaces is no answer."""
        return self.data if self.data and self.data.strip() else None


class _Choosing(PlainSelect):
    """`choices` are SelectChoice(value, label). What is none of them counts as not chosen."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, choices: Sequence[SelectChoice] = (), **rest: Any
    ) -> None:
        super().__init__(label, list(validators), choices=list(choices), validate_choice=False, **rest)

    @property
    def offered(self) -> set[str]:
        return {choice[0] for choice in self.iter_choices()}


class SelectField(_Choosing):
    """One of several, in a list that opens."""

    def pre_validate(self, form: object) -> None:
        if self.data is not None and self.data not in self.offered:
            self.data = None


class RadioField(SelectField, PlainRadio):
    """One of a few, all in sight."""


class SelectMultiple(_Choosing, SelectMultipleField):
    """Ticks: any number of a few choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:
        offered = self.offered
        self.data = [value for value in self.data or () if value in offered]


class Required:
    """Refuses an empty answer with the sentence of the screen."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: BaseField) -> None:
        if field.errors:
            raise StopValidation
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.message)


class Optional:
    """Nothing typed is fine; the checks after this one are for what was typed."""

    def __call__(self, form: object, field: BaseField) -> None:
        if not field.data and not field.errors:
            raise StopValidation


class AtMost:
    """Refuses what is longer, and leaves it in the box. Counts letters as people do: code points."""

    def __init__(self, limit: int, message: str) -> None:
        self.limit = limit
        self.message = message
        self.field_flags = {"maxletters": limit}

    def __call__(self, form: object, field: BaseField) -> None:
        if len(field.data or "") > self.limit:
            stop((self.message, {"limit": self.limit, "typed": len(field.data)}))


class CalledNumber:
    """Refuses what nobody could dial: digits, at least three, with spaces, brackets, hyphens or a plus between."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: BaseField) -> None:
        if not can_be_called(field.data or ""):
            stop(self.message)


def can_be_called(number: str) -> bool:
    return sum(sign.isdecimal() for sign in number) >= 3 and set(number) <= set("0123456789 +()-")


def phone_field(label: str, problem: str, description: str = "") -> StringField:
    """A phone number that people are shown, to call or to send a text to."""
    checks = [Required(problem), AtMost(LONGEST_NUMBER, problem), CalledNumber(problem)]
    return StringField(label, description=description, validators=checks)


class Chosen:
    """Refuses a missing or made-up choice with one sentence. Turns off the library's own wording."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: BaseField) -> None:
        if field.data in (None, "", "None", []) or field.errors:
            field.errors = []
            raise StopValidation(self.message)


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs alone
    """Several forms of one kind. Wrong is also a row in which something was found after the list had been checked."""

    # What is wrong with all of them together.
    own: Sequence[Message] = ()

    @property
    def errors(self) -> list[Any]:
        return [*self.own, *(row.errors for row in self.entries if row.errors)]

    @errors.setter
    def errors(self, found: Sequence[Any]) -> None:
        self.own = [one for one in found if not isinstance(one, Mapping)]


def choices(prefix: str, values: Sequence[str]) -> list[SelectChoice]:
    """Values whose labels are keys of one section."""
    return [SelectChoice(value, f"{prefix}.{value}") for value in values]


def refuse(field: BaseField, message: Message) -> None:
    """One more thing wrong with a field, found by looking at several together or at what the form does not know."""
    field.errors = [*field.errors, message]  # type: ignore[list-item]


def stop(message: Message) -> None:
    """Ends a field's checks with a message key, or a key and its values."""
    raise StopValidation(message)  # type: ignore[arg-type]


__all__ = [
    "AtMost",
    "BooleanField",
    "Chosen",
    "HiddenField",
    "IntegerField",
    "Message",
    "NameField",
    "Optional",
    "PasswordField",
    "RadioField",
    "Required",
    "Rows",
    "SelectChoice",
    "SelectField",
    "SelectMultiple",
    "StringField",
    "TextAreaField",
    "WordsField",
    "choices",
    "clean",
    "phone_field",
    "refuse",
    "stop",
]
