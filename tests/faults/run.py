"""One run: people book, accidents happen one after the other, then everything comes to rest and the ledger is balanced."""

import datetime as dt
import json
import time

from deploy.local_services import wait_until
from tests.faults import ledger as books
from tests.faults.accidents import Accidents
from tests.faults.site import Site
from tests.faults.visitors import Crowd

LONGEST_AWAY = 5.0
LONGEST_REST = 90  # seconds in which every mail has to be sent: what a killed worker was sending goes on within a minute
# Waits between two tries of a mail are minutes; here they are over. Leases of what is being sent are not touched.
END_WAITS = "UPDATE events_notice SET next_try_at = NULL WHERE state = 'due' AND last_error <> ''"
# To the microsecond: in SQLite moments are texts, and its CURRENT_TIMESTAMP ends with the second
COUNT_DUE = (
    "SELECT count(*) FROM events_notice WHERE state = 'due' AND channel = 'mail' AND due_at <= '{:%Y-%m-%d %H:%M:%S.%f}+00'"
)


def hurt_and_balance(kind: str, *, seconds: float, is_control: bool = False, is_small: bool = False) -> bool:
    """Print what happens and the balance; return whether it balances."""
    print(f"\n== {kind}{', forgetting' if is_control else ''} ==", flush=True)
    with Site(kind, forgets=is_control) as site:
        disks = "disks of their own" if all(disk.is_mounted for disk in site.disks.values()) else "limits on file sizes"
        print(f"database and media on {disks}", flush=True)
        ledger = books.Ledger()
        crowd = Crowd(site.web_port, site.scene, ledger)
        accidents = Accidents(site, min(LONGEST_AWAY, seconds / 2), forgets=is_control)
        crowd.start(families=4, teachers=1)
        began = time.monotonic()
        try:
            let_happen(accidents, accidents.list_for(kind, is_small=is_small), seconds)
        finally:
            crowd.stop()
        took = time.monotonic() - began
        rested = come_to_rest(site)
        return report(site, crowd, accidents, took, rested)


def let_happen(accidents: Accidents, happening: list, seconds: float):
    for name, happen in happening:
        time.sleep(seconds / 2)
        print(f"  {name}", flush=True)
        happen()
    time.sleep(seconds / 2)


def come_to_rest(site: Site) -> float:
    """Wait until no mail is due any more, and return how long that took."""
    began = time.monotonic()

    def is_at_rest() -> bool:
        site.query(END_WAITS)
        return site.query(COUNT_DUE.format(dt.datetime.now(dt.UTC)))[0][0] == 0

    while time.monotonic() - began < LONGEST_REST and not wait_until(is_at_rest):
        pass
    return time.monotonic() - began


def report(site: Site, crowd: Crowd, accidents: Accidents, took: float, rested: float) -> bool:
    lines = balance_now(site, crowd, accidents)
    audit = site.run_python("manage.py", "audit_places", may_fail=True).strip()
    promises = len(crowd.ledger.promises)
    print(f"{promises} bookings in {took:.0f} s; the slowest thing took {crowd.slowest:.1f} s; at rest after {rested:.0f} s")
    print(f"came instead of an answer: {dict(crowd.troubles) or '-'}\n")
    print(books.format_balance(lines))
    print(f"audit_places: {audit}")
    for name in crowd.unanswered:
        print(f"  never answered: {name}")
    is_right = books.is_balanced(lines) and audit == "All places are right." and not crowd.unanswered and promises > 0
    return is_right and finds_a_loss(site, crowd, accidents)


def balance_now(site: Site, crowd: Crowd, accidents: Accidents) -> list[books.Line]:
    kept = json.loads(site.run_python("-m", "tests.faults.scene", "read"))
    return books.balance(crowd.ledger, kept, site.mail.mails, most_twice=accidents.broken_conversations)


def finds_a_loss(site: Site, crowd: Crowd, accidents: Accidents) -> bool:
    """The control of every run: one booking is taken out of the database by hand, and the balance has to say so."""
    ticket = next(iter(crowd.ledger.promises))
    site.query(f"UPDATE events_booking SET token = 'taken away' WHERE token = '{ticket}'")  # noqa: S608 (a token of our own)
    (booked, *_others) = balance_now(site, crowd, accidents)
    is_found = len(booked.faults) == 1 and ticket in booked.faults[0]
    print(f"control, one booking taken away by hand: {'found' if is_found else 'NOT FOUND'}")
    return is_found
