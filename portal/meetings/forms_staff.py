"""What staff type about a meeting that stands: calling it off, answering what was asked for, how a child took part."""

from portal.meetings.model_staff import CODES
from portal.web.fields import AtMost, Chosen, HiddenField, Required, SelectChoice, SelectField, TextAreaField
from portal.web.forms import Form


class ShareForm(Form):
    version = HiddenField()


class CallOffForm(Form):
    words = TextAreaField("meetings_staff.off.l_words", validators=[AtMost(600, "meetings_plan.e_long")])


class AskForm(Form):
    """Words for who asked; they are shown beside what they asked for."""

    reply = TextAreaField(
        "meetings_staff.ask.l_reply",
        validators=[Required("meetings_staff.ask.e_reply"), AtMost(1_000, "meetings_plan.e_long")],
    )


class WorryForm(Form):
    reply = TextAreaField(
        "meetings_staff.worry.l_reply",
        validators=[Required("meetings_staff.worry.e_reply"), AtMost(1_000, "meetings_plan.e_long")],
    )


class ParticipationForm(Form):
    code = SelectField(
        "meetings_staff.code.l_code",
        choices=[
            SelectChoice("", "meetings_staff.code.none"),
            *(SelectChoice(code, f"meetings_staff.code.{code}") for code in CODES),
        ],
        validators=[Chosen("meetings_staff.code.e_code")],
    )
