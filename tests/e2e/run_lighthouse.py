"""Lighthouse on six pages as a phone sees them: `python tests/e2e/run_lighthouse.py [--runs 5] [--only home] [--write FILE]`.

Loads the week into a fresh SQLite file with its dates moved to now, serves it as in production, without a rehearsal
clock, so that pages are open to search engines. Of several runs the one with the middle performance counts, since a
busy machine slows some of them down. Ends with 1 when a figure is below its threshold.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests import npm_tools  # noqa: E402 (found only with the project's folder on the path)
from tests.chromium import FLAGS, find_chromium  # noqa: E402
from tests.current_week_data import write_current_week  # noqa: E402
from tests.portal_process import PortalProcess  # noqa: E402

THRESHOLDS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
NOT_FOR_SEARCH = {"booking form"}  # asks not to be indexed, as every form does
METRICS = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
    "Transferred": "total-byte-weight",
}
ADDRESSES = """
from django.urls import reverse
from content import clock
from events.bookings.queries import availability_by_slot
from events.models import TimeSlot
now = clock.now()
slots = TimeSlot.objects.filter(session__booking_mode="individual", starts_at__gt=now).select_related("session")
places = availability_by_slot(slots, now)
slug = max(slots, key=lambda slot: places[slot.pk].left if places[slot.pk].is_open else -1).session.slug
def show(name, view, *args): print(name, reverse(view, args=args), sep="|")
show("home", "home")
show("programme", "programme")
show("session", "session_detail", slug)
show("booking form", "session_book", slug)
show("school", "school_detail", "jinzhong-health-school")
show("graduate", "graduate_detail", "hu-xingsheng")
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="page names that contain this")
    parser.add_argument("--write", type=Path, help="where the table goes")
    parser.add_argument("--keep", type=Path, help="a folder for the reports of the runs that count")
    given = parser.parse_args()
    try:
        npm_tools.fetch_tool("lighthouse")
    except npm_tools.ToolNotFetched as problem:
        raise SystemExit(str(problem)) from problem
    with tempfile.TemporaryDirectory() as scratch:
        portal = PortalProcess(f"sqlite:///{scratch}/moved.sqlite3", clock="")
        pages = prepare_pages(portal, Path(scratch))
        with portal:
            reports = {name: middle_run(portal.base + path, given.runs) for name, path in pages.items() if given.only in name}
    table = format_table(reports, given.runs)
    print(table)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        for name, report in reports.items():
            (given.keep / f"{name.replace(' ', '-')}.json").write_text(json.dumps(report))
    if given.write:
        given.write.write_text(table, encoding="utf-8")
    problems = [line for name, report in reports.items() for line in find_shortfalls(name, report)]
    print(*problems, sep="\n")
    return bool(problems)


def prepare_pages(portal: PortalProcess, scratch: Path) -> dict[str, str]:
    """Load the week and return page name → path."""
    portal.manage("migrate", "-v0")
    portal.manage("translations", "compile")
    portal.manage("load_week", str(write_current_week(scratch)), "-v0")
    portal.manage("collectstatic", "--noinput", "-v0")
    return dict(line.split("|") for line in portal.manage("shell", "-v0", "-c", ADDRESSES).splitlines())


def middle_run(url: str, runs: int) -> dict:
    reports = sorted((run(url) for _ in range(runs)), key=lambda report: score(report, "performance"))
    print(url, *(score(report, "performance") for report in reports), flush=True)
    return reports[(runs - 1) // 2]


def run(url: str) -> dict:
    command = ["node", npm_tools.tool_folder("lighthouse") / "cli" / "index.js", url, "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(THRESHOLDS)}", f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"]
    environment = os.environ | {"CHROME_PATH": find_chromium() or ""}
    for _try in range(3):  # on a busy machine Chromium's trace sometimes comes without its beginning
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
        if done.returncode == 0:
            return json.loads(done.stdout)
    raise SystemExit(f"Lighthouse did not finish on {url}:\n{done.stderr}")


def score(report: dict, category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def find_shortfalls(name: str, report: dict):
    """A line for every figure below its threshold, with the audits that took points."""
    for category, least in THRESHOLDS.items():
        if score(report, category) < least and not (category == "seo" and name in NOT_FOR_SEARCH):
            yield f"{name}: {category} {score(report, category)}, at least {least}. {', '.join(failed_audits(report, category))}"


def failed_audits(report: dict, category: str) -> list[str]:
    refs = report["categories"][category]["auditRefs"]
    scores = {ref["id"]: report["audits"][ref["id"]]["score"] for ref in refs if ref["weight"]}
    return [name for name, value in scores.items() if value is not None and value < 0.9]


def format_table(reports: dict, runs: int) -> str:
    first = next(iter(reports.values()))
    browser = first["environment"]["hostUserAgent"].partition("Chrome/")[2].split(".")[0]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, benchmark index {first['environment']['benchmarkIndex']:.0f}"
    titles = ["Page", "Performance", "Accessibility", "Best practices", "SEO", *METRICS, "Requests"]
    lines = [
        "# Lighthouse\n",
        "`make lighthouse` writes this page: the 2025 week with its dates moved to now, served by granian with compression as",
        f"in production, seen through Lighthouse's throttled telephone. Of {runs} runs a page the middle one counts. Over plain",
        "HTTP Chromium asks for gzip only; brotli and zstd take less.\n",
        f"{datetime.now(UTC).date()} · Lighthouse {first['lighthouseVersion']} · Chromium {browser} · {machine}\n",
        f"| {' | '.join(titles)} |",
        f"|{'---|' * len(titles)}",
        *(f"| {' | '.join(cells(name, report))} |" for name, report in reports.items()),
    ]
    thresholds = ", ".join(f"{least} for {title}" for title, least in zip(titles[1:], THRESHOLDS.values(), strict=False))
    lines += ["", f"At least {thresholds}. The booking form asks not to be indexed, so that one does not count there.", ""]
    return "\n".join(lines)


def cells(name: str, report: dict) -> list[str]:
    scores = ["–" if c == "seo" and name in NOT_FOR_SEARCH else str(score(report, c)) for c in THRESHOLDS]
    audits = report["audits"]
    seconds = [f"{audits[METRICS[metric]]['numericValue'] / 1000:.1f} s" for metric in ("FCP", "LCP")]
    blocking = f"{audits[METRICS['TBT']]['numericValue']:.0f} ms"
    shift = f"{audits[METRICS['CLS']]['numericValue']:.3f}"
    weight = f"{audits[METRICS['Transferred']]['numericValue'] / 1000:.0f} kB"
    requests = str(len(audits["network-requests"]["details"]["items"]))
    return [name, *scores, *seconds, blocking, shift, weight, requests]


if __name__ == "__main__":
    sys.exit(main())
