"""python -m bench [--only pages|messages]: measures, prints, writes bench/latest.json with what this run measured."""

import argparse
import json
import sys
from pathlib import Path

from bench import messages, pages

LATEST = Path(__file__).parent / "latest.json"
MEASURES = {"messages": messages, "pages": pages}


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
    LATEST.write_text(json.dumps(results, indent=2) + "\n")
    sys.stdout.write(
        f"Written to {LATEST.relative_to(Path.cwd())}\n" if LATEST.is_relative_to(Path.cwd()) else ""
    )


if __name__ == "__main__":
    main()
