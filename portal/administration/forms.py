"""The forms of an administrator."""

from collections.abc import Iterable
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from portal.administration.model import IN_A_TEAM, ROLES, ROLES_BY_TWO, STATUSES, Filter, NewStaff
from portal.caseloads.forms import taker_choices, why_another_manager
from portal.caseloads.model import Taker
from portal.web.fields import (
    AtMost,
    Chosen,
    HiddenField,
    Message,
    NameField,
    RadioField,
    Required,
    SelectChoice,
    SelectField,
    StringField,
    refuse,
)
from portal.web.forms import Form
from portal.web.request import number_in

LAST_PAGE = 10_000


class FilterForm(Form):
    """What the list is narrowed to. Anything unknown in the address narrows nothing."""

    q = StringField("administration.l_search")
    role = SelectField(
        "administration.l_role",
        choices=[
            SelectChoice("", "administration.any"),
            *(SelectChoice(r, f"administration.role.{r}") for r in ROLES),
        ],
    )
    status = SelectField(
        "administration.l_status",
        choices=[
            SelectChoice("", "administration.status.current"),
            *(SelectChoice(s, f"administration.status.{s}") for s in STATUSES),
        ],
    )

    def filter(self, page: str) -> Filter:
        number = number_in(page, digits=5) or 1
        return Filter(
            q=(self.q.data or "")[:120].replace("\0", ""),
            role=self.role.data if self.role.data in ROLES else "",
            status=self.status.data if self.status.data in STATUSES else "",
            page=min(max(number, 1), LAST_PAGE),
        )


def _way() -> RadioField:
    return RadioField(
        "administration.l_way",
        choices=[SelectChoice(way, f"administration.way.{way}") for way in ("email", "paper")],
        default="email",
        validators=[Chosen("administration.e_way")],
    )


class InviteForm(Form):
    name = NameField(
        "administration.l_name",
        validators=[Required("administration.e_name"), AtMost(120, "administration.e_long")],
    )
    email = StringField("administration.l_email")
    role = RadioField(
        "administration.l_role",
        choices=[SelectChoice(role, f"administration.role.{role}") for role in ROLES],
        validators=[Chosen("administration.e_role")],
    )
    job_title = NameField(
        "administration.l_job_title",
        description="administration.h_job_title",
        validators=[Required("administration.e_job_title"), AtMost(80, "administration.e_long")],
    )
    team = SelectField("administration.l_team")
    way = _way()

    def check(self, domain: str) -> bool:
        """`domain`: the administrator's own. Staff sign in with an address of the council, partners with any."""
        self.validate()
        problem = work_email_problem(self.email.data or "", None if self.role.data == "partner" else domain)
        if problem:
            refuse(self.email, problem)
        if self.role.data in IN_A_TEAM and not self.team.data:
            self.team.errors = ["administration.e_team"]
        return not self.errors

    def by_two(self, domain: str) -> bool:
        """Whether a second person has to say yes: alone one sends a link to a work address of the council's own.

        Whoever sees words on paper, or reads what comes to an address elsewhere, could be whoever invites.
        """
        at_work = work_email_problem(self.email.data or "", domain) is None
        return self.role.data in ROLES_BY_TWO or self.way.data != "email" or not at_work

    @property
    def new(self) -> NewStaff:
        name = self.name.data or ""
        team = UUID(self.team.data) if self.team.data else None
        return NewStaff(name, name.split()[0][:60], self.role.data, self.job_title.data or "", team)


def work_email_problem(typed: str, domain: str | None) -> Message | None:
    """What is wrong with an address to sign in with; None where nothing is."""
    example: Message = ("administration.e_email", {"domain": domain or "example.nhs.uk"})
    try:
        checked = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return example
    if not typed.isascii() or len(typed) > 254:
        return example
    own = domain is None or checked.domain.lower() == domain or checked.domain.lower().endswith(f".{domain}")
    return None if own else example


class WordsForm(Form):
    """`version`: what the page was shown with, so that Back or a reload voids no words that were printed since."""

    version = HiddenField()
    way = _way()
    reason = StringField(
        "administration.l_reason",
        validators=[Required("administration.e_reason"), AtMost(300, "administration.e_long")],
    )


class TakerField(SelectField):
    """Who could have what somebody had; nobody is chosen beforehand."""

    def offer(self, takers: Iterable[Taker]) -> None:
        self.choices = [SelectChoice("", "administration.choose"), *taker_choices(takers)]


def _is_name(typed: str | None, name: str) -> bool:
    """Whether somebody typed this name, whatever the spaces and capitals."""
    return (typed or "").casefold().split() == name.casefold().split()


class StopForm(Form):
    taker = TakerField("administration.l_taker")
    typed_name = NameField("administration.l_typed_name")

    def check(self, name: str, *, has_families: bool) -> bool:
        self.validate()
        if has_families and not self.taker.data:
            self.taker.errors = ["administration.e_taker"]
        if not _is_name(self.typed_name.data, name):
            self.typed_name.errors = ["administration.e_typed_name"]
        return not self.errors


class ManagingForm(Form):
    taker = TakerField(
        "administration.managing.l_taker", validators=[Chosen("administration.managing.e_taker")]
    )
    reason = why_another_manager("administration.managing.l_reason")
    typed_name = NameField("administration.l_typed_name")

    def check(self, name: str) -> bool:
        self.validate()
        if not _is_name(self.typed_name.data, name):
            refuse(self.typed_name, "administration.e_typed_name")
        return not self.errors
