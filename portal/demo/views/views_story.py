"""One set of questions as somebody answers it: begun, answered, sent, read, and what was done about it."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.clock import LONDON
from portal.contributions.model_sets import QuestionSet
from portal.contributions.question_sets import all_sets
from portal.demo.cast import Member
from portal.demo.rows import Row
from portal.demo.story import Story
from portal.statutory.answering import ANSWER_WITHIN
from portal.statutory.calendar import bank_holidays_of_england
from portal.statutory.counting import working_days_after


class ViewsStory:
    """`at`: when they began. A page takes half a minute."""

    def __init__(self, story: Story, person: Member, of: str, occasion: str, at: datetime) -> None:
        self.story, self.person, self.began_at = story, person, at
        self.of: QuestionSet = all_sets()[of]
        story.add_with_id(
            "contribution",
            person_id=person.id,
            occasion=occasion,
            set_id=self.of.id,
            set_version=self.of.version,
            language=person.language,
            began_at=at,
            step=self.of.questions[0].key,
        )
        self.row: Row = story.rows["contribution"][-1]
        self._pages = 0

    @property
    def id(self) -> UUID:
        found = self.row["id"]
        assert isinstance(found, UUID)
        return found

    def for_meeting(self, meeting_id: UUID) -> None:
        """One that they were asked to by then."""
        self.row["meeting_id"] = meeting_id

    def done_with(self, worker: Member, *, saw: str, there: str) -> None:
        self.row.update(done_with=worker.id, helper_saw=saw, who_was_there=there)

    def says(self, question: str, words: str = "", **parts: str) -> None:
        """Words for a question of one part; or by part, where a code of the set is a choice."""
        asked = self.of.question(question)
        assert asked is not None, question
        given = parts or {asked.parts[0].key: words}
        if asked.each_child:
            asked = asked.for_children((UUID(key), key) for key in given)
        for part in asked.parts:
            said = given.get(part.key) or None
            coded = said is not None and any(said == choice.code for choice in part.choices)
            self._answer(
                question, part=part.key, choice=said if coded else None, words=None if coded else said
            )
        self._next(question)

    def skips(self, question: str, instead: str = "skipped") -> None:
        self._answer(question, part="", instead=instead)
        self._next(question)

    def _answer(self, question: str, **more: object) -> None:
        by = self.row.get("done_with", self.person.id)
        at = self.began_at + timedelta(seconds=30 * (self._pages + 1))
        self.story.add_with_id(
            "answer", contribution_id=self.id, question=question, round=1, at=at, by_id=by, **more
        )

    def _next(self, question: str) -> None:
        self._pages += 1
        place = self.of.place_of(question)
        self.row["step"] = self.of.questions[place].key if place < len(self.of.questions) else "share"

    def sent(
        self, to: Member, at: datetime, *, meeting: tuple[str, ...] = (), **people: tuple[Member, ...]
    ) -> None:
        """`meeting`: questions for who runs it; by question, who of the family may see it."""
        day = at.astimezone(LONDON).date()
        holidays = bank_holidays_of_england()
        self.row.update(
            sent_at=at,
            sent_to=to.id,
            step="check",
            read_by_on=working_days_after(day, 1, holidays),
            answer_by_on=working_days_after(day, ANSWER_WITHIN, holidays),
        )
        for question in meeting:
            self._reader(question, at, meeting=True)
        for question, members in people.items():
            for member in members:
                self._reader(question, at, person_id=member.id)

    def _reader(self, question: str, at: datetime, **who: object) -> None:
        self.story.add_with_id(
            "answer_reader", contribution_id=self.id, question=question, chosen_at=at, **who
        )

    def read(self, by: Member, at: datetime) -> None:
        self.story.add("contribution_read", contribution_id=self.id, staff_id=by.id, at=at)

    def we_did(self, by: Member, state: str, what: str, at: datetime, **more: object) -> None:
        """`question`: what it is about, where that is not all of it."""
        self.story.add_with_id(
            "outcome", contribution_id=self.id, state=state, what=what, by_id=by.id, at=at, **more
        )

    def answered(self, at: datetime) -> None:
        self.row["answered_at"] = at

    def shown_wider(self, by: Member, to: Member, why: str, at: datetime, **more: object) -> None:
        self.story.add_with_id(
            "contribution_sharing",
            contribution_id=self.id, person_id=to.id, why=why, by_id=by.id, at=at, **{"told": True} | more,
        )  # fmt: skip
