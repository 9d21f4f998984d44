"""One line of the log is one JSON record: what happened and where, never what anybody typed."""

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

# What a line may say beside what happened: which request, of which route, which council, under which pseudonym; and
# of a sealed log its last seal. Each is an id, a hash, a number or a template.
BESIDE = ("request", "route", "council", "who", "head", "seals")


@dataclass(frozen=True, slots=True)
class _Doing:
    """What the task is about that handles a request. Tasks that it starts may be about others' as well."""

    task: "asyncio.Task[object] | None"
    tells: Callable[[], Mapping[str, str]]


_DOING: ContextVar[_Doing | None] = ContextVar("doing", default=None)


@contextmanager
def lines_about(tells: Callable[[], Mapping[str, str]]) -> Iterator[None]:
    """Every line that this task writes meanwhile carries what `tells` says when it is written: see BESIDE."""
    token = _DOING.set(_Doing(asyncio.current_task(), tells))
    try:
        yield
    finally:
        _DOING.reset(token)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": _of_the_loop(record) if record.name == "asyncio" else record.getMessage(),
        }
        return json.dumps(line | _beside(record), ensure_ascii=True)


def _beside(record: logging.LogRecord) -> dict[str, str]:
    doing = _DOING.get()
    told = doing.tells() if doing and doing.task is _current_task() else {}
    own = {name: str(record.__dict__[name]) for name in BESIDE if name in record.__dict__}
    return {name: told[name] for name in BESIDE if name in told} | own


def _current_task() -> "asyncio.Task[object] | None":
    try:
        return asyncio.current_task()
    except RuntimeError:  # no loop runs in this thread
        return None


def _of_the_loop(record: logging.LogRecord) -> str:
    """What nobody waited for is told by the loop, with the text of the exception and all that a call was handed."""
    fault = record.exc_info[1] if record.exc_info else None
    if fault is None:
        return record.getMessage().partition("\n")[0]
    return f"nobody waited for {type(fault).__name__} at {place_of(fault)}"


def place_of(fault: BaseException) -> str:
    """File and line of where it was raised, and nothing of what it says."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"


def log_as_json(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The server's own lines can hold what a stranger sent.
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.ERROR)
