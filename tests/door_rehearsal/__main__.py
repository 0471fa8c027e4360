"""Rehearses the door with a lossy network and compares what the portal counted with what happened; exit code 1 if it differs.

    python -m tests.door_rehearsal [--pupils 500] [--pace 40] [--control room|ids|rules]

`--pace` is how many times faster than real time the 40 minutes go. `--control` takes one guard away, of the server ("room":
places for walk-ins are counted) or of the devices ("ids": each try keeps its number; "rules": they are kept without a network):
then it must *not* balance, and the exit code is 0 if it does not.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")

import django  # noqa: E402 (found only with the project's folder on the path)

django.setup()

from tests.door_rehearsal import run  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pupils", type=int, default=500)
    parser.add_argument("--pace", type=float, default=40)
    parser.add_argument("--control", choices=[*run.SERVER_GUARDS, *run.DEVICE_GUARDS], default="")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is ended with the script
    faults = run.rehearse_door(options.pupils, options.pace, options.control)
    if options.control:
        print("The balance finds the missing guard." if faults else "NOTHING FOUND: the balance is blind.")
        return 0 if faults else 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
