"""Where a link may go that somebody asked for: whoever holds it can choose their password, so no shared phone."""

from collections.abc import Iterable

from notifications.model import Channel
from portal.safe_contact.model import SafeContact
from portal.safe_contact.model_points import ContactPoint
from portal.safe_contact.rules import allows

WAYS = {"mobile": Channel.TEXT, "email": Channel.EMAIL}


def points_for_reset(plan: SafeContact | None, points: Iterable[ContactPoint]) -> list[ContactPoint]:
    """Safe by the plan, working, nobody else's too, and no text where others use the phone.

    Only what was tried with them: a number with a slip in it is somebody's too, and what arrives there proves nothing.
    """
    return [
        point
        for point in points
        if plan is not None
        and point.kind in WAYS
        and point.may_be_used
        and point.tried
        and not point.is_shared
        and not (point.kind == "mobile" and plan.device_shared)
        and allows(plan, WAYS[point.kind], asked_for=True)
    ]
