"""What somebody begins to tell: what it is about, and for which meeting."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from portal.contributions.model import Ahead
from portal.contributions.model_sets import Occasion
from portal.web.fields import Chosen, Optional, RadioField, SelectChoice, stop
from portal.web.forms import Form
from portal.web.times import london, say_day_in_page, say_time


class ForMeetingForm(Form):
    """For which meeting, where somebody is asked to more than one."""

    meeting = RadioField("contributions.new.l_meeting")
    ahead: Sequence[Ahead] = ()
    hint_of_one: tuple[str, dict[str, str]] | None = None

    def offer_meetings(self, ahead: Sequence[Ahead], today: date, language: str) -> None:
        """One needs no question, and none has no answer."""
        self.ahead = ahead
        said = [said_when(one, today, language) for one in ahead]
        self.meeting.choices = [
            SelectChoice(str(one.id), words) for one, words in zip(ahead, said, strict=True)
        ]
        self.hint_of_one = said[0] if len(said) == 1 else None

    @property
    def several(self) -> bool:
        return len(self.ahead) > 1

    def meeting_for(self, occasion: Occasion) -> UUID | None:
        """The meeting that this is for. What is about something else is for none."""
        if occasion is not Occasion.MEETING or not self.ahead:
            return None
        if self.several:
            return UUID(self.meeting.data) if self.meeting.data else None
        return self.ahead[0].id


def said_when(one: Ahead, today: date, language: str) -> tuple[str, dict[str, str]]:
    wall = london(one.starts_at)
    return "contributions.new.meeting_on", {
        "day": say_day_in_page(wall.date(), today.year, language),
        "time": say_time(wall.time(), language),
    }


class StartForm(ForMeetingForm):
    """What it is about, and the short way or all questions."""

    occasion = RadioField(
        "contributions.new.l_occasion",
        choices=[
            SelectChoice(one.value, f"contributions.occasion.{one.value}")
            for one in Occasion
            if one is not Occasion.QUICK
        ],
        validators=[Chosen("contributions.new.e_occasion")],
    )
    way = RadioField(
        "contributions.new.l_way",
        choices=[
            SelectChoice("short", "contributions.new.way_short"),
            SelectChoice("whole", "contributions.new.way_whole"),
        ],
        default="short",
        validators=[Optional()],
    )

    def validate_meeting(self, field: RadioField) -> None:
        if self.several and self.occasion.data == Occasion.MEETING and not field.data:
            stop("contributions.new.e_meeting")

    @property
    def whole(self) -> bool:
        return bool(self.way.data == "whole")
