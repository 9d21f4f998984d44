"""What whoever runs the portal asks of GOV.UK Notify by command: are the templates right, does a letter arrive."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from notifications import store_carrier, store_templates
from notifications.answers import Answer, Barred, Busy, NotTaken, Refused, Taken
from notifications.carrier import Carrier, NotHeard, Parcel, Way
from notifications.catalogue import (
    ENGLISH,
    LETTERS,
    LONGEST,
    WELSH,
    Form,
    WordsProblem,
    template_of,
    values_for,
)
from notifications.model import Channel, Go, Wording
from notifications.store import list_councils
from notifications.templates_check import Checked, Trouble, UnreadableAnswer, compare, read_templates, wanted
from portal.clock import Clock
from portal.db import Connection, Pool, council_transaction, open_pool
from portal.letters_settings import is_this_machine
from portal.settings import Settings, SettingsProblem, origin_of

# How long a command waits for Notify before it says that it did not answer.
PATIENCE = 30.0
# What Notify calls a key is the council's choice; whoever makes one for trying things out says so in its name.
FOR_TRYING = ("test", "team")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command prints, and what it exits with: 0 all is well, 1 something is not."""

    lines: list[str] = field(default_factory=list)
    code: int = 0


@dataclass(frozen=True, slots=True)
class TrialLetter:
    """`to`: a mobile number or an e-mail address of ours; never of anybody in a family."""

    to: str
    key: str = "message"
    wording: Wording = Wording.DISCREET
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Desk:
    """One council's way to Notify, for as long as a command runs."""

    settings: Settings
    pool: Pool
    carrier: Carrier
    clock: Clock
    council_id: UUID
    name: str
    host: str
    phone: str

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with council_transaction(self.pool, self.council_id, self.clock.now()) as conn:
            yield conn

    async def way(self) -> Way:
        async with self.transaction() as conn:
            way = await store_carrier.get_way(conn)
        if way is None:
            raise SettingsProblem(f"{self.name} has no key yet. Run: portal notify use --council … --key …")
        if not self.carrier.has_key(way.key_name):
            raise SettingsProblem(f"The file of PORTAL_NOTIFY_KEYS holds no key {way.key_name}.")
        return way

    @property
    def own_values(self) -> dict[str, str]:
        """What is the same in all letters of this council."""
        return {"url": origin_of(self.host, self.settings.origins), "phone": self.phone}


async def check(settings: Settings, council: str | None, *, adopt: bool = False, words: bool = False) -> Said:
    """Compares the templates at Notify with our letters; `adopt` keeps what was found, `words` prints what to paste."""
    said, wrong = Said(), False
    async for desk in _desks(settings, council):
        try:
            checked = await _ask_templates(desk)
        except (NotHeard, UnreadableAnswer) as fault:
            said.lines.append(f"{desk.name}: {_not_heard(fault)}")
            wrong = True
            continue
        said.lines.extend(_lines(desk.name, checked, words=words))
        wrong = wrong or checked.serious
        if adopt:
            async with desk.transaction() as conn:
                count = await store_templates.adopt_templates(conn, checked.found)
            said.lines.append(f"{desk.name}: {count} templates adopted, {len(checked.found)} known.")
    return Said(said.lines, 1 if wrong else 0)


async def _ask_templates(desk: _Desk) -> Checked:
    way = await desk.way()
    async with desk.transaction() as conn:
        welsh = await store_templates.speaks_welsh(conn)
    theirs = await desk.carrier.ask(way, read_templates)
    named = {one.name.lower() for one in theirs}
    welsh = welsh or any(name.split(",")[0].endswith(f" {WELSH}") for name in named)
    needed = wanted(languages=[ENGLISH, WELSH] if welsh else [ENGLISH], two_way=way.two_way)
    return compare(theirs, needed, desk.own_values)


def _lines(name: str, checked: Checked, *, words: bool) -> list[str]:
    lines = [f"{name}: {finding.said}" for finding in checked.findings]
    if words:
        wanting = [one.form for one in checked.findings if one.trouble in (Trouble.MISSING, Trouble.WORDS)]
        lines += [line for form in wanting for line in _to_paste(form)]
    lines += [f"{name}: no letter of ours at Notify: {other}" for other in checked.others]
    return lines or [f"{name}: all {len(checked.found)} templates are as they should be."]


def _to_paste(form: Form) -> list[str]:
    template = template_of(form)
    title = [f"Subject: {template.title}"] if template.title else []
    return ["", f"Name: {form.name}", *title, template.body, ""]


