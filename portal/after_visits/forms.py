"""What staff type about how a visit went, what children said, and notes for themselves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from wtforms import FormField

from portal.after_visits.model import ChildSeen, HowItWent, Outcome, Visit, our_mistake
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
    Message,
    RadioField,
    Required,
    Rows,
    SelectChoice,
    StringField,
    TextAreaField,
    choices,
    refuse,
)
from portal.web.fields_of_time import DayField, TimeField, read_moment
from portal.web.forms import Form
from portal.web.times import london

# Why a child was not seen alone: the law knows no other.
REASONS = ("child_said_no", "not_right_for_age", "not_possible")


def _yes_no() -> list[SelectChoice]:
    return choices("after_visits", ["yes", "no"])


class ChildForm(Form):
    child_id = HiddenField()
    seen = RadioField("after_visits.how.l_seen", choices=_yes_no())
    seen_alone = RadioField("after_visits.how.l_alone", choices=_yes_no())
    because = RadioField(
        "after_visits.how.l_because",
        choices=choices("after_visits.because", REASONS),
    )
    words = StringField("after_visits.how.l_because_words", validators=[AtMost(300, "after_visits.e_long")])
    bedroom = RadioField("after_visits.how.l_bedroom", choices=_yes_no())
    said = TextAreaField("after_visits.how.l_said", validators=[AtMost(10_000, "after_visits.e_long")])

    def check(self, child: ChildSeen) -> None:
        name: dict[str, object] = {"name": child.called}
        if self.seen.data not in ("yes", "no"):
            refuse(self.seen, ("after_visits.how.e_seen", name))
        if self.seen.data != "yes":
            return
        if self.seen_alone.data not in ("yes", "no"):
            refuse(self.seen_alone, ("after_visits.how.e_alone", name))
        if self.seen_alone.data == "no" and self.because.data not in REASONS:
            refuse(self.because, ("after_visits.how.e_because", name))
        if self.seen_alone.data == "no" and self.because.data == "not_possible" and not self.words.data:
            refuse(self.words, ("after_visits.how.e_because_words", name))

    def record(self, child: ChildSeen) -> ChildSeen:
        if self.seen.data != "yes":
            return child.not_seen()
        alone = self.seen_alone.data == "yes"
        return replace(
            child,
            seen=True,
            seen_alone=alone,
            not_alone_because=None if alone else self.because.data,
            not_alone_words=None if alone else self.words.data or None,
            bedroom_seen={"yes": True, "no": False}.get(self.bedroom.data or ""),
        )


class HowForm(Form):
    version = HiddenField()
    outcome = RadioField(
        "after_visits.how.l_outcome",
        choices=choices("after_visits.outcome", list(Outcome)),
    )
    children = Rows(FormField(ChildForm), max_entries=20)
    present = StringField("after_visits.how.l_present", validators=[AtMost(500, "after_visits.e_long")])
    share_by = DayField("after_visits.how.l_share_by", "after_visits.how.e_share_by", needed=False)
    came_on = DayField("after_visits.how.l_came_on", "after_visits.how.e_came_on", needed=False)
    came_at = TimeField("after_visits.how.l_came_at", "after_visits.how.e_came_at", needed=False)
    words = TextAreaField("after_visits.how.l_words", validators=[AtMost(600, "after_visits.e_long")])

    def check(self, visit: Visit, children: Sequence[ChildSeen], now: datetime) -> bool:
        """Everything that one field cannot know alone. Call instead of validate()."""
        sound = self.validate()
        if self.outcome.data not in set(Outcome):
            refuse(self.outcome, "after_visits.how.e_outcome")
            return False
        if visit.summary_shared and not Outcome(self.outcome.data).happened:
            refuse(self.outcome, "after_visits.how.e_summary_shared")
        if Outcome(self.outcome.data).happened:
            self._check_happened(visit, children, london(now).date())
        else:
            self._check_came(visit, now)
            self._check_due(visit, london(now).date())
        return sound and not self.errors

    def _check_happened(self, visit: Visit, children: Sequence[ChildSeen], today: date) -> None:
        if london(visit.starts_at).date() > today:
            refuse(self.outcome, "after_visits.how.e_early")
        if self.share_by.data is None:
            refuse(self.share_by, "after_visits.how.e_share_by")
        elif self.share_by.data < london(visit.starts_at).date():
            refuse(self.share_by, "after_visits.how.e_share_by_early")
        for row, child in zip(self.children.entries, children, strict=True):
            row.form.check(child)
        self._check_all_seen(children)

    def _check_all_seen(self, children: Sequence[ChildSeen]) -> None:
        rows = zip(self.children.entries, children, strict=True)
        unseen = [child.called for row, child in rows if row.form.seen.data == "no" and child.wish_to_see]
        if self.outcome.data == Outcome.DONE and unseen:
            refuse(self.outcome, ("after_visits.how.e_not_all_seen", {"name": unseen[0]}))
        if self.outcome.data == Outcome.PARTLY and all(
            row.form.seen.data == "yes" for row in self.children.entries
        ):
            refuse(self.outcome, "after_visits.how.e_all_seen")

    def _check_came(self, visit: Visit, now: datetime) -> None:
        if self.outcome.data != Outcome.NO_ANSWER or self.came_at.errors or self.came_on.errors:
            return
        if self.came_on.data and self.came_at.at is None:
            refuse(self.came_at, "after_visits.how.e_came_at")
            return
        came, problem = self._came(visit)
        if problem is not None:
            refuse(self.came_at, problem)
        elif (came or visit.starts_at) > now:
            refuse(self.came_at, "after_visits.how.e_came_later")

    def _check_due(self, visit: Visit, today: date) -> None:
        """Nobody has missed or refused what is still to come. The family may have called it off."""
        if (
            self.outcome.data in (Outcome.MISSED_BY_US, Outcome.REFUSED)
            and london(visit.starts_at).date() > today
        ):
            refuse(self.outcome, "after_visits.how.e_to_come")

    def _came(self, visit: Visit) -> tuple[datetime | None, Message | None]:
        if self.outcome.data != Outcome.NO_ANSWER or self.came_at.at is None:
            return None, None
        return read_moment(self.came_on.data or london(visit.starts_at).date(), self.came_at.at)

    def how(
        self, visit: Visit, children: Sequence[ChildSeen], sorry: Callable[[datetime | None], str]
    ) -> HowItWent:
        """What to record. No answer at another time than the plan's was our mistake, whatever was ticked."""
        outcome = Outcome(self.outcome.data)
        came, _ = self._came(visit)
        wrong_time = our_mistake(visit.starts_at, came)
        if wrong_time:
            outcome = Outcome.MISSED_BY_US
        words = None if outcome.happened else self.words.data or None
        if outcome is Outcome.MISSED_BY_US and words is None:
            words = sorry(came if wrong_time else None)
        rows = zip(self.children.entries, children, strict=True)
        return HowItWent(
            outcome=outcome,
            came_at=came,
            our_mistake=outcome is Outcome.MISSED_BY_US,
            ended_words=words,
            present=self.present.data or None if outcome.happened else None,
            share_by_on=self.share_by.data if outcome.happened else None,
            children=tuple(
                row.form.record(child) if outcome.happened else child.not_seen() for row, child in rows
            ),
        )

    def said(self) -> dict[UUID, str]:
        return {
            UUID(row.form.child_id.data): row.form.said.data
            for row in self.children.entries
            if row.form.said.data
        }


class WordsForm(Form):
    child = RadioField("after_visits.words.l_child", validators=[Chosen("after_visits.words.e_child")])
    body = TextAreaField(
        "after_visits.words.l_body",
        validators=[Required("after_visits.words.e_body"), AtMost(10_000, "after_visits.e_long")],
    )


class NoteForm(Form):
    body = TextAreaField(
        "after_visits.notes.l_body",
        validators=[Required("after_visits.notes.e_body"), AtMost(10_000, "after_visits.e_long")],
    )
