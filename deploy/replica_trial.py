"""What readers get while the replica stands still, and that it is read again when it goes on."""

import http.client
import itertools
import time

from deploy.local_services import wait_until

REQUESTS = 8  # to a web group, so that each of its processes answers
READS_SESSION = 'FROM "events_eventsession"'


def find_replica_faults(several, slug: str) -> list[str]:
    """Return a sentence for everything that is not as it must be; the session's title is changed twice."""
    if not has_caught_up(several):
        return ["the replica did not catch up"]
    several.query("portal", "SELECT pg_wal_replay_pause()", several.replica)
    wait_until(lambda: several.query("portal", "SELECT pg_get_wal_replay_pause_state()", several.replica) == "paused")
    before = count_reads_of_replica(several)
    faults = edit_and_find_faults(several, slug, "while the replica stands still")
    while_paused = count_reads_of_replica(several)
    faults += ["pages came from a replica that stood still"] if while_paused != before else []
    several.query("portal", "SELECT pg_wal_replay_resume()", several.replica)
    faults += [] if has_caught_up(several) else ["the replica did not go on"]
    titles = (f"after the replica went on, edit {number}" for number in itertools.count(1))

    def is_read_again() -> bool:
        """A process to which the replica did not answer leaves it alone for some seconds; PgBouncer does so for longer."""
        faults.extend(edit_and_find_faults(several, slug, next(titles)))
        return count_reads_of_replica(several) > while_paused

    wait_until(is_read_again)
    again = count_reads_of_replica(several) - while_paused
    print(f"statements that read a session from the replica: {while_paused - before} while it stood still, {again} afterwards")
    return faults + ([] if again else ["pages did not come from the replica again"])


def edit_and_find_faults(several, slug: str, title: str) -> list[str]:
    several.query("portal", f"UPDATE events_eventsession SET title = '{title}' WHERE slug = '{slug}'")  # noqa: S608 (our own)
    time.sleep(1)  # so long another title may be shown
    pages = {port: [read_page(port, f"/events/{slug}/") for _n in range(REQUESTS)] for port in several.webs}
    return [
        f"web group {number}: {sum(title not in page for page in found)} of {REQUESTS} pages without the edit made {title}"
        for number, found in enumerate(pages.values(), 1)
        if any(title not in page for page in found)
    ]


def read_page(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def count_reads_of_replica(several) -> int:
    """Return how many statements read a session there, by the replica's log of all statements."""
    return (several.scratch / "replica.log").read_text(errors="replace").count(READS_SESSION)


def has_caught_up(several) -> bool:
    written = several.query("portal", "SELECT pg_current_wal_flush_lsn()")
    wait_until(lambda: several.is_ready(several.replica))  # it listens before it answers
    return wait_until(lambda: several.query("portal", f"SELECT pg_last_wal_replay_lsn() >= '{written}'", several.replica) == "t")
