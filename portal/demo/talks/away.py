"""Amira was ill for a day and goes on leave in some weeks, and Tom wrote down what Amira should know."""

from datetime import datetime
from uuid import UUID

from portal.demo.cast import CAST
from portal.demo.days import MON, THU, TUE, WED
from portal.demo.rows import Row
from portal.demo.story import Story

AMIRA, SAM, PRIYA, TOM = CAST.amira, CAST.sam, CAST.priya, CAST.tom
# What stands in the notes for whoever covers, by the child whose plan they are about.
FOR_SAM = {
    CAST.kit.id: "Kit: breakfast club works. Ask Dani how the mornings are, and write between 10am and 3pm only.\n"
    "The housing team still owes her a day for the damp.",
    CAST.jay.id: "Jay: writes when Jay wants to. Please do not ring.",
    CAST.samuel.id: "Tigist: always with the interpreter, and she likes to be told things by voice.",
}


def tell(story: Story) -> None:
    ill = _absence(story, "sick", PRIYA.id, story.days.at(-2, WED, 8, 50), (-2, TUE), (-2, THU))
    ill["ended_at"] = story.days.at(-2, WED, 12, 0)
    leave = _absence(story, "leave", AMIRA.id, story.days.at(-1, MON, 12, 10), (6, MON), (8, MON))
    _cover(story, ill, leave)
    _handed_over_by_tom(story)


def _absence(
    story: Story, kind: str, set_by: UUID, set_at: datetime, begins: tuple[int, int], back: tuple[int, int]
) -> Row:
    story.add_with_id(
        "absence",
        staff_id=AMIRA.id,
        kind=kind,
        from_on=story.days.on(*begins),
        back_on=story.days.on(*back),
        set_by=set_by,
        set_at=set_at,
        ended_at=None,
    )
    return story.rows["absence"][-1]


def _cover(story: Story, ill: Row, leave: Row) -> None:
    """Sam covers: for Dani's family while Amira was ill, for every family of hers while she is on leave."""
    days = story.days
    covered = [row for row in story.rows["involvement"] if row["role"] == "cover"]
    for row in covered:
        past = row["from_at"] == days.at(-2, WED, 9)
        row["absence_id"] = (ill if past else leave)["id"]
        row["from_at"] = row["from_at"] if past else days.midnight(6, MON)
        row["to_at"] = ill["ended_at"] if past else days.midnight(8, MON)
    known = {row["child_plan_id"] for row in covered}
    for row in list(story.rows["involvement"]):
        if row["staff_id"] == AMIRA.id and row["role"] == "allocated" and row["child_plan_id"] not in known:
            story.add_with_id(
                "involvement",
                staff_id=SAM.id,
                child_plan_id=row["child_plan_id"],
                role="cover",
                covering_for=AMIRA.id,
                absence_id=leave["id"],
                from_at=days.midnight(6, MON),
                to_at=days.midnight(8, MON),
            )
    for plan in story.rows["child_plan"]:
        if body := FOR_SAM.get(plan["child_id"]):  # type: ignore[call-overload]
            _note(story, plan["id"], AMIRA.id, body, days.at(-1, MON, 12, 20), absence_id=leave["id"])


def _handed_over_by_tom(story: Story) -> None:
    days = story.days
    at = days.at(-8, MON, 9)
    for plan in story.rows["child_plan"]:
        if plan["child_id"] not in (CAST.kit.id, CAST.jay.id):
            continue
        change = story.add_with_id(
            "change_of_worker",
            child_plan_id=plan["id"],
            from_id=TOM.id,
            to_id=AMIRA.id,
            at=at,
            reason="CHCHAN",
            set_by=PRIYA.id,
            set_at=days.at(-10, MON, 10),
            confirmed_at=days.at(-8, MON, 11, 30),
        )
        _note(
            story,
            plan["id"],
            TOM.id,
            "Dani is tired of telling it again. Read the visits first. Kit likes to be asked about his book. "
            "Jay talks when nobody asks.",
            days.at(-9, THU, 14),
            change_id=change,
        )


def _note(story: Story, plan: object, by: UUID, body: str, at: datetime, **occasion: object) -> None:
    story.add_with_id(
        "handover_note", child_plan_id=plan, written_by=by, body=body, written_at=at, **occasion
    )
