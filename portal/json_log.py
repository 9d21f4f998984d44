"""One line of the log is one JSON record: what happened and where, never what anybody typed."""

import json
import logging
import sys
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": _of_the_loop(record) if record.name == "asyncio" else record.getMessage(),
        }
        return json.dumps(line, ensure_ascii=True)


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
