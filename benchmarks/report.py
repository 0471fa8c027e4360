"""The figures of a run as tables in Markdown, for the terminal and for docs/performance.md."""

import re

from benchmarks.pages import HELLO, PAGES, WAYS


def format_report(found: dict) -> str:
    parts = (
        found["head"],
        format_pages(found["pages"]),
        format_bookings(found),
        format_rushes(found["rushes"]),
        format_checkins(found["checkins"]),
        *([format_growth(found["growth"])] if "growth" in found else []),
        format_memory(found),
        f"`manage.py audit_places`: {found['audit']}",
    )
    return "\n\n".join(parts) + "\n"


def format_table(titles: list[str], rows: list[list[str]]) -> str:
    if wrong := [row for row in rows if len(row) != len(titles)]:
        raise ValueError(f"not {len(titles)} cells: {wrong[0]}")
    lines = [titles, ["---"] + ["---:"] * (len(titles) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def format_number(value: float) -> str:
    """Three significant digits, whole from a hundred on."""
    if value != value:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.3g}"


def format_share(share: float) -> str:
    return f"{format_number(share * 100)} %"


def format_outcomes(outcomes: dict) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items(), key=lambda pair: -pair[1])) or "–"


def format_pages(pages: dict) -> str:
    """Two tables: from memory where a page is kept, and made anew."""
    clients = f"Asking for a hello costs the clients {format_number(pages[HELLO]['client_ms'])} ms of processor time."
    return "\n\n".join([*(format_way(pages, way) for way in WAYS), clients])


def format_way(pages: dict, way: str) -> str:
    titles = [f"Page, {way}, 8 clients", "a second", "of hello", "p50 ms", "p99 ms", "processor ms", "× hello", "not 200"]
    named = {HELLO: pages[HELLO] | {"of_hello": 1.0, "processor_of_hello": 1.0}}
    named |= {page: pages[f"{page}, {way}"] for page in PAGES}
    return format_table(titles, [format_page(name, figures) for name, figures in named.items()])


def format_page(name: str, figures: dict) -> list[str]:
    return [
        name,
        format_number(figures["per_second"]),
        format_share(figures["of_hello"]),
        *format_latencies(figures),
        format_number(figures["processor_ms"]),
        format_number(figures["processor_of_hello"]),
        str(count_not_ok(figures)),
    ]


def format_latencies(figures: dict) -> list[str]:
    return [format_number(figures["p50_ms"]), format_number(figures["p99_ms"])]


def count_not_ok(figures: dict) -> int:
    return sum(count for outcome, count in figures["outcomes"].items() if outcome != "200")


def format_bookings(found: dict) -> str:
    rows = [[f"whole bookings, {clients} clients", *format_rate(one)] for clients, one in found["bookings"].items()]
    times = format_number(found["sending"]["processor_of_hello"])
    rows.append([f"sending alone, 8 clients: {times} × the processor time of hello", *format_rate(found["sending"])])
    rows.append(["refusals of a full slot, 64 clients", *format_rate(found["refusals"])])
    for name, what in (("whole", "form, send, ticket"), ("send", "send")):
        one = found["database"][name]
        label = f"pgbench, the {one['statements']} statements of {what}, 8 clients"
        rows.append([label, format_number(one["per_second"]), "", "", "", "", ""])
    return format_table(["Booking", "a second", "p50 ms", "p99 ms", "processor ms", "rounds", "answers"], rows)


def format_checkins(checkins: dict) -> str:
    """Outcomes are tickets; a latency and its processor time are those of a request and of a ticket."""
    rows = [[name, *format_rate(figures)] for name, figures in checkins.items()]
    return format_table(["Check-ins", "a second", "p50 ms", "p99 ms", "processor ms", "rounds", "tickets"], rows)


def format_rate(figures: dict) -> list[str]:
    outcomes = format_outcomes(figures["outcomes"])
    rate, cost = format_number(figures["per_second"]), format_number(figures["processor_ms"])
    return [rate, *format_latencies(figures), cost, str(figures["rounds"]), outcomes]


def format_rushes(rushes: dict) -> str:
    titles = [
        "Rush",
        "until the last answer, s",
        "p50 ms",
        "rounds",
        "answers",
        "pressed again",
        "bookings",
        "live places p99 ms",
        "their answers",
    ]
    return format_table(titles, [format_rush(name, one) for name, one in rushes.items()])


def format_rush(name: str, figures: dict) -> list[str]:
    watched = figures["watched"]
    return [
        name,
        format_number(figures["last_answer_s"]),
        format_number(figures["p50_ms"]),
        str(figures["rounds"]),
        format_outcomes(figures["outcomes"]),
        str(figures["turned_away"]),
        format_outcomes(figures["states"]),
        format_number(watched["p99_ms"]),
        format_outcomes(watched["outcomes"]),
    ]


def format_growth(growth: dict) -> str:
    """Pages made anew with many times the data."""
    measured = ("a second", "p50 ms", "p95 ms", "p99 ms", "p95 ms of one visitor", "processor ms", "growth factor")
    titles = [f"Page, cold, {growth['times']} × the data", *measured]
    rows = []
    for page in PAGES:
        one = growth["pages"][f"{page}, cold"]
        names = ("per_second", "p50_ms", "p95_ms", "p99_ms", "alone_p95_ms", "processor_ms", "factor")
        numbers = (one[name] for name in names)
        rows.append([page, *map(format_number, numbers)])
    return f"{format_table(titles, rows)}\n\n`manage.py audit_places` there: {growth['audit']}"


def format_memory(found: dict) -> str:
    memory = found["memory"]
    rows = [[f"a new one after {memory['requests']:,} requests for every page", format_peaks(memory["fresh"]), ""]]
    rows.append(["after the whole run, with 1,000 people waiting in each process", format_peaks(memory["portal"]), ""])
    rows.append(["hello", format_peaks(memory["hello"]), ""])
    rows += [
        [f"`make run` {name}", format_peaks(one["peaks_mb"]), f"{one['seconds']:.1f}"] for name, one in found["start"].items()
    ]
    return format_table(["Start and memory", "peak of each process, MB", "seconds to the first answer"], rows)


def format_peaks(peaks: dict) -> str:
    return ", ".join(f"{re.sub(r' [0-9]+$', '', name)} {peak:.0f}" for name, peak in peaks.items())


def replace_section(text: str, title: str, body: str) -> str:
    """Return the Markdown text with `body` under the heading of that title, which is added at the end if there is none."""
    section = f"## {title}\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", flags=re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _found: f"{section}\n", text).rstrip() + "\n"
    return f"{text.rstrip()}\n\n{section}"
