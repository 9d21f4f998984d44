"""Whether an answer about being reached opens something that was closed before. Pure."""

from portal.safe_contact.model import Calls, Email, SafeContact, Texting
from portal.safe_contact.rules import hours

_EMAIL = (Email.NO, Email.DISCREET, Email.YES)
_CALLS = (Calls.NO, Calls.SOME_TIMES, Calls.YES)


def loosens(before: SafeContact, after: SafeContact) -> bool:
    """By one more way, to another address, at more hours, in words that say more, or to a phone that others use.

    What is only less is never asked about: whoever is afraid says so at once.
    """
    return _reaches(after) and (
        _opens_a_way(before, after)
        or (before.only_i_contact and not after.only_i_contact)
        or (before.is_discreet and not after.is_discreet)
        or (before.device_shared and not after.device_shared)
        or (_has_hours(after) and _opens_hours(before, after))
    )


def _reaches(plan: SafeContact) -> bool:
    return _has_hours(plan) or plan.letters or plan.calls != Calls.NO


def _has_hours(plan: SafeContact) -> bool:
    return plan.texting != Texting.NO or plan.email != Email.NO or plan.calls == Calls.SOME_TIMES


def _opens_a_way(before: SafeContact, after: SafeContact) -> bool:
    return (
        (before.texting == Texting.NO and after.texting != Texting.NO)
        or _EMAIL.index(Email(after.email)) > _EMAIL.index(Email(before.email))
        or _CALLS.index(Calls(after.calls)) > _CALLS.index(Calls(before.calls))
        or (after.letters and not (before.letters and before.post_lines == after.post_lines))
    )


def _opens_hours(before: SafeContact, after: SafeContact) -> bool:
    if not set(after.days) <= set(before.days):
        return True
    if after.calls == Calls.SOME_TIMES and before.hours and not after.hours:
        return True
    was, now = hours(before), hours(after)
    return now is not None and (was is None or now[0] < was[0] or now[1] > was[1])
