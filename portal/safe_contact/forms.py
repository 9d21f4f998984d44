"""The questions of a safe-contact plan, as the person answers them and as staff write them down with the person."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from portal.safe_contact.model import (
    EVERY_DAY,
    FEWEST_LINES,
    MOST_LINES,
    Calls,
    Email,
    SafeContact,
    Texting,
    lines_of,
)
from portal.safe_contact.rules import EARLIEST, LATEST
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    HiddenField,
    RadioField,
    SelectMultiple,
    StringField,
    TextAreaField,
    choices,
    refuse,
)
from portal.web.fields_of_time import TimeField
from portal.web.forms import Form

WEEKDAYS = [str(day) for day in EVERY_DAY]
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


class TextingForm(Form):
    """The question without which nothing else makes sense."""

    texting = RadioField(
        "safe_contact.l_texting",
        choices=choices("safe_contact.texting", list(Texting)),
        validators=[Chosen("safe_contact.e_texting")],
    )
    from_time = TimeField("safe_contact.l_from", "safe_contact.e_time", needed=False)
    to_time = TimeField("safe_contact.l_to", "safe_contact.e_time", needed=False)

    def check(self) -> bool:
        sound = self.validate()
        typed = [field.data for field in (self.from_time, self.to_time)]
        if self.texting.data == Texting.SOME_TIMES or any(typed):
            for field in (self.from_time, self.to_time):
                if field.at is None and not field.errors:
                    refuse(field, "safe_contact.e_time")
        if self.from_time.at and self.to_time.at:
            self._check_hours()
        return sound and not self.errors

    def _check_hours(self) -> None:
        """Not only in order: some of it has to be within the hours in which we send anything."""
        assert self.from_time.at is not None
        assert self.to_time.at is not None
        if self.from_time.at >= self.to_time.at:
            refuse(self.to_time, "safe_contact.e_order")
        if self.from_time.at < EARLIEST:
            refuse(self.from_time, "safe_contact.e_early")
        if self.to_time.at > LATEST:
            refuse(self.to_time, "safe_contact.e_late")

    def said(self, plan: SafeContact) -> SafeContact:
        """The plan with these answers in place of the old ones."""
        return replace(
            plan,
            texting=self.texting.data,
            from_time=self.from_time.at,
            to_time=self.to_time.at,
            discreet=self.texting.data == Texting.DISCREET or plan.discreet,
        )


class OwnPlanForm(TextingForm):
    """What everybody can say about themselves. The rest of the plan is talked about with the worker."""

    version = HiddenField(default="0")
    days = SelectMultiple("safe_contact.l_days", choices=choices("safe_contact.weekday", WEEKDAYS))
    discreet = BooleanField("safe_contact.l_discreet", description="safe_contact.h_discreet")
    email = RadioField(
        "safe_contact.l_email",
        choices=choices("safe_contact.email", list(Email)),
        validators=[Chosen("safe_contact.e_email")],
    )
    calls = RadioField(
        "safe_contact.l_calls",
        choices=choices("safe_contact.calls", list(Calls)),
        validators=[Chosen("safe_contact.e_calls")],
    )
    letters = BooleanField("safe_contact.l_letters", description="safe_contact.h_letters")
    letters_to = TextAreaField("safe_contact.l_letters_to", validators=[AtMost(300, "safe_contact.e_long")])
    device_shared = BooleanField("safe_contact.l_device_shared")
    shared_with = StringField("safe_contact.l_shared_with", validators=[AtMost(120, "safe_contact.e_long")])
    only_i_contact = BooleanField("safe_contact.l_only_i_contact", description="safe_contact.h_only")

    def check(self) -> bool:
        super().check()
        if not self.days.data:
            refuse(self.days, "safe_contact.e_days")
        lines = lines_of(self.letters_to.data)
        if self.letters.data and not self.letters_to.errors and not is_address(lines):
            refuse(self.letters_to, "safe_contact.e_address")
        return not self.errors

    def said(self, plan: SafeContact) -> SafeContact:
        return replace(
            super().said(plan),
            days=tuple(sorted({int(day) for day in self.days.data or ()})),
            discreet=bool(self.discreet.data) or self.texting.data == Texting.DISCREET,
            email=self.email.data,
            calls=self.calls.data,
            letters=bool(self.letters.data),
            letters_to="\n".join(lines_of(self.letters_to.data)) or None,
            device_shared=bool(self.device_shared.data),
            shared_with=(self.shared_with.data or None) if self.device_shared.data else None,
            only_i_contact=bool(self.only_i_contact.data),
            version=_version(self.version.data),
        )


class FullPlanForm(OwnPlanForm):
    """Everything, as a worker asks it."""

    voicemail = BooleanField("safe_contact.l_voicemail")
    code_word = StringField(
        "safe_contact.l_code_word",
        description="safe_contact.h_code_word",
        validators=[AtMost(60, "safe_contact.e_long")],
    )
    plain_envelope = BooleanField("safe_contact.l_plain_envelope")
    not_visited_on = SelectMultiple(
        "safe_contact.l_not_visited_on", choices=choices("safe_contact.weekday", WEEKDAYS)
    )
    never = TextAreaField("safe_contact.l_never", validators=[AtMost(1_000, "safe_contact.e_long")])

    def check(self) -> bool:
        super().check()
        if self.device_shared.data and not self.shared_with.data:
            refuse(self.shared_with, "safe_contact.e_shared_with")
        return not self.errors

    def said(self, plan: SafeContact) -> SafeContact:
        return replace(
            super().said(plan),
            voicemail=bool(self.voicemail.data),
            code_word=self.code_word.data or None,
            plain_envelope=bool(self.plain_envelope.data),
            not_visited_on=tuple(sorted({int(day) for day in self.not_visited_on.data or ()})),
            never=self.never.data or None,
        )


def is_address(lines: tuple[str, ...]) -> bool:
    """Whether the post can find it: three to seven lines, the last with the postcode."""
    return FEWEST_LINES <= len(lines) <= MOST_LINES and bool(_POSTCODE.search(lines[-1]))


def blank_plan(today: date) -> SafeContact:
    """Where nobody was asked yet: no to everything."""
    return SafeContact(texting=Texting.NO, checked_on=today)


def as_answered(plan: SafeContact | None) -> dict[str, Any]:
    """What the questions are filled with: the plan, or nothing but every day of the week."""
    if plan is None:
        return {"days": WEEKDAYS, "plain_envelope": True}
    return {
        "version": str(plan.version),
        "texting": plan.texting,
        "from_time": plan.from_time,
        "to_time": plan.to_time,
        "days": [str(day) for day in plan.days],
        "discreet": plan.is_discreet,
        "email": plan.email,
        "calls": plan.calls,
        "voicemail": plan.voicemail,
        "code_word": plan.code_word or "",
        "letters": plan.letters,
        "letters_to": plan.letters_to or "",
        "plain_envelope": plan.plain_envelope,
        "device_shared": plan.device_shared,
        "shared_with": plan.shared_with or "",
        "only_i_contact": plan.only_i_contact,
        "not_visited_on": [str(day) for day in plan.not_visited_on],
        "never": plan.never or "",
    }


def _version(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else -1
