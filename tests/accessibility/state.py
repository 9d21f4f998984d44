"""One page in one state: who opens it, and how the state is reached.

`send` fills the page's form (by field name) and presses a button of it, where the state is an answer to a post; what
is stored by that is put `back`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LONG = "Breakfast club helps. " * 600


@dataclass(frozen=True)
class State:
    """`who` is a key of the cast, or nobody. `path` may use the names of `arranged.QUERIES` and the like."""

    who: str
    path: str
    name: str = "full"
    send: Mapping[str, str] | None = None
    press: str = ""
    status: int = 200
    # What its deed has stored and would be in its own way: put back before each time.
    back: str = ""
    # Where it is sent, if not by the page's own form: to a page whose form this person has no more.
    to: str = ""
    # How the pages of families speak is held to other limits than the pages of staff.
    staff: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "staff", self.path.startswith(("/staff", "/admin", "/partner", "/team")))

    @property
    def title(self) -> str:
        return f"{self.path} [{self.name}, {self.who or 'anyone'}]"


def wrong(who: str, path: str, send: Mapping[str, str] | None = None, press: str = "") -> State:
    """The page as it comes back after something was missing or too much."""
    return State(who, path, "error", send or {}, press, 422)


def empty(who: str, path: str) -> State:
    return State(who, path, "empty")
