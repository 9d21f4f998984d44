"""What staff type into a summary, about promises, and in reply to a family."""

from collections.abc import Sequence

from wtforms import FormField

from portal.after_visits.model_summaries import Agreed, Parts, Promise, Settled, council_first
from portal.web.fields import (
    AtMost,
    HiddenField,
    NameField,
    Optional,
    RadioField,
    Required,
    Rows,
    SelectField,
    SelectMultiple,
    StringField,
    TextAreaField,
    choices,
    refuse,
)
from portal.web.fields_of_time import DayField
from portal.web.forms import Form

# The most that one summary says was agreed: more is a plan of its own.
MOST_AGREED = 12
BLANK_ROWS = 2


class ReadersForm(Form):
    readers = SelectMultiple("after_visits.summary.l_readers")


class AgreedForm(Form):
    owed_by = SelectField(
        "after_visits.agreed.l_owed_by",
        choices=choices("after_visits.owed_by", ["council", "family"]),
        default="council",
    )
    what = StringField("after_visits.agreed.l_what", validators=[AtMost(300, "after_visits.e_long")])
    who = NameField("after_visits.agreed.l_who", validators=[AtMost(120, "after_visits.e_long")])
    by = DayField("after_visits.agreed.l_by", "after_visits.agreed.e_by", needed=False)
    helps = StringField("after_visits.agreed.l_helps", validators=[AtMost(300, "after_visits.e_long")])

    @property
    def blank(self) -> bool:
        return not (self.what.data or self.who.data or self.helps.data or any(self.by.parts))

    def check(self, worker_called: str) -> None:
        if self.blank:
            return
        if not self.what.data:
            refuse(self.what, "after_visits.agreed.e_what")
        if not self.who.data and self.owed_by.data != "family":
            self.who.data = worker_called
        if not self.who.data:
            refuse(self.who, "after_visits.agreed.e_who")

    def agreed(self) -> Agreed:
        return Agreed(
            self.owed_by.data or "council",
            self.who.data or "",
            self.what.data or "",
            self.by.data,
            self.helps.data or "",
        )


class SummaryForm(Form):
    version = HiddenField()
    readers = SelectMultiple("after_visits.summary.l_readers")
    told_us = TextAreaField("after_visits.told_us", validators=[AtMost(5_000, "after_visits.e_long")])
    going_well = TextAreaField("after_visits.going_well", validators=[AtMost(5_000, "after_visits.e_long")])
    worried = TextAreaField("after_visits.worried", validators=[AtMost(5_000, "after_visits.e_long")])
    agreed = Rows(FormField(AgreedForm), max_entries=MOST_AGREED)
    agreed_before = SelectMultiple("after_visits.agreed.l_before")
    happens_next = TextAreaField(
        "after_visits.happens_next", validators=[AtMost(5_000, "after_visits.e_long")]
    )

    def add_blank_rows(self) -> None:
        blank = sum(row.form.blank for row in self.agreed.entries)
        while blank < BLANK_ROWS and len(self.agreed.entries) < MOST_AGREED:
            self.agreed.append_entry()
            blank += 1

    def check(self, worker_called: str) -> bool:
        sound = self.validate()
        for row in self.agreed.entries:
            row.form.check(worker_called)
        return sound and not self.errors

    def parts(self) -> Parts:
        return Parts(
            self.told_us.data or "",
            self.going_well.data or "",
            self.worried.data or "",
            self.happens_next.data or "",
        )

    def all_agreed(self) -> tuple[Agreed, ...]:
        return tuple(council_first(row.form.agreed() for row in self.agreed.entries if not row.form.blank))


class ShareForm(Form):
    version = HiddenField()


class PromiseForm(Form):
    promise_id = HiddenField()
    version = HiddenField()
    state = RadioField(
        "after_visits.settle.l_state",
        choices=choices("after_visits.settle", ["open", "done", "not_done"]),
    )
    because = TextAreaField(
        "after_visits.settle.l_because", validators=[Optional(), AtMost(300, "after_visits.e_long")]
    )


class SettleForm(Form):
    promises = Rows(FormField(PromiseForm), max_entries=100)

    def check(self) -> bool:
        sound = self.validate()
        for row in self.promises.entries:
            if row.form.state.data not in ("open", "done", "not_done"):
                refuse(row.form.state, "after_visits.settle.e_state")
            elif row.form.state.data == "not_done" and not row.form.because.data:
                refuse(row.form.because, "after_visits.settle.e_because")
        return sound and not self.errors

    def settled(self, promises: Sequence[Promise]) -> list[Settled]:
        """What changed, of the promises that this page may settle; anything else posted is nobody's."""
        known = {str(promise.id): promise for promise in promises}
        found = []
        for row in self.promises.entries:
            promise, typed = known.get(row.form.promise_id.data or ""), row.form.version.data or ""
            because = row.form.because.data or None
            if promise and (row.form.state.data, because) != (promise.state, promise.because):
                version = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
                found.append(Settled(promise.id, version, row.form.state.data, because))
        return found


class ReplyForm(Form):
    reply = TextAreaField(
        "after_visits.reply.l_reply",
        validators=[Required("after_visits.reply.e_reply"), AtMost(2_000, "after_visits.e_long")],
    )
