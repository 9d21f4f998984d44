"""The demonstration's own secrets: random, made once for a data folder, kept in it with nobody else able to read."""

import os
import secrets
from pathlib import Path

LENGTH = 32


def keep_key(folder: Path, name: str) -> bytes:
    """The key of this name, made where it is missing. A start that is killed half-way leaves no half key."""
    path = folder / name
    if not path.exists():
        half = folder / f"{name}-being-made"
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    return path.read_bytes()
