"""SQLite beside PostgreSQL: `python -m benchmarks.databases [ROUNDS]` prints the table of docs/scale.md.

The same portal, week and clients on both. They take turns within each round, and a ratio is taken within its round, so that
what else the machine does slows both. Where a cell holds two values, SQLite's is the first.
"""

import json
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import servers
from benchmarks.bookings import book_for_seconds, rush_while_watched
from benchmarks.figures import Sample, join_samples, median_ratio
from benchmarks.load import LOG_IN_COOKIE, allow_many_connections, load_page, load_server
from benchmarks.pages import PAGES
from benchmarks.report import format_number, format_outcomes, format_table
from benchmarks.run import describe_load, describe_machine

SECONDS = 2
CROWD = 200
USUAL_ROUNDS = 5
TITLES = ["what", "SQLite a second", "PostgreSQL a second", "SQLite ÷ PostgreSQL", "p99 ms", "processor ms", "answers"]


def load_kept_page(server, stage, number) -> Sample:
    return load_page(server, PAGES["session"], clients=8, seconds=SECONDS)


def load_rendered_page(server, stage, number) -> Sample:
    return load_page(server, PAGES["session"], clients=8, seconds=SECONDS, Cookie=LOG_IN_COOKIE)


def book_with_clients(clients: int) -> Callable:
    def book(server, stage, number) -> Sample:
        form, slots = stage["open"]
        return book_for_seconds(server, form, slots, clients=clients, seconds=2 * SECONDS)

    return book


def rush_for_slot(server, stage, number) -> Sample:
    form, (slot,) = stage["rushes"][number]

    async def rush() -> Sample:
        return (await rush_while_watched(server.port, form, slot, CROWD, 0))["crowd"]

    return load_server(server, rush())


# What is measured, and the outcome that counts
MEASUREMENTS = {
    "session page from memory, 8 clients": (load_kept_page, "200"),
    "session page rendered, 8 clients": (load_rendered_page, "200"),
    "whole bookings, 8 clients": (book_with_clients(8), "booked"),
    "whole bookings, 64 clients": (book_with_clients(64), "booked"),
    f"{CROWD} people press at one moment": (rush_for_slot, "booked"),
}


def main():
    rounds = int(sys.argv[1]) if sys.argv[1:] else USUAL_ROUNDS
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end with the run
    allow_many_connections()
    with tempfile.TemporaryDirectory(prefix="edu-week-bench-") as folder, servers.run_postgres() as postgres:
        urls = [f"sqlite:///{Path(folder) / 'bench.sqlite3'}", servers.create_database(postgres, "bench")]
        stages = [prepare_stage(url, rounds) for url in urls]
        before = describe_load()
        with servers.portal_server(urls[0]) as sqlite, servers.portal_server(urls[1]) as postgresql:
            found = [measure_round((sqlite, postgresql), stages, number) for number in range(rounds)]
        audits = [servers.run_python(url, "manage.py", "audit_places", may_fail=True).strip() for url in urls]
    print(f"{describe_machine()} · {rounds} rounds · load {before} before the run, {describe_load()} at its end\n")
    print(format_comparison(found))
    print(f"\n`manage.py audit_places`: {' / '.join(audits)}")


def prepare_stage(url: str, rounds: int) -> dict:
    servers.run_python(url, "manage.py", "prepare")
    servers.run_python(url, "manage.py", "load_week", servers.WEEK, "-v0")
    return json.loads(servers.run_python(url, "-m", "benchmarks.scene", str(rounds)))


def measure_round(both, stages, number: int) -> dict[str, list[Sample]]:
    """Return {what: [on SQLite, on PostgreSQL]}; every other round begins with PostgreSQL."""
    order = (0, 1) if number % 2 == 0 else (1, 0)
    found = {}
    for name, (measure, _outcome) in MEASUREMENTS.items():
        print(f"round {number + 1}: {name} …", file=sys.stderr, flush=True)
        samples = {place: measure(both[place], stages[place], number) for place in order}
        found[name] = [samples[0], samples[1]]
    return found


def format_comparison(rounds: list[dict[str, list[Sample]]]) -> str:
    return format_table(TITLES, [format_row(name, [one[name] for one in rounds]) for name in MEASUREMENTS])


def format_row(name: str, pairs: list[list[Sample]]) -> list[str]:
    outcome = MEASUREMENTS[name][1]
    both = [join_samples((pair[place] for pair in pairs), outcome) for place in (0, 1)]
    ratio = median_ratio((one.rate(outcome) for one, _other in pairs), (other.rate(outcome) for _one, other in pairs))
    return [
        name,
        *(format_number(figures["per_second"]) for figures in both),
        format_number(ratio),
        *(" / ".join(format_number(figures[key]) for figures in both) for key in ("p99_ms", "processor_ms")),
        " / ".join(format_outcomes(figures["outcomes"]) for figures in both),
    ]


if __name__ == "__main__":
    main()
