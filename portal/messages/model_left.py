"""What somebody is told whose right to a conversation ended while they wrote in it. No I/O."""

from dataclasses import dataclass
from datetime import datetime

# As long as a working day lasts at most: a page that stood open is not left longer.
LEFT_HOURS = 12


@dataclass(frozen=True, slots=True)
class Left:
    """`at`: when their work there ended; `read_until`: or, of a manager, the hours that she had for a reason."""

    at: datetime | None
    read_until: datetime | None

    @property
    def ended_at(self) -> datetime:
        found = self.at or self.read_until
        assert found is not None
        return found
