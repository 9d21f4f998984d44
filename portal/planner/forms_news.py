"""What staff type about a plan that stands: running late, calling off, an answer to who asked for another time."""

from datetime import datetime

from portal.planner.forms import moment_of
from portal.planner.model import Moment
from portal.planner.model_visit import LATE_BY, Offered
from portal.web.fields import AtMost, Chosen, RadioField, Required, SelectChoice, TextAreaField, refuse
from portal.web.fields_of_time import DayField, TimeField
from portal.web.forms import Form

NOT_TODAY = "not_today"


class LateForm(Form):
    how_late = RadioField(
        "planner.late.l_how",
        choices=[
            *(
                SelectChoice(str(minutes), ("planner.late.minutes", {"minutes": minutes}))
                for minutes in LATE_BY
            ),
            SelectChoice(NOT_TODAY, "planner.late.not_today"),
        ],
        validators=[Chosen("planner.late.e_how")],
    )


class CallOffForm(Form):
    words = TextAreaField("planner.off.l_words", validators=[AtMost(600, "planner.e_long")])
    note = TextAreaField("planner.off.l_note", validators=[AtMost(5_000, "planner.e_long")])


class NoteForm(Form):
    note = TextAreaField(
        "planner.off.l_note", validators=[Required("planner.off.e_note"), AtMost(5_000, "planner.e_long")]
    )


class ReplyForm(Form):
    """`answer` is an offered time's id, `asked` for words, `other` for a typed time, or `keep`."""

    answer = RadioField("planner.reply.l_answer", validators=[Chosen("planner.reply.e_answer")])
    day = DayField("planner.l_day", "planner.e_day", needed=False)
    time = TimeField("planner.l_time", "planner.e_time", needed=False)
    which = RadioField(
        "planner.l_which",
        choices=[
            SelectChoice("first", "planner.which.first"),
            SelectChoice("second", "planner.which.second"),
        ],
    )
    reason = TextAreaField("planner.reply.l_reason", validators=[AtMost(600, "planner.e_long")])

    def offer(self, times: list[tuple[Offered, str]]) -> None:
        """The times that can be agreed to with one press, in words, then the other answers."""
        self.answer.choices = [
            *(SelectChoice(str(one.id), ("planner.reply.agree", {"moment": words})) for one, words in times),
            SelectChoice("other", "planner.reply.other"),
            SelectChoice("keep", "planner.reply.keep"),
        ]

    def check(self, times: list[Offered], now: datetime) -> bool:
        self.validate()
        self.moment: Moment | None = None
        if self.answer.errors:
            return False
        if self.answer.data == "keep":
            if not self.reason.data:
                refuse(self.reason, "planner.reply.e_reason")
        elif self.answer.data == "other":
            if self.day.data is None and not self.day.errors:
                refuse(self.day, "planner.e_day")
            if not self.time.data and not self.time.errors:
                refuse(self.time, "planner.e_time")
            self.moment = moment_of(self, now)
        else:
            self.moment = next(
                (Moment(one.starts_at) for one in times if str(one.id) == self.answer.data), None
            )
        return not any(field.errors for field in self)
