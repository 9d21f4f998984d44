"""A worker under measurement, as it is in production but for its clock, which is ahead by so many seconds.

python -m bench.letter_worker DSN NOTIFY_URL KEYS_FILE SECONDS
"""

import sys
from datetime import timedelta
from pathlib import Path

import uvloop

from portal.clock import Clock
from portal.letters_settings import LettersSettings, read_keys
from portal.settings import Settings
from portal.worker import run_worker

SECRET = bytes(range(32))


def main(dsn: str, url: str, keys: str, ahead: str) -> None:
    settings = Settings(
        database_url=dsn,
        origins=("http://127.0.0.1:8000",),
        secret=SECRET,
        audit_key=SECRET,
        letters=LettersSettings(url, read_keys(Path(keys))),
    )
    print("ready", flush=True)
    uvloop.run(run_worker(settings, clock=Clock(timedelta(seconds=float(ahead)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
