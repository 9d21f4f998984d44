"""The stand-in's own clock: Notify's machines do not turn theirs when the portal's is turned."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

NowIs: TypeAlias = Callable[[], datetime]
FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def wall_seconds() -> float:
    """Seconds since 1970 by this machine's clock. Tokens are judged by it."""
    return time.time()


def wall_moment() -> datetime:
    return datetime.fromtimestamp(wall_seconds(), UTC)


def written(moment: datetime) -> str:
    """As every answer and receipt writes a moment."""
    return moment.astimezone(UTC).strftime(FORMAT)


def day_of(moment: datetime) -> str:
    """Daily limits begin anew at midnight, UTC."""
    return moment.astimezone(UTC).date().isoformat()


def later(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)
