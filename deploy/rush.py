"""A rush of visitors who book through HTTP and press again when something breaks, and what must be true afterwards."""

import http.client
import re
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="submission"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="submission"')
TICKET = re.compile(r"/bookings/([^/]+)/$")
PATIENCE = 90  # seconds until a visitor gives up
PAUSE = 0.5  # before pressing again


@dataclass
class Visitor:
    number: int
    slug: str
    slot: int
    ticket: str = ""
    is_refused: bool = False
    presses: int = 0
    seconds: float = 0.0
    troubles: list = field(default_factory=list)

    @property
    def phone(self) -> str:
        return f"139{self.number:08d}"

    @property
    def address(self) -> str:
        """Forty schools, each behind one address of this machine."""
        return f"127.0.1.{self.number % 40 + 1}"

    @property
    def is_answered(self) -> bool:
        return bool(self.ticket) or self.is_refused


def read_token(page: str) -> str:
    found = TOKEN.search(page)
    return (found[1] or found[2]) if found else ""


def read_ticket(location: str) -> str:
    found = TICKET.search(location or "")
    return found[1] if found else ""


def visit_until_answered(visitor: Visitor, port: int):
    """Read about the session, open the form, send it, and send it again with the same token until it is answered."""
    began = time.monotonic()
    read_session(visitor, port)
    path, token = f"/events/{visitor.slug}/book/", ""
    while not visitor.is_answered and time.monotonic() - began < PATIENCE:
        try:
            token = token or open_form(visitor, port, path)
            if token:
                press_book_button(visitor, port, path, token)
        except (OSError, http.client.HTTPException) as problem:
            visitor.troubles.append(type(problem).__name__)
        if not visitor.is_answered:
            time.sleep(PAUSE)
    visitor.seconds = time.monotonic() - began
    if visitor.ticket and visitor.number % 10 == 0:
        press_twice(visitor, port, path, token)


def read_session(visitor: Visitor, port: int):
    try:
        status, _page, _location = send_request(visitor, port, "GET", f"/events/{visitor.slug}/")
        visitor.troubles += [] if status == 200 else [status]
    except (OSError, http.client.HTTPException) as problem:
        visitor.troubles.append(type(problem).__name__)


def open_form(visitor: Visitor, port: int, path: str) -> str:
    """Return the token of the form, or nothing where something else came instead of it."""
    status, page, _location = send_request(visitor, port, "GET", path)
    token = read_token(page)
    visitor.troubles += [] if token else [f"{status} instead of the form"]
    return token


def press_book_button(visitor: Visitor, port: int, path: str, token: str):
    fields = {"slot": visitor.slot, "contact_name": "并发测试", "phone": visitor.phone, "people": 1, "consent": "on"}
    visitor.presses += 1
    status, page, location = send_request(visitor, port, "POST", path, urllib.parse.urlencode(fields | {"submission": token}))
    if status == 302:
        visitor.ticket = read_ticket(location)
    elif status == 409:
        visitor.is_refused = True
    else:  # whatever came instead of an answer has to hold the form
        visitor.troubles.append(status if read_token(page) == token else f"{status} without the form")


def press_twice(visitor: Visitor, port: int, path: str, token: str):
    """Whoever sends a form that was granted gets the same ticket."""
    first = visitor.ticket
    try:
        press_book_button(visitor, port, path, token)
    except (OSError, http.client.HTTPException) as problem:
        visitor.troubles.append(type(problem).__name__)
    if visitor.ticket != first:
        visitor.troubles.append("another ticket")
        visitor.ticket = first


def send_request(visitor: Visitor, port: int, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(visitor.address, 0))
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace"), answer.getheader("Location", "")
    finally:
        connection.close()


def run_rush(visitors: list[Visitor], port: int, *, at_once: int, accidents: dict):
    """Let them all come, so many at once. `accidents` maps a share of answers to what happens then."""
    left, lock, done = iter(visitors), threading.Lock(), threading.Event()

    def serve_next():
        while True:
            with lock:
                visitor = next(left, None)
            if visitor is None:
                return
            visit_until_answered(visitor, port)

    def has_come(share: float) -> bool:
        return sum(visitor.is_answered for visitor in visitors) >= share * len(visitors)

    def let_happen():
        for share, accident in sorted(accidents.items()):
            while not has_come(share):
                if done.wait(0.05) and not has_come(share):
                    return
            accident()

    threads = [threading.Thread(target=serve_next) for _n in range(at_once)]
    fate = threading.Thread(target=let_happen)
    for thread in (*threads, fate):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    fate.join()


def find_faults(visitors: list[Visitor], bookings: list[dict], slots: list[dict]) -> list[str]:
    """Return a sentence for everything that is not as it must be; `bookings` and `slots` are what the database says."""
    faults = [f"visitor {visitor.number} had no answer: {visitor.troubles}" for visitor in visitors if not visitor.is_answered]
    faults += [f"visitor {visitor.number} got another ticket" for visitor in visitors if "another ticket" in visitor.troubles]
    stored = {booking["token"]: booking for booking in bookings}
    for visitor in visitors:
        booking = stored.get(visitor.ticket)
        if visitor.ticket and (booking is None or booking["phone"] != visitor.phone or booking["slot"] != visitor.slot):
            faults.append(f"the acknowledged booking of visitor {visitor.number} is lost")
    for phone, count in Counter(booking["phone"] for booking in bookings).items():
        if count > 1:
            faults.append(f"{phone} has {count} bookings")
    taken = Counter()
    for booking in bookings:
        taken[booking["slot"]] += booking["people"] if booking["takes_places"] else 0  # others wait in line
    for slot in slots:
        if taken[slot["pk"]] > slot["bookable"]:
            faults.append(f"slot {slot['pk']} is oversold: {taken[slot['pk']]} of {slot['bookable']}")
        if taken[slot["pk"]] != slot["places_taken"]:
            faults.append(f"slot {slot['pk']} counts {slot['places_taken']}, its bookings {taken[slot['pk']]}")
    return faults
