"""People who book, cancel and approve over HTTP, press again when something breaks, and write down what they were shown."""

import http.client
import itertools
import re
import threading
import time
import urllib.parse
from collections import Counter
from typing import NamedTuple

from deploy.rush import read_ticket, read_token
from tests.faults.ledger import Ledger, Promise

PAUSE = 0.3  # before pressing again
PATIENCE = 90  # seconds until somebody gives up; each thing that is begun is pressed until it is answered
SLOWEST = 10  # seconds for one answer
STATUS = re.compile(r'<span class="status status--\w+"[^>]*>.*?</svg>\s*([^<]+?)\s*</span>', re.DOTALL)
SHOWN = {"预约成功": "confirmed", "待审核": "pending", "候补": "waitlisted"}
ENDS = {302: "cancelled", 404: "lost"}
PENDING = "/admin/events/booking/?state__exact=pending"
NUMBERS = re.compile(r'name="_selected_action" value="(\d+)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SUCCESS = re.compile(r'<li class="success"')
FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: int
    text: str
    location: str
    cookies: str


class Crowd:
    """All of them. `stop()` lets each end what it has begun; `troubles` counts what came instead of an answer."""

    def __init__(self, port: int, scene: dict, ledger: Ledger):
        self.port, self.scene, self.ledger = port, scene, ledger
        self.stopped, self.numbers, self.troubles = threading.Event(), itertools.count(1), Counter()
        self.threads, self.unanswered, self.slowest = [], [], 0.0

    def start(self, *, families: int, teachers: int):
        works = [self.book_as_family] * families + [self.book_as_class] * teachers + [self.approve_next]
        self.threads = [threading.Thread(target=self.repeat, args=[work]) for work in works]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def repeat(self, work):
        while not self.stopped.is_set():
            work(next(self.numbers))

    def insist(self, number: int, what: str, attempt):
        """Return what `attempt` returns once that is something; None where the patience ends."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            try:
                if done := attempt():
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    return done
            except (OSError, http.client.HTTPException) as problem:
                self.troubles[type(problem).__name__] += 1
            time.sleep(PAUSE)
        self.unanswered.append(f"{number} waited for {what}")
        return None

    def send(self, number: int, method: str, path: str, fields: dict | None = None, cookie: str = "") -> Answer:
        """Each comes from one of many addresses of this machine: limits count by address."""
        source = f"127.0.{number // 200 % 200 + 1}.{number % 200 + 1}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST, source_address=(source, 0))
        body = urllib.parse.urlencode(fields, doseq=True) if fields is not None else None
        headers = ({"Content-Type": FORM} if body is not None else {}) | ({"Cookie": cookie} if cookie else {})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if answer.status >= 429:
            self.troubles[answer.status] += 1
        given = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
        return Answer(answer.status, text, answer.getheader("Location", ""), "; ".join(given))

    def book_as_family(self, number: int):
        slots = self.scene["family"]["slots"]
        fields = {"contact_name": "并发测试", "people": 1 + number % 3}
        ticket = self.book(number, self.scene["family"]["slug"], "", slots[number % len(slots)], fields, fields["people"])
        if ticket and number % 4 == 0:
            self.cancel(number, ticket)

    def book_as_class(self, number: int):
        slots = self.scene["class"]["slots"]
        fields = {"school_name": f"第{number}中学", "grade": 8, "class_name": f"{number}", "pupils": 20, "adults": 2}
        fields |= {"contact_name": "王老师"}
        self.book(number, self.scene["class"]["slug"], "?as=class", slots[number % len(slots)], fields, 22)

    def book(self, number: int, slug: str, query: str, slot: int, fields: dict, people: int) -> str | None:
        """Open a form and send it until there is a ticket, every fifth time once more; write down what the ticket shows."""
        path, phone = f"/events/{slug}/book/{query}", f"139{number:08d}"
        fields |= {"slot": slot, "phone": phone, "email": f"visitor{number}@mail.example", "consent": "on"}
        token = self.insist(number, "a form", lambda: read_token(self.send(number, "GET", path).text))
        if token is None:
            return None
        fields["submission"] = token
        press = lambda: read_ticket(self.send(number, "POST", path, fields).location)  # noqa: E731
        ticket = self.insist(number, "a ticket", press)
        if ticket is None:
            return None
        promise = Promise(ticket, phone, slot, people, "pending" if query else "confirmed")
        self.ledger.record(promise)
        if number % 5 == 0 and self.insist(number, "the same ticket", press) != ticket:
            self.ledger.other_tickets.append(ticket)
        promise.shown = self.insist(number, "a state", lambda: self.read_state(number, ticket)) or promise.shown
        return ticket

    def read_state(self, number: int, ticket: str) -> str | None:
        answer = self.send(number, "GET", f"/bookings/{ticket}/")
        if answer.status == 404:
            return "lost"
        found = STATUS.search(answer.text) if answer.status == 200 else None
        return SHOWN.get(found[1]) if found else None

    def cancel(self, number: int, ticket: str):
        """Cancel until that is answered; a ticket that is lost is found by the balance."""
        promise = self.ledger.promises[ticket]
        promise.cancelling = "asked"
        press = lambda: ENDS.get(self.send(number, "POST", f"/bookings/{ticket}/cancel/", {}).status)  # noqa: E731
        if self.insist(number, "cancelling", press) == "cancelled":
            promise.cancelling = "shown"

    def approve_next(self, number: int):
        """Approve a class that waits; it counts once a page says it is approved."""
        cookie = f"sessionid={self.scene['session']}"
        try:
            page = self.send(number, "GET", PENDING, cookie=cookie)
            waiting = NUMBERS.findall(page.text)
            if page.status == 200 and waiting:
                self.approve(number, int(waiting[number % len(waiting)]), cookie)
        except (OSError, http.client.HTTPException) as problem:
            self.troubles[type(problem).__name__] += 1
        self.stopped.wait(PAUSE)

    def approve(self, number: int, booking: int, cookie: str):
        page = self.send(number, "GET", f"/admin/events/booking/{booking}/change/", cookie=cookie)
        token = CSRF.search(page.text)
        if not token:
            return
        cookie = f"{cookie}; csrftoken={token[1]}"
        fields = {"action": "approve", "from_booking": "1", "_selected_action": booking, "csrfmiddlewaretoken": token[1]}
        answer = self.send(number, "POST", "/admin/events/booking/", fields, cookie)
        if answer.status == 302:
            page = self.send(number, "GET", answer.location, cookie=f"{cookie}; {answer.cookies}")
            if SUCCESS.search(page.text):
                self.ledger.record_approval(booking)
