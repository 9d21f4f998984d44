"""What a message says in the language of the page, and who translated it."""

from portal.web.fields import AtMost, Required, StringField, TextAreaField
from portal.web.forms import Form

LONGEST_WORDS, LONGEST_NAME = 5_000, 200


class TranslationForm(Form):
    words = TextAreaField(
        "messages_record.translation.l_words",
        validators=[
            Required("messages_record.translation.e_words"),
            AtMost(LONGEST_WORDS, "messages_record.e_long"),
        ],
    )
    by_whom = StringField(
        "messages_record.translation.l_by",
        validators=[
            Required("messages_record.translation.e_by"),
            AtMost(LONGEST_NAME, "messages_record.e_long"),
        ],
    )
