"""The senders: threads of the worker that take the next due notice from the outbox and send it, the most urgent first.

The outbox itself is the queue. News of bookings has senders of its own, so that a confirmation waits neither for a message
to thousands nor for whatever else the worker does, and several, so that one mail that hangs holds up only itself.
"""

import logging
import threading
import time
from dataclasses import dataclass, field

from django.db import close_old_connections, connection

from content import clock
from events.models import Notice
from events.notices import delivery

POLL_SECONDS = 1
PAUSE_AFTER_FAILURE = 5  # for example while the database is away
Priority = Notice.Priority

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Notices of some priorities, and how many threads send them. One at a time looks for the next; the others wait or send."""

    name: str
    priorities: tuple[Priority, ...]
    sender_count: int
    turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_for_next(self, stopped: threading.Event) -> Notice | None:
        """Claim the next due notice as soon as there is one; None once the senders are to stop."""
        with self.turn:
            while not stopped.is_set():
                if notice := delivery.claim_next(self.priorities, now=clock.now()):
                    return notice
                stopped.wait(POLL_SECONDS)
        return None


def build_lanes() -> list[Lane]:
    return [
        Lane(name="news", priorities=(Priority.OWN_NEWS, Priority.SHARED_NEWS), sender_count=3),
        Lane(name="rest", priorities=(Priority.REMINDER, Priority.MESSAGE), sender_count=1),
    ]


def start_senders(stopped: threading.Event) -> list[threading.Thread]:
    """Start all senders, and the thread that renews the leases of what they send. They end soon after `stopped` is set."""
    threads = [threading.Thread(target=renew_leases, args=[stopped], name="leases", daemon=True)]
    for lane in build_lanes():
        for number in range(lane.sender_count):
            threads.append(threading.Thread(target=run_sender, args=[lane, stopped], name=f"{lane.name} {number}", daemon=True))
    for thread in threads:
        thread.start()
    return threads


def stop_senders(threads: list[threading.Thread], stopped: threading.Event, *, within: float):
    """Let every sender finish what it is sending. What takes longer than `within` seconds is tried again after its lease."""
    stopped.set()
    deadline = time.monotonic() + within
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))


def run_sender(lane: Lane, stopped: threading.Event):
    repeat_until_stopped(stopped, lambda: send_next(lane, stopped))


def send_next(lane: Lane, stopped: threading.Event):
    if notice := lane.wait_for_next(stopped):
        delivery.deliver_claimed(notice, now=clock.now())


def renew_leases(stopped: threading.Event):
    def wait_and_renew():
        if not stopped.wait(delivery.RENEW_SECONDS):
            delivery.leases.renew()

    repeat_until_stopped(stopped, wait_and_renew)


def repeat_until_stopped(stopped: threading.Event, work):
    try:
        while not stopped.is_set():
            close_old_connections()
            try:
                work()
            except Exception:  # one failure must not end a sender for good
                logger.exception("A sender failed; it goes on in %s seconds", PAUSE_AFTER_FAILURE)
                stopped.wait(PAUSE_AFTER_FAILURE)
    finally:
        connection.close()
