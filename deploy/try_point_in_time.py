"""Point-in-time recovery of the portal's PostgreSQL, with its own tools, as docs/operations.md describes it.

    python deploy/try_point_in_time.py

A server archives its write-ahead log; a base back-up is taken; people book; somebody empties the bookings by mistake; another
server recovers to the moment before. Ends with an error unless every booking of then is back and none of what came later.
"""

import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deploy.local_postgres import LocalPostgres, give_to_postgres  # noqa: E402 (found only with the project's folder on the path)
from deploy.local_services import wait_until  # noqa: E402
from deploy.portal_site import PortalSite  # noqa: E402
from deploy.rush import Visitor, run_rush  # noqa: E402

ARCHIVING = """
archive_mode = on
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'
"""
RECOVERING = """
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = 'promote'
"""
MISTAKE = "TRUNCATE events_booking CASCADE"
COUNT = "SELECT count(*) FROM events_booking"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scratch = Path(tempfile.mkdtemp(prefix="edu-week-pitr-"))
    scratch.chmod(0o755)
    archive = scratch / "archive"
    archive.mkdir()
    for folder in (scratch, archive):
        give_to_postgres(folder)
    primary = LocalPostgres(scratch, "primary", ARCHIVING.format(archive=archive))
    servers = [primary]
    try:
        primary.create()
        primary.start()
        primary.query("CREATE DATABASE portal")
        site = PortalSite(scratch / "site", primary.url("portal"))
        slots = fill_site(site)
        took_base = measure(
            lambda: primary.run("pg_basebackup", "-d", primary.url(), "-D", scratch / "recovered", "-c", "fast", "-X", "stream")
        )
        book(site, slots, range(20))
        bookings, moment = primary.query(COUNT, "portal")[0][0], primary.query("SELECT now()::text")[0][0]
        time.sleep(1)
        book(site, slots, range(20, 25))
        primary.query(MISTAKE, "portal")
        archive_everything(primary)
        primary.end()
        recovered = LocalPostgres(scratch, "recovered", RECOVERING.format(archive=archive, moment=moment))
        servers.append(recovered)
        took = measure(lambda: recover(recovered))
        faults = compare(recovered, scratch, bookings)
        size = sum(file.stat().st_size for file in archive.iterdir()) / 1e6
        print(f"base back-up {took_base:.1f} s, {size:.0f} MB of log, recovered to {moment} in {took:.1f} s")
    finally:
        for server in servers:
            server.end()
        shutil.rmtree(scratch, ignore_errors=True)
    print("\n".join(faults) or f"All {bookings} bookings of that moment are back, and nothing later.")
    sys.exit(1 if faults else 0)


def measure(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def fill_site(site: PortalSite) -> list:
    site.manage("prepare")
    site.manage("load_week", "data/week-2025.json", "-v0")
    return site.make_slots(2, 40)


def book(site: PortalSite, slots: list, numbers: range):
    visitors = [Visitor(number, *slots[number % len(slots)]) for number in numbers]
    site.start()
    run_rush(visitors, site.port, at_once=4, accidents={})
    site.end()
    if without := [visitor for visitor in visitors if not visitor.ticket]:
        raise SystemExit(f"{len(without)} visitors got no ticket: {without[0].troubles}")


def archive_everything(primary: LocalPostgres):
    """Close the current file of the log and wait until it lies in the archive."""
    name = primary.query("SELECT pg_walfile_name(pg_switch_wal())")[0][0]
    if not wait_until(lambda: (primary.query("SELECT last_archived_wal FROM pg_stat_archiver")[0][0] or "") >= name):
        raise SystemExit("The log was not archived.")


def recover(recovered: LocalPostgres):
    signal_file = recovered.data / "recovery.signal"
    signal_file.touch()
    give_to_postgres(signal_file)
    recovered.start()
    if not wait_until(lambda: not recovered.query("SELECT pg_is_in_recovery()")[0][0]):
        raise SystemExit("The recovery did not end.")


def compare(recovered: LocalPostgres, scratch: Path, bookings: int) -> list[str]:
    found = recovered.query(COUNT, "portal")[0][0]
    faults = [] if found == bookings else [f"{found} bookings instead of {bookings}"]
    site = PortalSite(scratch / "recovered-site", recovered.url("portal"))
    site.manage("audit_places")
    site.start()
    faults += [] if site.read("/events/")[0] == 200 else ["the programme does not open"]
    site.end()
    return faults


if __name__ == "__main__":
    main()
