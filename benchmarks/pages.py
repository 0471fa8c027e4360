"""Each public page against the hello world: requests a second, processor time, how long answers take; warm and cold."""

import json
from statistics import mean

from benchmarks.figures import Sample, join_samples, median_ratio
from benchmarks.load import LOG_IN_COOKIE, load_page
from benchmarks.servers import ROOT, WEEK, Server

EXAMPLE = json.loads((ROOT / WEEK).read_text(encoding="utf-8"))
SCHOOL = EXAMPLE["schools"][0]["slug"]
CLASS_SESSION, SESSION = (
    next(row["slug"] for row in EXAMPLE["sessions"] if (row["kind"], row["booking_mode"]) == ("experience", mode))
    for mode in ("class", "individual")
)
PAGES = {
    "home": "/",
    "programme, a day": "/events/?day=2025-05-14",
    "programme, the week": "/events/?day=all",
    "programme, filtered": "/events/?day=2025-05-17&kind=experience&open=1",
    "session": f"/events/{CLASS_SESSION}/",
    "school": f"/schools/{SCHOOL}/",
    "schools": "/schools/",
    "numbers": "/numbers/",
    "search": "/search/?q=zhenjiu",
    "booking form": f"/events/{SESSION}/book/",
    "live places": "/events/availability.json",
    "calendar feed": "/events/calendar.ics",
}
HELLO = "hello"
CLIENTS = 8
COLD = {"Cookie": LOG_IN_COOKIE}
WAYS = {"warm": {}, "cold": COLD}


def measure_pages(portal: Server, hello: Server, *, rounds: int, seconds: float) -> list[dict[str, Sample]]:
    """Return for each round {name: sample}; in every round each page has its turn, and hello before and after them."""
    return [measure_round(portal, hello, seconds) for _number in range(rounds)]


def measure_round(portal: Server, hello: Server, seconds: float) -> dict[str, Sample]:
    found = {"hello before": load_page(hello, "/", clients=CLIENTS, seconds=seconds)}
    for name, path in PAGES.items():
        load_page(portal, path, clients=CLIENTS, seconds=0.2)  # now every process has it: it is kept for five seconds
        for way, headers in WAYS.items():
            found[f"{name}, {way}"] = load_page(portal, path, clients=CLIENTS, seconds=seconds, **headers)
    found["hello after"] = load_page(hello, "/", clients=CLIENTS, seconds=seconds)
    return found


def summarise_pages(rounds: list[dict[str, Sample]]) -> dict:
    """Return {name: figures}, each with `of_hello` and `processor_of_hello`.

    These are its requests a second and its processor time for each as ratios to the hello world's in the same round.
    """
    hellos = [(one["hello before"], one["hello after"]) for one in rounds]
    rates = [mean(one.rate() for one in both) for both in hellos]
    costs = [mean(one.processor_ms() for one in both) for both in hellos]
    summary = {HELLO: join_samples(one for both in hellos for one in both)}
    for name in (f"{page}, {way}" for page in PAGES for way in WAYS):
        samples = [one[name] for one in rounds]
        summary[name] = join_samples(samples) | {
            "of_hello": median_ratio((sample.rate() for sample in samples), rates),
            "processor_of_hello": median_ratio((sample.processor_ms() for sample in samples), costs),
        }
    return summary
