"""Who of a family a summary is for, as ticked on a page: who can be, who cannot, and why not."""

from uuid import UUID

from portal.after_visits.model import Candidate, barred, kept_apart
from portal.web.fields import Message, SelectChoice, SelectMultiple, refuse


def reader_choices(candidates: list[Candidate]) -> list[SelectChoice]:
    return [SelectChoice(str(one.id), "=" + one.name) for one in candidates]


def barred_words(candidates: list[Candidate]) -> dict[str, Message]:
    """What stands beside a name that cannot be ticked."""
    found = {str(one.id): (one, barred(one, candidates)) for one in candidates}
    return {
        key: (f"after_visits.barred.{why.because}", {"name": one.called, "other": why.of})
        for key, (one, why) in found.items()
        if why is not None
    }


def chosen(field: SelectMultiple, candidates: list[Candidate]) -> list[UUID] | None:
    """The people ticked, where they may read this visit together; else the field says why not."""
    by_id = {str(one.id): one for one in candidates}
    ticked = list(dict.fromkeys(field.data or []))
    field.errors = []
    if not ticked or any(one not in by_id for one in ticked):
        refuse(field, "after_visits.summary.e_readers")
        return None
    ids = [by_id[one].id for one in ticked]
    pair = kept_apart(ids, candidates)
    if pair is not None:
        refuse(
            field, ("after_visits.summary.e_kept_apart", {"name": pair[0].called, "other": pair[1].called})
        )
        return None
    if any(by_id[one].kept_from_home for one in ticked):
        refuse(field, "after_visits.summary.e_home")
        return None
    return ids
