"""The parts of a run in their order, each a function that returns figures for the report."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from benchmarks import bookings, checkins, pages, servers, statements
from benchmarks.figures import join_samples, median_or_nan, median_ratio, repeat_rounds
from benchmarks.load import load_page

ROUNDS_OF_GROWTH = 3  # every page, warm and cold, takes half a minute in each


@dataclass(frozen=True)
class Plan:
    """How long to measure: rounds of each figure, seconds of a round, seconds after which no further round of one begins."""

    rounds: int = 5
    seconds: float = 1.0
    at_most: float = 30.0
    clients: tuple[int, ...] = (8, 64, 2000)
    crowds: tuple[int, ...] = (200, 2000)
    watchers: int = 2000
    memory_seconds: float = 20.0
    growth: int = 0


QUICK = Plan(rounds=1, seconds=0.2, at_most=5, clients=(8,), crowds=(100,), watchers=100, memory_seconds=1)


def prepare_database(postgres_url: str, name: str) -> str:
    url = servers.create_database(postgres_url, name)
    servers.run_python(url, "manage.py", "prepare")
    servers.run_python(url, "manage.py", "load_week", servers.WEEK, "-v0")
    return url


def run_bench(postgres_url: str, plan: Plan, say) -> dict:
    say("starting, with and without a database to make")
    example_url = servers.create_database(postgres_url, "example")
    found = {"start": measure_start(example_url)}
    url = prepare_database(postgres_url, "bench")
    with servers.portal_server(url) as portal, servers.hello_server() as hello:
        say("pages")
        rounds = pages.measure_pages(portal, hello, rounds=plan.rounds, seconds=plan.seconds)
        found["pages"] = pages.summarise_pages(rounds)
        say("bookings")
        stage = json.loads(servers.run_python(url, "-m", "benchmarks.scene", str(plan.rounds * len(plan.crowds) * 2)))
        found["bookings"] = measure_bookings(portal, stage, plan, say)
        say("sending alone")
        found["sending"] = measure_sending(portal, hello, stage, plan)
        found["refusals"] = measure_refusals(portal, stage, plan)
        found["rushes"] = measure_rushes(portal.port, url, stage, plan, say)
        say("check-ins")
        found["checkins"] = measure_checkins(portal, url, plan)
        if plan.growth:
            say(f"{plan.growth} times the data")
            found["growth"] = measure_growth(prepare_database(postgres_url, "grown"), hello, found["pages"], plan)
        say("memory")
        found["memory"] = measure_memory(example_url, portal, hello, plan)
    say("the database alone")
    found["database"] = measure_database(url, stage, plan)
    found["audit"] = audit_places(url)
    return found


def measure_start(url: str) -> dict:
    """Start the whole portal as `make run` does, twice: the second time its database is there."""
    found = {}
    for name in ("with a database to make", "with its database"):
        with servers.whole_portal(url) as portal:
            load_page(portal, "/", clients=2, seconds=0.5)
            found[name] = {"seconds": portal.seconds_to_answer, "peaks_mb": portal.read_peaks()}
    return found


def measure_bookings(portal: servers.Server, stage: dict, plan: Plan, say) -> dict:
    form, slots = stage["open"]
    found = {}
    for clients in plan.clients:
        say(f"bookings with {clients} clients")
        samples = repeat_rounds(
            lambda _number, clients=clients: bookings.book_for_seconds(
                portal, form, slots[:1], clients=clients, seconds=3 * plan.seconds
            ),
            rounds=plan.rounds,
            seconds=plan.at_most,
        )
        found[str(clients)] = join_samples(samples, "booked")
    return found


def measure_sending(portal: servers.Server, hello: servers.Server, stage: dict, plan: Plan) -> dict:
    """Forms that are open already are sent, in turns with hello; `processor_of_hello` is by how much one costs more."""
    form, slots = stage["open"]
    samples, hellos = [], []
    for _number in range(plan.rounds):
        before = load_page(hello, "/", clients=pages.CLIENTS, seconds=plan.seconds)
        samples.append(bookings.press_for_seconds(portal, form, slots[0], clients=pages.CLIENTS, seconds=2 * plan.seconds))
        after = load_page(hello, "/", clients=pages.CLIENTS, seconds=plan.seconds)
        hellos.append((before.processor_ms() + after.processor_ms()) / 2)
    costs = (sample.processor_ms("booked") for sample in samples)
    return join_samples(samples, "booked") | {"processor_of_hello": median_ratio(costs, hellos)}


def measure_refusals(portal: servers.Server, stage: dict, plan: Plan) -> dict:
    form, (slot,) = stage["full"]
    samples = [
        bookings.press_for_seconds(portal, form, slot, clients=64, seconds=2 * plan.seconds) for _number in range(plan.rounds)
    ]
    return join_samples(samples, "refused")


def measure_checkins(portal: servers.Server, url: str, plan: Plan) -> dict:
    """A way takes at most some 3,000 tickets a second; a door has 60."""
    doors = int(len(checkins.WAYS) * plan.rounds * 3 * plan.seconds * 50)
    stage = json.loads(servers.run_python(url, "-m", "benchmarks.checkin_scene", str(doors)))
    return checkins.measure_checkins(portal, stage, rounds=plan.rounds, seconds=3 * plan.seconds, at_most=plan.at_most)


def measure_rushes(port: int, url: str, stage: dict, plan: Plan, say) -> dict:
    """Crowds of each size, unwatched and watched, every one for a slot of its own."""
    unused, found = iter(stage["rushes"]), {}
    for people in plan.crowds:
        for watchers in (0, plan.watchers):
            name = f"{people} people, {watchers} watching"
            say(name)
            used = []

            def measure(_number, people=people, watchers=watchers, used=used):
                form, (slot,) = next(unused)
                used.append(slot)
                return bookings.run_rush(port, form, slot, people=people, watchers=watchers)

            found[name] = summarise_rush(repeat_rounds(measure, rounds=plan.rounds, seconds=plan.at_most), url, used)
    return found


def summarise_rush(rounds: list[dict], url: str, slots: list[int]) -> dict:
    crowd = join_samples(one["crowd"] for one in rounds)
    watched = join_samples(one["watched"] for one in rounds)
    return crowd | {"states": count_states(url, slots), "watched": watched}


def count_states(url: str, slots: list[int]) -> dict[str, int]:
    """Return how many bookings of these slots ended in which state."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM events_booking WHERE slot_id = ANY(%s) GROUP BY state", [slots])
        states = dict(cursor.fetchall())
    connection.close()
    return states


