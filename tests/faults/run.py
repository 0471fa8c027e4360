"""One run: people book, accidents happen one after the other, then everything comes to rest and the ledger is balanced."""

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
COUNT_DUE = "SELECT count(*) FROM events_notice WHERE state = 'due' AND channel = 'mail' AND due_at <= CURRENT_TIMESTAMP"


def hurt_and_balance(kind: str, *, seconds: float, is_control: bool = False) -> bool:
    """Print what happens and the balance; return whether it balances."""
    print(f"\n== {kind}{', forgetting' if is_control else ''} ==", flush=True)
    with Site(kind, forgets=is_control) as site:
        disks = "disks of their own" if all(disk.is_mounted for disk in site.disks.values()) else "limits on file sizes"
        print(f"database and media on {disks}", flush=True)
        ledger = books.Ledger()
        crowd = Crowd(site.web_port, site.scene, ledger)
        accidents = Accidents(site, min(LONGEST_AWAY, seconds / 2))
        crowd.start(families=4, teachers=1)
        began = time.monotonic()
        try:
            let_happen(accidents, kind, seconds, is_control)
        finally:
            crowd.stop()
        took = time.monotonic() - began
        rested = come_to_rest(site)
        return report(site, crowd, accidents, took, rested)


def let_happen(accidents: Accidents, kind: str, seconds: float, is_control: bool):
    happening = accidents.list_for(kind)
    if is_control:
        happening = [one for one in happening if one[1] == accidents.kill_database][:1]
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
        return site.query(COUNT_DUE)[0][0] == 0

    while time.monotonic() - began < LONGEST_REST and not wait_until(is_at_rest):
        pass
    return time.monotonic() - began


def report(site: Site, crowd: Crowd, accidents: Accidents, took: float, rested: float) -> bool:
    import json

    kept = json.loads(site.run_python("-m", "tests.faults.scene", "read"))
    lines = books.balance(crowd.ledger, kept, site.mail.mails, most_twice=accidents.broken_conversations)
    audit = site.run_python("manage.py", "audit_places", may_fail=True).strip()
    is_clean = audit == "All places are right."
    promises = len(crowd.ledger.promises)
    print(f"{promises} bookings in {took:.0f} s; the slowest thing took {crowd.slowest:.1f} s; at rest after {rested:.0f} s")
    print(f"came instead of an answer: {dict(crowd.troubles) or '-'}\n")
    print(books.format_balance(lines))
    print(f"audit_places: {audit}")
    for name in crowd.unanswered:
        print(f"  never answered: {name}")
    return books.is_balanced(lines) and is_clean and not crowd.unanswered and promises > 0
