"""`make bench`: measures everything in one run, prints tables, keeps the figures in var/bench.json.

`QUICK=1` tries it in about a minute, `ROUNDS=9` takes more rounds, `GROWTH=100` measures the pages with a
hundred times the data too, `WRITE=Title` puts the tables under that heading of docs/performance.md.
"""

import argparse
import datetime as dt
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace

from benchmarks import servers
from benchmarks.load import allow_many_connections
from benchmarks.report import format_report, replace_section
from benchmarks.run import QUICK, Plan, describe_load, describe_machine, run_bench

FIGURES = servers.ROOT / "var" / "bench.json"
DOCUMENT = servers.ROOT / "docs" / "performance.md"


def main():
    given = read_arguments()
    plan = QUICK if given.quick else Plan()
    plan = replace(plan, rounds=given.rounds or plan.rounds, growth=given.growth)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end with the run
    began, head = time.monotonic(), describe_run(plan)
    allow_many_connections()
    before = describe_load()
    with servers.run_postgres() as url:
        found = run_bench(url, plan, say_progress(began))
    found["head"] = f"{head} · load {before} before the run, {describe_load()} at its end"
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    report = format_report(found)
    print(report)
    if given.write:
        DOCUMENT.write_text(replace_section(DOCUMENT.read_text(encoding="utf-8"), given.write, report), encoding="utf-8")


def read_arguments():
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--growth", type=int, default=0, metavar="TIMES")
    parser.add_argument("--write", metavar="TITLE", default="")
    return parser.parse_args()


def describe_run(plan: Plan) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=servers.ROOT, capture_output=True, text=True)
    today = f"{dt.datetime.now():%Y-%m-%d}"  # noqa: DTZ005 (the day where the machine stands)
    return f"{today} · commit {commit.stdout.strip()} · {describe_machine()} · at most {plan.rounds} rounds"


def say_progress(began: float):
    return lambda what: print(f"{time.monotonic() - began:6.0f} s  {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