async def send_test(settings: Settings, council: str, test: TrialLetter) -> Said:
    """Sends one letter with invented values to an address that is nobody's, and says what Notify made of it."""
    async for desk in _desks(settings, council):
        way = await desk.way()
        await _refuse_families(desk, way, test)
        form = Form(test.key, _channel_of(test), test.wording, ENGLISH)
        async with desk.transaction() as conn:
            template_id = await store_templates.get_template(conn, form)
        if template_id is None:
            raise SettingsProblem(f"No template is known for {form.name}. Run: portal notify check --adopt")
        try:
            values = values_for(form, {**LONGEST[ENGLISH], **desk.own_values})
        except WordsProblem as problem:
            raise SettingsProblem(str(problem)) from None
        go = Go(test.to.strip(), test.wording, ENGLISH, values)
        parcel = Parcel(form.channel, go, template_id, uuid4())
        answer = await desk.carrier.send(way, parcel, time.monotonic() + PATIENCE)
        return Said([f"{desk.name}: {_answered(answer)}"], 0 if isinstance(answer, Taken) else 1)
    raise AssertionError("a named council is found or refused")


async def _refuse_families(desk: _Desk, way: Way, test: TrialLetter) -> None:
    """A slip of the hand must not reach anybody's kitchen table; no option turns the first of these off."""
    async with desk.transaction() as conn:
        if await store_templates.is_somebodys(conn, test.to):
            raise SettingsProblem(
                "That is how somebody of a family is reached. A test goes to a colleague's only."
            )
    # As Notify hands a key out: its name, the service and the secret, 36 characters each.
    named = desk.settings.letters.keys[way.key_name][: -2 * 37].lower()
    trying = any(word in named for word in FOR_TRYING)
    if not (trying or test.sure or is_this_machine(urlsplit(desk.settings.letters.url).hostname)):
        raise SettingsProblem(
            "This looks like a live key: the letter would be sent. If that is meant, add --yes"
        )


def _channel_of(test: TrialLetter) -> Channel:
    if test.key not in LETTERS:
        raise SettingsProblem(f"There is no letter {test.key}. There are: {', '.join(LETTERS)}.")
    channel = Channel.EMAIL if "@" in test.to else Channel.TEXT
    if channel not in LETTERS[test.key].channels:
        raise SettingsProblem(f"The letter {test.key} does not go by {channel}.")
    return channel


async def resume(settings: Settings, council: str) -> Said:
    """After a stop: asks Notify whether it takes us again, and if so lets the letters go."""
    async for desk in _desks(settings, council):
        way = await desk.way()
        try:
            await desk.carrier.ask(way, read_templates)
        except (NotHeard, UnreadableAnswer) as fault:
            return Said([f"{desk.name}: still stopped. {_not_heard(fault)}"], 1)
        async with desk.transaction() as conn:
            opened = await store_carrier.reopen(conn)
        return Said(
            [
                f"{desk.name}: letters leave again."
                if opened
                else f"{desk.name}: letters were leaving already."
            ]
        )
    raise AssertionError("a named council is found or refused")


async def use_key(settings: Settings, council: str, key_name: str, senders: dict[str, UUID | None]) -> Said:
    """Says under which key of the deployment's file a council's letters go."""
    if key_name not in settings.letters.keys:
        raise SettingsProblem(f"The file of PORTAL_NOTIFY_KEYS holds no key {key_name}.")
    async for desk in _desks(settings, council):
        async with desk.transaction() as conn:
            await store_templates.set_key(conn, key_name, senders)
        return Said([f"{desk.name}: letters go under the key {key_name}. Next: portal notify check --adopt"])
    raise AssertionError("a named council is found or refused")


async def _desks(settings: Settings, council: str | None) -> AsyncIterator[_Desk]:
    """One council by its name or id, or all. Raises SettingsProblem where there is none of that name."""
    clock = Clock()
    carrier = Carrier(settings.letters.url, settings.letters.keys)
    pool = await open_pool(settings.database_url, 2, name="portal notify", serves=False, role="portal_worker")
    found = 0
    try:
        for council_id in await list_councils(pool):
            async with council_transaction(pool, council_id, clock.now()) as conn:
                name, host, phone = await store_templates.get_letterhead(conn)
            if council is None or council.casefold() in (name.casefold(), str(council_id)):
                found += 1
                yield _Desk(settings, pool, carrier, clock, council_id, name, host, phone)
    finally:
        carrier.close()
        await pool.close()
    if not found:
        raise SettingsProblem(f"There is no council {council!r}." if council else "There is no council yet.")


def _not_heard(fault: NotHeard | UnreadableAnswer) -> str:
    return _answered(fault.answer) if isinstance(fault, NotHeard) else f"{fault}."


def _answered(answer: Answer) -> str:
    """In words, and never what Notify quotes of a number."""
    if isinstance(answer, Taken):
        return "Notify took it."
    if isinstance(answer, Refused):
        return f"Notify refused it ({answer.what})."
    if isinstance(answer, Barred):
        return f"Notify does not take our key, or our clock is wrong ({answer.what})."
    if isinstance(answer, Busy):
        return "Notify takes no more at the moment."
    return "Notify cannot be reached." if isinstance(answer, NotTaken) else "Notify did not answer clearly."
