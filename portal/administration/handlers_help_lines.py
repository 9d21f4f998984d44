"""Help lines: listed, added, changed, hidden, put in order, compared again; each checked before and after."""

from dataclasses import dataclass, replace
from uuid import uuid4

from aiohttp import web

from portal.administration.forms_help_lines import LineForm, stands_after
from portal.identity.access_log import changed, opened
from portal.identity.actor import current_actor
from portal.safety.help_lines import HelpLine, help_lines, together
from portal.safety.help_lines_kept import HELP_LINES
from portal.safety.store_help_lines import change_line, hold_lines, list_changed
from portal.web.fields import refuse
from portal.web.rendering import CATALOGUES, render
from portal.web.request import after_commit, connection, only_looked, posted, see_other, today_of
from portal.web.routes import Audience, get, post

PAGE = "/admin/help-lines"


@dataclass(frozen=True, slots=True)
class Subject:
    """The line of a form: what it is now (nothing where it is new), and all lines of the council."""

    before: HelpLine | None
    lines: tuple[HelpLine, ...]

    @property
    def start(self) -> HelpLine:
        """What the form begins with: a new one stands last."""
        return self.before or HelpLine("", "", checked_on=self.lines[0].checked_on)


async def list_lines(request: web.Request) -> web.Response:
    conn = connection(request)
    lines = together(await list_changed(conn))
    await opened(conn, current_actor(request), "help_lines")
    return render(request, "administration/list_help_lines.html", lines=lines)


async def _subject(request: web.Request) -> Subject:
    lines = together(await list_changed(connection(request)))
    line_id = request.match_info.get("line_id")
    found = [line for line in lines if line.id == line_id]
    if line_id is not None and not found:
        raise web.HTTPNotFound
    return Subject(found[0] if found else None, lines)


async def start_line(request: web.Request) -> web.Response:
    subject = await _subject(request)
    line = subject.start
    name, who, hours = _words_of(request, line)
    after = stands_after(line, subject.lines)
    form = await LineForm.begin(
        request, name=name, who=who, hours=hours, number=line.number, way="text" if line.text else "call",
        free="yes" if line.free else "no", nation=line.nation, young=line.young,
        after=subject.lines[-1].id if after is None else after, shown="no" if line.hidden else "yes",
    )  # fmt: skip
    return _page(request, subject, form)


async def save_line(request: web.Request) -> web.Response:
    """The first post shows before and after; only the second, from that page, changes anything."""
    conn, fields, form = connection(request), posted(request), await LineForm.posted(request)
    await hold_lines(conn)
    subject = await _subject(request)
    _offer(request, subject, form)
    if not form.check(subject.before) or fields.get("do") == "back":
        return _page(request, subject, form, 422 if form.errors else 200)
    after = form.line(subject.start, subject.lines, _starts(request, subject.before), today_of(request))
    if after.hidden and all(line.hidden for line in subject.lines if line.id != after.id):
        refuse(form.shown, "administration.lines.e_last")
        return _page(request, subject, form, 422)
    seen = fields.get("seen", "")
    now = subject.before.version if subject.before else ""
    if fields.get("do") == "save" and seen == now:
        await _save(request, after)
        return see_other(PAGE, done="administration.teams.saved")
    again = fields.get("do") == "save"
    only_looked(request)
    return render(
        request, "administration/check_help_line.html", status=409 if again else 200, again=again,
        before=subject.before, after=after, places=(_stands(request, subject, None), _stands(request, subject, form)),
        typed=[(field.name, _sent(field.data)) for field in form if field.data not in (False, None)],
    )  # fmt: skip


async def _save(request: web.Request, after: HelpLine) -> None:
    conn, actor = connection(request), current_actor(request)
    if not after.id:
        after = replace(after, id=str(uuid4()))
    await change_line(conn, after)
    await changed(conn, actor, "help_line", reason=after.id)
    after_commit(request, request.app[HELP_LINES].read_again)


def _sent(data: object) -> str:
    return "y" if data is True else str(data)


def _words_of(request: web.Request, line: HelpLine) -> tuple[str, str, str]:
    """Name, who it is for, hours: its own, or the catalogue's."""
    return (line.name, line.who or "", line.hours or "") if line.name else _starts(request, line)


def _starts(request: web.Request, line: HelpLine | None) -> tuple[str, str, str]:
    if line is None or line.id not in {one.id for one in help_lines()}:
        return "", "", ""
    words = request.app[CATALOGUES]["en"]
    name, who, when = (words.plain(f"help.line.{line.id}.{part}") for part in ("name", "who", "when"))
    return name, who, when


def _offer(request: web.Request, subject: Subject, form: LineForm) -> None:
    others = [line for line in subject.lines if subject.before is None or line.id != subject.before.id]
    form.offer((line.id, _words_of(request, line)[0]) for line in others)


def _stands(request: web.Request, subject: Subject, form: LineForm | None) -> str:
    """The name of the line that it stands behind, before the change or after it; nothing for the first."""
    after = form.after.data if form else stands_after(subject.start, subject.lines)
    return next((_words_of(request, line)[0] for line in subject.lines if line.id == after), "")


def _page(request: web.Request, subject: Subject, form: LineForm, status: int = 200) -> web.Response:
    _offer(request, subject, form)
    return render(
        request,
        "administration/change_help_line.html",
        status=status,
        form=form,
        is_new=subject.before is None,
    )


routes = [
    get(PAGE, list_lines, audience=Audience.ADMINISTRATOR),
    get(f"{PAGE}/new", start_line, audience=Audience.ADMINISTRATOR),
    post(f"{PAGE}/new", save_line, audience=Audience.ADMINISTRATOR),
    get(f"{PAGE}/{{line_id}}", start_line, audience=Audience.ADMINISTRATOR),
    post(f"{PAGE}/{{line_id}}", save_line, audience=Audience.ADMINISTRATOR),
]
