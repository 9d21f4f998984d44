"""What a partner types into the three boxes of a report."""

from typing import Any

from portal.meetings.model_partner import LONGEST_BOX, Report
from portal.web.fields import AtMost, HiddenField, TextAreaField
from portal.web.forms import Form
from portal.web.request import number_in

TOO_LONG = "meetings.decisions.e_long"


class ReportForm(Form):
    version = HiddenField()
    working_well = TextAreaField("meetings.report.working_well", validators=[AtMost(LONGEST_BOX, TOO_LONG)])
    worried_about = TextAreaField("meetings.report.worried_about", validators=[AtMost(LONGEST_BOX, TOO_LONG)])
    happens_next = TextAreaField("meetings.report.happens_next", validators=[AtMost(LONGEST_BOX, TOO_LONG)])

    def report(self) -> Report:
        return Report(
            self.working_well.data or "",
            self.worried_about.data or "",
            self.happens_next.data or "",
            number_in(self.version.data) or 0,
        )


def saved_report(report: Report) -> dict[str, Any]:
    return {**dict(report.boxes), "version": str(report.version)}
