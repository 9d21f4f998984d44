"""pgbench inserting one row a transaction: what it costs to keep anything at all, on this disk, in this minute."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal.demo.binaries import PLAIN, find_binaries
from portal.demo.postgres import DevPostgres

DATABASE = "floor"
TABLE = """
DROP TABLE IF EXISTS floor;
CREATE TABLE floor (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), talk uuid NOT NULL, body text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
"""
INSERT = "INSERT INTO floor (talk, body) VALUES (gen_random_uuid(), repeat('a', 120));\n"
KEEP = "INSERT INTO floor (talk, body) VALUES (gen_random_uuid(), $1)"


@dataclass(frozen=True)
class Commits:
    """What one run gave. Times in milliseconds."""

    rate: float
    p50: float
    p95: float
    p99: float


def prepare(postgres: DevPostgres) -> None:
    postgres.ensure_database(DATABASE)
    postgres.run_sql(TABLE, DATABASE)
    postgres.run_sql("GRANT SELECT, INSERT ON floor TO portal_migrator", DATABASE)


def run(postgres: DevPostgres, seconds: float, *, clients: int = 1, pace: int | None = None) -> Commits:
    """As fast as it goes, or so many a second: a disk that rests between two takes longer for each.

    What one waits because pgbench itself was late is left out.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script = folder / "insert.sql"
        script.write_text(INSERT)
        subprocess.run(
            [
                find_binaries().folder / "pgbench", "--no-vacuum", "--protocol=prepared", f"--file={script}",
                f"--client={clients}", f"--time={max(1, round(seconds))}", "--log", f"--log-prefix={folder / 'log'}",
                *([f"--rate={pace}"] if pace else []), postgres.dsn(DATABASE),
            ],
            check=True, capture_output=True, env=PLAIN, cwd=folder,
        )  # fmt: skip
        lines = [line.split() for log in folder.glob("log.*") for line in log.read_text().splitlines()]
    # With a pace each line ends with how late it began, which its time holds.
    took = sorted((int(line[2]) - (int(line[6]) if pace else 0)) / 1000 for line in lines)
    parts = (took[min(int(len(took) * part), len(took) - 1)] for part in (0.5, 0.95, 0.99))
    return Commits(len(took) / max(1, round(seconds)), *parts)
