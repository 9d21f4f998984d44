"""How meetings ended: what was decided in whose words, who took what on, who did not agree; and a partner's reports."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from portal.demo.cast import CAST, EXAMPLESHIRE, Member, id_of
from portal.demo.days import FRI, MON, THU, TUE, WED
from portal.demo.meetings.meetings_story import Asking, MeetingStory
from portal.demo.rows import Row
from portal.demo.story import Story
from portal.meetings.model_decisions import answer_by
from portal.meetings.types import type_of

AMIRA, HELEN, GRACE_LIM = CAST.amira, CAST.helen, CAST.grace_lim
DANI, MARCUS, KIT, JAY = CAST.dani, CAST.marcus, CAST.kit, CAST.jay


def tell_ended(story: Story) -> None:
    """Only where the demonstration tells what people wrote."""
    if story.council == EXAMPLESHIRE:
        _first_review(story)
        _core_group(story)
        _reports(story)
        _put_right(story)


class Before(MeetingStory):
    """A meeting that was told already, to say who came to it."""

    def __init__(self, story: Story, key: str, asking: Asking) -> None:
        self.story, self.key, self.asking = story, key, asking
        self.id = id_of(story.council, "meeting", key)
        self.row = next(row for row in story.rows["meeting"] if row["id"] == self.id)
        self.of = type_of(str(self.row["type"]))


class Ending:
    """How one meeting ended, as who runs it wrote it up."""

    def __init__(self, story: Story, meeting_id: UUID, by: Member, at: datetime) -> None:
        self.story, self.id, self.by, self.at = story, meeting_id, by, at
        self.row: Row = next(row for row in story.rows["meeting"] if row["id"] == meeting_id)
        self.row["decided_at"] = at
        self._decided = self._promised = 0

    def decided(
        self,
        body: str,
        *readers: Member,
        child: tuple[str, Sequence[Member]] | None = None,
        draft: bool = False,
    ) -> "Ending":
        """`child`: the same in words for children, and whose words those are."""
        self._decided += 1
        beside = self._words(body, readers, None, draft)
        if child is not None:
            self._words(child[0], child[1], beside, draft)
        return self

    def _words(self, body: str, readers: Sequence[Member], beside: UUID | None, draft: bool) -> UUID:
        row_id = self.story.add_with_id(
            "decision", meeting_id=self.id, position=self._decided, body=body, by_id=self.by.id, at=self.at,
            shared_at=None if draft else self.at, beside_id=beside,
        )  # fmt: skip
        for reader in readers:
            self.story.add("decision_reader", decision_id=row_id, person_id=reader.id)
        return row_id

    def promise(
        self, owes: tuple[str, str], what: str, by_on: date, *readers: Member, **more: object
    ) -> "Ending":
        """`owes`: the council or the family, and who of it."""
        self._promised += 1
        promise_id = self.story.add_with_id(
            "promise", family_id=self.row["family_id"], meeting_id=self.id, owed_by=owes[0], who_words=owes[1],
            what=what, by_on=by_on, position=self._promised, made_by=self.by.id, made_at=self.at, **more,
        )  # fmt: skip
        for reader in readers:
            self.story.add("promise_reader", promise_id=promise_id, person_id=reader.id, shared_at=self.at)
        return self

    def disagreed(self, by: Member, body: str, at: datetime, **reply: object) -> "Ending":
        self.story.add_with_id(
            "different_view", meeting_id=self.id, by_id=by.id, body=body, at=at,
            reply_by_on=answer_by(at.date()), **reply,
        )  # fmt: skip
        return self


def _first_review(story: Story) -> None:
    """The parents came at different times of one day. The children have it in words of their own."""
    days = story.days
    review = Before(story, "rowe first review", Asking(AMIRA, HELEN, days.at(-9, MON, 10)))
    review.slot("dani", days.at(-6, THU, 10), "The Beech Room, Larch House").asks(DANI, KIT, JAY)
    review.slot("marcus", days.at(-6, THU, 15), "Room 2, Exampleton Library").asks(MARCUS)
    review.shared(days.at(-8, MON, 10))
    end = Ending(story, review.id, HELEN, days.at(-5, TUE, 15))
    end.row["next_on"] = days.on(4, FRI)
    end.decided(
        "The plan goes on. We all look again before the summer holidays.", DANI, JAY,
        child=("We go on helping you at home. We look again before the summer holidays.", (KIT,)),
    )  # fmt: skip
    end.decided("Mornings get easier first: the breakfast club, and a lift on Mondays.", DANI)
    end.decided("Jay says when we talk to the school. We ask Jay first.", JAY)
    end.decided("The plan goes on. You see Kit and Jay every second week, with somebody there.", MARCUS)
    end.promise(
        ("council", "Amira"), "Ask the school for a place in the breakfast club", days.on(-5, FRI), DANI, KIT,
        state="done", settled_by=AMIRA.id, settled_at=days.at(-5, THU, 16),
    )  # fmt: skip
    end.promise(
        ("council", "Amira"), "Find you a place on the course for fathers", days.on(-4, FRI), MARCUS,
        state="done", settled_by=AMIRA.id, settled_at=days.at(-4, WED, 11),
    )  # fmt: skip
    end.disagreed(
        MARCUS, "Every second week is too little. I did all that you asked of me.", days.at(-5, FRI, 20, 10),
        reply="You did, and we wrote that down. We look at this again at the next review.", replied_by=HELEN.id,
        replied_at=days.at(-4, TUE, 9, 30),
    )  # fmt: skip


def _core_group(story: Story) -> None:
    days = story.days
    end = Ending(story, CAST.core_group, AMIRA, days.at(-3, FRI, 14))
    end.row["next_on"] = days.on(1, WED)
    end.decided("Kit goes to the breakfast club four times a week. It works, so it stays.", DANI)
    end.decided(
        "The wall has to be dry before winter. We press the housing office, you do not have to.", DANI
    )
    end.decided("We ask Jay each time before anybody talks to the school.", DANI)
    end.promise(
        ("council", "Amira"), "Write to the housing office about the wall, and tell you what they say",
        days.on(-1, FRI), DANI,
    )  # fmt: skip
    end.promise(
        ("council", "Ngozi Okafor"), "Keep an inhaler for Kit in the classroom", days.on(-2, FRI), DANI,
        state="done", settled_by=AMIRA.id, settled_at=days.at(-2, THU, 12),
    )  # fmt: skip
    end.promise(("family", "Dani"), "Take the letter from Dr Osei to the school", days.on(1, MON), DANI)
    end.disagreed(
        DANI, "You wrote that I need not press the housing office. I want to be told what is said to them.",
        days.at(-2, MON, 13, 20),
    )  # fmt: skip
    end.decided("The club costs nothing until the summer. We look again then.", DANI, draft=True)
    story.add_with_id(
        "meeting_agreed", meeting_id=end.id, owed_by="council", who_words="Amira", by_on=days.on(1, TUE),
        what="Ask whether the club goes on in the holidays", reader_ids=[str(DANI.id)], by_id=AMIRA.id,
        at=days.at(-1, THU, 10),
    )  # fmt: skip


def _reports(story: Story) -> None:
    """One that is begun, and one that was sent and waits for somebody to look at it."""
    days = story.days
    story.add(
        "partner_report", meeting_id=CAST.review_conference, person_id=GRACE_LIM.id, saved_at=days.at(-1, THU, 15),
        working_well="Kit’s chest is better than in spring. He uses his inhaler by himself.",
    )  # fmt: skip
    at = days.at(-1, THU, 15, 40)
    boxes = {
        "working_well": ("What is working well?", "The baby puts on weight and smiles at everybody."),
        "worried_about": (
            "What are you worried about?",
            "The nights are short. You told me that you cry at times.",
        ),
        "happens_next": (
            "What should happen next?",
            "Somebody for two nights a week, also after next month.",
        ),
    }
    paper_id = story.add_with_id(
        "paper", meeting_id=CAST.brennan_review, kind="partner_report", title="Report from Grace Lim",
        by_id=GRACE_LIM.id, due_on=days.on(0, FRI), made_at=at,
    )  # fmt: skip
    version_id = story.add_with_id(
        "paper_version", paper_id=paper_id, number=1, by_id=GRACE_LIM.id, saved_at=at
    )
    for place, (name, (heading, body)) in enumerate(boxes.items()):
        for offset, words in enumerate((heading, body)):
            story.add(
                "paper_paragraph", version_id=version_id, position=2 * place + offset + 1,
                key=story.id("report of Grace Lim", name, str(offset)), heading=offset == 0, body=words,
            )  # fmt: skip
    story.add(
        "partner_report", meeting_id=CAST.brennan_review, person_id=GRACE_LIM.id, saved_at=at, paper_id=paper_id,
        sent_at=at, version=2, **{name: body for name, (_, body) in boxes.items()},
    )  # fmt: skip


def _put_right(story: Story) -> None:
    """The lift was written down for the wrong day. What it said first stays, marked, beside what it says now."""
    days = story.days
    now = next(row for row in story.rows["decision"] if "a lift on Mondays" in str(row["body"]))
    before = story.add_with_id(
        "decision", meeting_id=now["meeting_id"], position=now["position"], by_id=HELEN.id, at=now["at"],
        body="Mornings get easier first: the breakfast club, and a lift on Fridays.", shared_at=now["shared_at"],
    )  # fmt: skip
    at = days.at(-5, WED, 9, 30)
    story.add_with_id(
        "taking_back", meeting_id=now["meeting_id"], reader_id=DANI.id, decision_id=before,
        instead_decision_id=now["id"], because="We wrote down the wrong day for the lift. Dani rang and told us.",
        by_id=HELEN.id, at=at, shared_at=now["shared_at"], first_read_at=days.at(-5, TUE, 19),
    )  # fmt: skip
    now["at"] = now["shared_at"] = at
