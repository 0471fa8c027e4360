"""The restore drill: a site with bookings, a back-up while people book, a restore into an empty place, and a comparison.

    python deploy/restore_drill.py [visitors]

On SQLite and on PostgreSQL, the installed one or that of the tests' package; everything in a temporary folder and on 127.0.0.1.
Ends with an error unless all is there: every booking acknowledged before the back-up began, every table, every file, and a
restored site that people can book on.
"""

import json
import secrets
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deploy.local_postgres import LocalPostgres, give_to_postgres, run_query  # noqa: E402 (found only with the project's folder on the path)
from deploy.portal_site import PortalSite  # noqa: E402
from deploy.rush import Visitor, run_rush  # noqa: E402
from edu_week.backups.archive import unpack_archive  # noqa: E402
from edu_week.backups.encryption import make_key, parse_key  # noqa: E402

AT_ONCE = 8
PATHS = ("/", "/events/", "/en/events/", "/schools/", "/bookings/", "/admin/login/")
PICTURES = """
import io
from django.core.files.base import ContentFile
from PIL import Image
from content.models import Picture
for number in range(3):
    file = io.BytesIO()
    Image.effect_noise((640, 480), 50 + number).save(file, "PNG")
    Picture(image=ContentFile(file.getvalue(), name=f"drill{number}.png"), alt_text="drill", minors="none").save()
"""


@dataclass
class Drill:
    """What was found; `lines` are name, on the site, restored."""

    name: str
    lines: list[tuple[str, object, object]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def compare(self, name: str, here, there):
        self.lines.append((name, here, there))

    def measure(self, name: str, work: Callable):
        began = time.monotonic()
        result = work()
        self.seconds[name] = time.monotonic() - began
        return result

    @property
    def faults(self) -> list[str]:
        return [f"{name}: {here} on the site, {there} restored" for name, here, there in self.lines if here != there]

    def print_table(self):
        print(f"\n{self.name:44}{'site':>14}{'restored':>14}")
        for name, here, there in self.lines:
            print(f"{name:44}{here!s:>14}{there!s:>14}{'' if here == there else '   DIFFERS'}")
        print(", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items()), flush=True)


def run_drill(name: str, scratch: Path, urls: tuple[str, str], visitor_count: int) -> Drill:
    drill, key = Drill(name), make_key()
    site, restored = (
        PortalSite(scratch / folder, url, BACKUP_KEY=key) for folder, url in zip(("site", "restored"), urls, strict=True)
    )
    try:
        visitors, acknowledged = fill_and_back_up(drill, site, visitor_count)
        backup = max(site.backups.glob("portal-*"))
        drill.measure("restore", lambda: restored.manage("restore", str(backup)))
        compare_data(drill, site, restored, backup, key, scratch, urls[1])
        drill.measure("start", restored.start)
        compare_pages(drill, restored, acknowledged)
        book_once_more(drill, restored, visitors[0], visitor_count)
    finally:
        site.end()
        restored.end()
    return drill


def fill_and_back_up(drill: Drill, site: PortalSite, visitor_count: int) -> tuple[list[Visitor], list[str]]:
    """Let people book, back up in the middle; return them, and the tickets acknowledged before the back-up began."""
    site.manage("prepare")
    site.manage("load_week", "data/week-2025.json", "-v0")
    site.run_code(PICTURES)
    slots = site.make_slots(4, visitor_count)
    visitors = [Visitor(number, *slots[number % len(slots)]) for number in range(visitor_count)]
    acknowledged: list[str] = []

    def back_up():
        acknowledged.extend(visitor.ticket for visitor in visitors if visitor.ticket)
        drill.measure("back-up", lambda: site.manage("backup"))

    site.start()
    run_rush(visitors, site.port, at_once=AT_ONCE, accidents={0.4: back_up})
    site.end()
    return visitors, acknowledged


def compare_data(drill: Drill, site, restored, backup: Path, key: str, scratch: Path, url: str):
    """Compare what the site held at the back-up's moment with what the new database and folder hold."""
    work = scratch / "unpacked"
    work.mkdir()
    tables = unpack_archive(backup, parse_key(key), work).checksums["tables"]
    counted = count_rows(url, [table for table in tables if not table.startswith("sqlite_")])
    drill.compare("tables", len(counted), sum(count is not None for count in counted.values()))
    drill.compare("rows", sum(tables[table]["rows"] for table in counted), sum(filter(None, counted.values())))
    for title, table in {
        "bookings": "events_booking",
        "history of schools": "schools_historicalschool",
        "audit log": "backoffice_auditentry",
        "notices": "events_notice",
    }.items():
        drill.compare(title, tables[table]["rows"], counted[table])
    here, there = (read_files(folder.media) for folder in (site, restored))
    drill.compare("media files", len(here), len(there))
    drill.compare("media files with the same bytes", len(here), sum(there.get(name) == data for name, data in here.items()))


def count_rows(url: str, tables: list[str]) -> dict[str, int | None]:
    """Count by other means than the back-up's own."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as opened:
            return {table: opened.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608
    return {table: run_query(url, f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}  # noqa: S608


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def compare_pages(drill: Drill, restored: PortalSite, acknowledged: list[str]):
    found = sum(restored.read(f"/bookings/{ticket}/")[0] == 200 for ticket in acknowledged)
    drill.compare("bookings acknowledged before the back-up", len(acknowledged), found)
    drill.compare("pages that open", len(PATHS), sum(restored.read(path)[0] == 200 for path in PATHS))
    checks = json.loads(restored.read("/readyz")[1])["checks"]
    drill.compare("database and migrations", "ok ok", f"{checks['database']} {checks['migrations']}")
    drill.compare("places", "right", "right" if "All places are right" in restored.manage("audit_places") else "wrong")


def book_once_more(drill: Drill, restored: PortalSite, before: Visitor, number: int):
    """Numbers go on after the last, and whoever books now gets a ticket."""
    visitor = Visitor(number + 1, before.slug, before.slot)
    run_rush([visitor], restored.port, at_once=1, accidents={})
    drill.compare("a booking on the restored site", "ticket", "ticket" if visitor.ticket else visitor.troubles)


def drill_on_sqlite(scratch: Path, visitors: int) -> Drill:
    urls = tuple(f"sqlite:///{scratch / name / 'portal.sqlite3'}" for name in ("site", "restored"))
    return run_drill("SQLite", scratch, urls, visitors)


def drill_on_postgresql(scratch: Path, visitors: int, server_url: str) -> Drill:
    names = [f"drill_{secrets.token_hex(4)}_{place}" for place in ("site", "restored")]
    for name in names:
        run_query(server_url.format("postgres"), f"CREATE DATABASE {name}")
    try:
        return run_drill("PostgreSQL", scratch, tuple(map(server_url.format, names)), visitors)
    finally:
        for name in names:
            run_query(server_url.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def main():
    visitors = int((sys.argv[1:] or ["200"])[0])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scratch = Path(tempfile.mkdtemp(prefix="edu-week-drill-"))
    scratch.chmod(0o755)
    give_to_postgres(scratch)
    server = LocalPostgres(scratch, "server")
    try:
        server.create()
        server.start()
        drills = [
            drill_on_sqlite(scratch / "sqlite", visitors),
            drill_on_postgresql(scratch / "postgres", visitors, server.url("{}")),
        ]
    finally:
        server.end()
        shutil.rmtree(scratch, ignore_errors=True)
    for drill in drills:
        drill.print_table()
    faults = [fault for drill in drills for fault in drill.faults]
    print("\n".join(faults) or "\nEverything was restored.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
