"""What every form offers by which work goes to somebody else."""

from collections.abc import Iterable

from portal.caseloads.model import ManagerReason, Taker
from portal.web.fields import Chosen, RadioField, SelectChoice


def taker_choices(takers: Iterable[Taker]) -> list[SelectChoice]:
    """By name and team."""
    return [
        SelectChoice(str(one.id), f"={one.name}, {one.team}" if one.team else f"={one.name}")
        for one in takers
    ]


def why_another_manager(label: str) -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(one.value, f"caseloads.reason.{one.value}") for one in ManagerReason],
        validators=[Chosen("caseloads.e_reason")],
    )
