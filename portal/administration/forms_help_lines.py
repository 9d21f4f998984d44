"""What an administrator types of a help line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from portal.safety.help_lines import NATIONS, HelpLine, put_after
from portal.web.fields import (
    AtMost,
    BooleanField,
    Chosen,
    NameField,
    RadioField,
    Required,
    SelectChoice,
    SelectField,
    StringField,
    phone_field,
    refuse,
)
from portal.web.forms import Form


def _yes_or_no(label: str) -> RadioField:
    return RadioField(
        label,
        choices=[
            SelectChoice("yes", "administration.lines.yes"),
            SelectChoice("no", "administration.lines.no"),
        ],
        validators=[Chosen("administration.lines.e_yes_or_no")],
        default="yes",
    )


def _words(label: str, problem: str, most: int) -> StringField:
    return StringField(label, validators=[Required(problem), AtMost(most, "administration.e_long")])


class LineForm(Form):
    """`after`: the line that stands before it in the list, nothing for the first."""

    name = NameField(
        "administration.lines.l_name",
        validators=[Required("administration.lines.e_name"), AtMost(60, "administration.e_long")],
    )
    who = _words("administration.lines.l_who", "administration.lines.e_who", 120)
    number = phone_field("administration.lines.l_number", "administration.lines.e_number")
    way = RadioField(
        "administration.lines.l_way",
        choices=[SelectChoice(way, f"administration.lines.way.{way}") for way in ("call", "text")],
        validators=[Chosen("administration.lines.e_way")],
        default="call",
    )
    hours = _words("administration.lines.l_hours", "administration.lines.e_hours", 80)
    free = _yes_or_no("administration.lines.l_free")
    nation = SelectField(
        "administration.lines.l_nation",
        choices=[SelectChoice(one, f"administration.lines.nation.{one}") for one in NATIONS],
        validators=[Chosen("administration.lines.e_nation")],
        default="uk",
    )
    young = BooleanField("administration.lines.l_young", description="administration.lines.h_young")
    after = SelectField("administration.lines.l_after", choices=[])
    shown = _yes_or_no("administration.lines.l_shown")
    compared = BooleanField("administration.lines.l_compared", description="administration.lines.h_compared")

    def offer(self, others: Iterable[tuple[str, str]]) -> None:
        """`others`: id and name of the lines that it can stand behind."""
        self.after.choices = [SelectChoice("", "administration.lines.first")]
        self.after.choices += [SelectChoice(line_id, f"={name}") for line_id, name in others]

    def check(self, before: HelpLine | None) -> bool:
        """A number that is new here was compared by somebody, or it may be anybody's."""
        self.validate()
        if (
            not self.errors
            and (before is None or before.number != self.number.data)
            and not self.compared.data
        ):
            refuse(self.compared, "administration.lines.e_compared")
        return not self.errors

    def line(
        self, before: HelpLine, lines: tuple[HelpLine, ...], starts: tuple[str, ...], today: date
    ) -> HelpLine:
        """What the line becomes. `starts`: name, who and hours as the catalogue has them, which then go on holding."""
        typed = (self.name.data or "", self.who.data or "", self.hours.data or "")
        own = (None, None, None) if typed == starts else typed
        line = replace(
            before, number=self.number.data or "", text=self.way.data == "text", name=own[0], who=own[1], hours=own[2],
            free=self.free.data == "yes", nation=self.nation.data, young=bool(self.young.data),
            hidden=self.shown.data == "no", checked_on=today if self.compared.data else before.checked_on, source="",
        )  # fmt: skip
        after = self.after.data or ""
        return line if after == stands_after(before, lines) else put_after(line, lines, after)


def stands_after(line: HelpLine, lines: tuple[HelpLine, ...]) -> str | None:
    """The id of the line before it; "" for the first, None for one that is not in the list yet."""
    ids = [one.id for one in lines]
    if line.id not in ids:
        return None
    place = ids.index(line.id)
    return ids[place - 1] if place else ""
