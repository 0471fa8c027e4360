"""Hurts the whole portal while people book and prints the balance of what they were promised; exit code 1 if it does not balance.

    python -m tests.faults [--seconds 20] [--database postgresql|sqlite] [--control]

`--seconds` is how long each accident's turn takes. With `--control` PostgreSQL says "committed" before the disk has it: then the
ledger must *not* balance, and the exit code is 0 if it does not.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")

from tests.faults import run  # noqa: E402 (found only with the project's folder on the path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], action="append")
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--small", action="store_true", help="the accidents that the tests have")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is ended with the script
    if options.control:
        found = run.hurt_and_balance("postgresql", seconds=options.seconds, is_control=True)
        print("\nThe ledger finds what was forgotten." if not found else "\nNOTHING FOUND: the ledger is blind.")
        return 1 if found else 0
    return max(
        0 if run.hurt_and_balance(kind, seconds=options.seconds, is_small=options.small) else 1
        for kind in options.database or ["postgresql", "sqlite"]
    )


if __name__ == "__main__":
    sys.exit(main())
