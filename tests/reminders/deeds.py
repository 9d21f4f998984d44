"""What each line with a star in a_day.txt means."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

from portal.after_visits.model import Outcome
from portal.demo.cast import CAST, Member
from tests.reminders import arranging_meetings as meetings
from tests.reminders import arranging_views as views
from tests.reminders.arranging import HOME, OFFICE, Town, on

C = CAST
Deed: TypeAlias = Callable[[Town], Awaitable[object]]
JUNE_1_2PM, JUNE_1_345PM = on(2026, 6, 1, 14), on(2026, 6, 1, 15, 45)
JUNE_8_5PM, JUNE_11_11AM = on(2026, 6, 8, 17), on(2026, 6, 11, 11)
JUNE_10, JUNE_15 = date(2026, 6, 10), date(2026, 6, 15)


async def _nothing(town: Town) -> None:
    """The table says how things stand."""


async def _writes_and_is_seen(town: Town) -> None:
    await town.writes(C.amira, C.tigist)
    await town.reads(C.tigist)


async def _shares(town: Town, by: Member, reader: Member, at: datetime) -> None:
    await town.shares(by, await town.visit_at(reader, at), reader)


async def _shares_with_both(town: Town) -> None:
    visit = await town.visit_at(C.rosa, JUNE_8_5PM)
    await town.shares(C.sam, visit, C.rosa)
    await town.shares(C.sam, visit, C.luca)


async def _plans(town: Town, tigist: datetime, home: datetime, office: datetime) -> None:
    like = await town.visit_at(C.tigist, JUNE_1_2PM)
    await town.plans(C.amira, like, tigist, C.tigist)
    await town.plans(C.amira, HOME, home, C.dani, C.jay)
    await town.plans(C.amira, OFFICE, office, C.marcus)


async def _plans_at_joans(town: Town) -> None:
    like = await town.visit_at(C.joan, JUNE_1_345PM)
    await town.plans(C.ines, like, on(2026, 6, 9, 14), C.joan)


async def _chloe_asks(town: Town) -> None:
    await town.asks_for_another_time(C.chloe, await town.visit_at(C.chloe, on(2026, 6, 9, 13)))


def _with_visit(what: str, by: Member, reader: Member, at: datetime, *more: object) -> Deed:
    async def deed(town: Town) -> None:
        await getattr(town, what)(by, await town.visit_at(reader, at), *more)

    return deed


async def _helen_asks_rowes(town: Town) -> None:
    slots = ((on(2026, 7, 16, 10), (C.dani, C.jay, C.kit)), (on(2026, 7, 17, 14), (C.marcus,)))
    await meetings.asks_to_meet(town, C.helen, C.kit.id, slots)


async def _helen_asks_azizes(town: Town) -> None:
    slots = ((on(2026, 7, 14, 13), (C.joan, C.omar)), (on(2026, 7, 14, 15), (C.leila,)))
    await meetings.asks_to_meet(town, C.helen, C.omar.id, slots)


async def _helen_asks_tigist_and_sol(town: Town) -> None:
    samuel = await town.db.fetchval("SELECT child_id FROM relationship WHERE person_id = $1", C.tigist.id)
    await meetings.asks_to_meet(town, C.helen, samuel, [(on(2026, 7, 14, 15), (C.tigist,))])
    await meetings.asks_to_meet(town, C.helen, C.sol.id, [(on(2026, 7, 15, 12), (C.sol,))])


async def _lewis_asks_chloe(town: Town) -> None:
    child = await town.db.fetchval("SELECT child_id FROM relationship WHERE person_id = $1", C.chloe.id)
    await meetings.asks_to_meet(town, C.lewis, child, [(on(2026, 7, 15, 13), (C.chloe,))])


async def _marcus_thinks(town: Town) -> None:
    await town.signs_in(C.marcus)
    await views.thinks(town, C.marcus, "meeting")


DEEDS: Mapping[str, Deed] = {
    "letters begin; Grace's question for another time is open, as is Dani's summary of Friday": _nothing,
    "Amira agrees to Thursday 11 June at 11am, as Grace asked": lambda t: t.agrees(C.amira, C.grace, JUNE_11_11AM),
    "Amira records that she saw Tigist and Samuel": _with_visit("records", C.amira, C.tigist, JUNE_1_2PM, Outcome.DONE),
    "Ines is 20 minutes late for Joan": _with_visit("is_late", C.ines, C.joan, JUNE_1_345PM, 20),
    "Ines records that she saw Joan and Omar": _with_visit("records", C.ines, C.joan, JUNE_1_345PM, Outcome.DONE),
    "Amira shares with Tigist what they talked about": lambda t: _shares(t, C.amira, C.tigist, JUNE_1_2PM),
    "Ines shares with Joan what they talked about": lambda t: _shares(t, C.ines, C.joan, JUNE_1_345PM),
    "Amira lets Sean see the plan of Thursday 11 June too":
        _with_visit("lets_see", C.amira, C.grace, JUNE_11_11AM, C.sean),
    "Amira writes to Dani": lambda t: t.writes(C.amira, C.dani),
    "Ines writes to Sol": lambda t: t.writes(C.ines, C.sol),
    "Lewis writes to Chloe": lambda t: t.writes(C.lewis, C.chloe),
    "Dani signs in and reads": lambda t: t.reads(C.dani),
    "Sam writes to Rosa": lambda t: t.writes(C.sam, C.rosa),
    "Sam writes to Luca": lambda t: t.writes(C.sam, C.luca),
    "Amira writes to Tigist, who has the page open and sees it": _writes_and_is_seen,
    "Amira writes to Marcus": lambda t: t.writes(C.amira, C.marcus),
    "Ines writes to Leila": lambda t: t.writes(C.ines, C.leila),
    "Amira moves the visit at home to Wednesday 10 June at 4pm": lambda t: t.moves(C.amira, HOME, on(2026, 6, 10, 16)),
    "Leila signs in and reads": lambda t: t.reads(C.leila),
    "Marcus signs in and reads": lambda t: t.reads(C.marcus),
    "Amira writes to Tigist": lambda t: t.writes(C.amira, C.tigist),
    "Tigist signs in and reads": lambda t: t.reads(C.tigist),
    "Amira moves the visit at the office to 11:30am": lambda t: t.moves(C.amira, OFFICE, on(2026, 6, 10, 11, 30)),
    "Chloe asks for another time": _chloe_asks,
    "Luca says that discreet texts are fine now": lambda t: t.says(C.luca, texting="discreet"),
    "Luca wants no texts again": lambda t: t.says(C.luca, texting="no"),
    "Ines plans a visit at Joan's on Tuesday 9 June at 2pm": _plans_at_joans,
    "Ines says that she is away from Wednesday 10 June, and that Sam reads meanwhile":
        lambda t: t.goes_away(C.ines, (JUNE_10, JUNE_15), C.sam),
    "Lewis says that he is away from Wednesday 10 June, and names nobody":
        lambda t: t.goes_away(C.lewis, (JUNE_10, JUNE_15), None),
    "Lewis answers Chloe: the time stays": lambda t: t.keeps_time(C.lewis, C.chloe),
    "Sam is 30 minutes late for Rosa and Luca": _with_visit("is_late", C.sam, C.rosa, JUNE_8_5PM, 30),
    "Sam records that he saw Rosa and Luca": _with_visit("records", C.sam, C.rosa, JUNE_8_5PM, Outcome.DONE),
    "Ines calls off Leila's visit": _with_visit("calls_off", C.ines, C.leila, on(2026, 6, 11, 13)),
    "Leila says: only I contact you": lambda t: t.says(C.leila, only_i_contact=True),
    "Sam shares with Rosa what they talked about, and with Luca his own": _shares_with_both,
    "Grace says that her phone is not safe": lambda t: t.says_unsafe(C.grace),
    "Amira records that Marcus did not come":
        _with_visit("records", C.amira, C.marcus, on(2026, 6, 10, 11, 30), Outcome.NO_ANSWER),
    "Amira records that the visit at home was missed by us": lambda t: t.records(C.amira, HOME, Outcome.MISSED_BY_US),
    "Amira records the visit that was not announced as done":
        lambda t: t.records(C.amira, C.unannounced_visit, Outcome.DONE),
    "Priya notes that Amira is ill, and that Sam reads meanwhile":
        lambda t: t.goes_away(C.amira, (date(2026, 6, 12), JUNE_15), C.sam, by=C.priya),
    "Sam calls off Sol's visit": _with_visit("calls_off", C.sam, C.sol, on(2026, 6, 12, 12)),
    "Amira plans: Tigist on Saturday 27 March at 3pm, Dani and Jay on Sunday 28 March at 2pm, Marcus on Monday 29 "
    "March at 9am": lambda t: _plans(t, on(2027, 3, 27, 15), on(2027, 3, 28, 14), on(2027, 3, 29, 9)),
    "Amira records that Tigist did not answer":
        _with_visit("records", C.amira, C.tigist, on(2027, 3, 27, 15), Outcome.NO_ANSWER),
    "Amira plans: Tigist on Saturday 30 October at 3pm, Dani and Jay on Sunday 31 October at 2pm, Marcus on Monday 1 "
    "November at 9am": lambda t: _plans(t, on(2027, 10, 30, 15), on(2027, 10, 31, 14), on(2027, 11, 1, 9)),
    "Amira records that she missed Tigist":
        _with_visit("records", C.amira, C.tigist, on(2027, 10, 30, 15), Outcome.MISSED_BY_US),
    "Helen shows whom she asks: Dani, Jay and Kit on Thursday 16 July at 10am, Marcus on Friday 17 July at 2pm":
        _helen_asks_rowes,
    "Helen shows whom she asks: Joan and Omar on Tuesday 14 July at 1pm, Leila at 3pm": _helen_asks_azizes,
    "Helen shows whom she asks: Tigist on Tuesday 14 July at 3pm, Sol on Wednesday 15 July at midday":
        _helen_asks_tigist_and_sol,
    "Lewis shows whom he asks: Chloe on Wednesday 15 July at 1pm": _lewis_asks_chloe,
    "Marcus signs in and sends what he thinks about the meeting": _marcus_thinks,
    "Chloe says that she will not be there": lambda t: meetings.says_not_there(t, C.chloe),
    "Amira says what she did about what Marcus said": lambda t: views.answers_what_was_said(t, C.amira, C.marcus),
    "Amira says more about what Marcus said": lambda t: views.answers_what_was_said(t, C.amira, C.marcus),
    "Amira shares a paper with Dani": lambda t: meetings.shares_paper(t, C.amira, C.dani),
    "Amira shares another paper with Dani": lambda t: meetings.shares_paper(t, C.amira, C.dani),
    "Amira shares a paper with Marcus": lambda t: meetings.shares_paper(t, C.amira, C.marcus),
    "Ines types in what Leila wrote on paper": lambda t: views.thinks(t, C.leila, "things", typed_in_by=C.ines),
    "Helen asks Tigist for Tuesday 14 July at 9am instead":
        lambda t: meetings.asks_instead(t, C.helen, C.tigist, on(2026, 7, 14, 9)),
    "Helen calls off the meeting with Sol": lambda t: meetings.calls_off_meeting_with(t, C.helen, C.sol),
    "Joan asks for another time of the meeting": lambda t: meetings.asks_another_time(t, C.joan),
    "Helen moves the time of Marcus to Friday 17 July at 4pm":
        lambda t: meetings.moves_slot_of(t, C.helen, C.marcus, on(2026, 7, 17, 16)),
    "Ines answers Joan: the time stays": lambda t: meetings.answers_ask(t, C.ines, C.joan, "The room is free then."),
    "Lewis calls off the meeting with Chloe": lambda t: meetings.calls_off_meeting_with(t, C.lewis, C.chloe),
    "Helen shares with Dani what was decided": lambda t: meetings.shares_decision(t, C.helen, C.dani),
    "Amira says what she did about what Dani wanted to talk about on 9 June":
        lambda t: views.answers_topic_of(t, C.amira, C.dani, HOME),
}  # fmt: skip
