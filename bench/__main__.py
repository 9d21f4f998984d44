"""python -m bench [--only pages]: measures, prints, writes bench/latest.json."""

import argparse
import json
import sys
from pathlib import Path

from bench import pages

LATEST = Path(__file__).parent / "latest.json"
MEASURES = {"pages": pages.measure}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=sorted(MEASURES))
    parser.add_argument(
        "--seconds", type=float, default=4.0, help="how long each server is loaded in each round"
    )
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    results = []
    for name in [options.only] if options.only else sorted(MEASURES):
        results += MEASURES[name](options.seconds, options.rounds)
    LATEST.write_text(json.dumps(results, indent=2) + "\n")
    sys.stdout.write(
        f"Written to {LATEST.relative_to(Path.cwd())}\n" if LATEST.is_relative_to(Path.cwd()) else ""
    )


if __name__ == "__main__":
    main()
