"""python -m bench [--only letters|messages|pages]: measures, prints, and writes what it measured to bench/latest.json.

What this run did not measure stays there as it was.
"""

import argparse
import json
import sys
from pathlib import Path

from bench import letters, messages, pages

LATEST = Path(__file__).parent / "latest.json"
MEASURES = {"letters": letters, "messages": messages, "pages": pages}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(MEASURES))
    parser.add_argument("--seconds", type=float, help="how long each server is loaded in each round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    results = []
    for name in [options.only] if options.only else sorted(MEASURES):
        part = MEASURES[name]
        results += part.measure(options.seconds or part.SECONDS, options.rounds)
    measured = {result["name"] for result in results}
    before = json.loads(LATEST.read_text()) if LATEST.exists() else []
    kept = [result for result in before if result["name"] not in measured]
    LATEST.write_text(json.dumps(sorted(kept + results, key=_place), indent=2) + "\n")
    sys.stdout.write(
        f"Written to {LATEST.relative_to(Path.cwd())}\n" if LATEST.is_relative_to(Path.cwd()) else ""
    )


def _place(result: dict[str, object]) -> str:
    """The names' first part puts them together; within it they stay as they were measured."""
    return str(result["name"]).split(".")[0]


if __name__ == "__main__":
    main()