def measure_growth(url: str, hello: servers.Server, small: dict, plan: Plan) -> dict:
    """Measure the pages with many times the data.

    `factor` is by how much the processor time of a page grows; `alone_p95_ms` is of one visitor, who waits for nobody else.
    """
    servers.run_python(url, "-m", "benchmarks.growth", str(plan.growth))
    rounds = min(plan.rounds, ROUNDS_OF_GROWTH)
    with servers.portal_server(url) as portal:
        large = pages.summarise_pages(pages.measure_pages(portal, hello, rounds=rounds, seconds=plan.seconds))
        for name, path in pages.PAGES.items():
            alone = [load_page(portal, path, clients=1, seconds=plan.seconds, **pages.COLD) for _number in range(rounds)]
            large[f"{name}, cold"]["alone_p95_ms"] = join_samples(alone)["p95_ms"]
    for name, figures in large.items():
        figures["factor"] = figures["processor_ms"] / small[name]["processor_ms"]
    audit = audit_places(url)
    return {"times": plan.growth, "pages": large, "audit": audit}


def audit_places(url: str) -> str:
    """Return what the audit says; of many findings, the first ten."""
    lines = servers.run_python(url, "manage.py", "audit_places", may_fail=True).splitlines()
    return "; ".join([*lines[:10], *([f"and {len(lines) - 10} more"] if len(lines) > 10 else [])])


def measure_memory(url: str, portal, hello, plan: Plan) -> dict:
    """Read each process's peak: of the servers of the run, and of a new one after every page, cold, and some seconds of home."""
    seconds = plan.memory_seconds / 2
    with servers.portal_server(url) as fresh:
        samples = [
            load_page(fresh, path, clients=8, seconds=seconds / len(pages.PAGES), **pages.COLD) for path in pages.PAGES.values()
        ]
        samples.append(load_page(fresh, pages.PAGES["home"], clients=8, seconds=seconds))
        count = sum(sample.outcomes.total() for sample in samples)
        return {"requests": count, "fresh": fresh.read_peaks(), "portal": portal.read_peaks(), "hello": hello.read_peaks()}


def measure_database(url: str, stage: dict, plan: Plan) -> dict:
    """pgbench with the statements that a booking was seen to make; rounds of both scripts take turns."""
    form, slots = stage["open"]
    scripts = json.loads(servers.run_python(url, "-m", "benchmarks.statements", form, str(slots[0])))
    rates = {name: [] for name in scripts}
    for number in range(plan.rounds):
        for place, (name, script) in enumerate(scripts.items()):
            counter = 10_000_000 * (1 + place * 4) + 100_000 * number
            seconds = max(1, round(2 * plan.seconds))
            rates[name].append(statements.run_pgbench(url, script["script"], clients=8, seconds=seconds, counter=counter))
    return {name: {"statements": scripts[name]["statements"], "per_second": median_or_nan(rates[name])} for name in scripts}


def describe_machine() -> str:
    processors = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in processors if line.startswith("model name")), os.uname().machine)
    return f"{os.cpu_count()} cores, {model}"


def describe_load() -> str:
    """Return how many processes wanted a core during the last minute: more than there are cores, and the rest is other work."""
    return f"{os.getloadavg()[0]:.1f}"
