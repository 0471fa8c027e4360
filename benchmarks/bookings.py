"""Whole bookings a second, a rush for the last places, refusals of a full slot: visitors with a number of their own."""

import asyncio
import itertools
import re
import secrets
import time

from benchmarks.figures import Sample
from benchmarks.http_client import Answer, Client, ConnectionClosed
from benchmarks.load import ANSWER_SECONDS, address_of_visitor, ask_status, load_server
from benchmarks.servers import Server

TOKEN = re.compile(r'name="submission"[^>]* value="([^"]+)"')
OUTCOMES = {302: "booked", 409: "refused"}
BUSY = 429
LIVE_PLACES = "/events/availability.json"
WATCH_SECONDS = 20  # how often a page asks for live places
numbers = itertools.count(1)


class Visitor:
    """Somebody with a telephone number and an address that nobody else has."""

    def __init__(self, port: int):
        self.number, self.turned_away = next(numbers), 0
        self.client = Client(port, X_Forwarded_For=address_of_visitor(self.number))

    def fields(self, slot: int, token: str) -> dict[str, str]:
        phone = f"139{self.number:08d}"
        return {"slot": slot, "contact_name": "李明", "phone": phone, "people": "1", "consent": "on", "submission": token}

    async def book(self, form_path: str, slot: int) -> str:
        """Open the form, send it, read the ticket; return how it ended.

        The signed time of the form is left out: people take longer than the half a second that it asks for.
        """
        form = await self.client.get(form_path)
        token = TOKEN.search(form.text) if form.status == 200 else None
        if not token:
            return f"form {form.status}"
        answer = await self.send(form_path, self.fields(slot, token[1]))
        if answer.status != 302:
            return name_outcome(answer)
        ticket = await self.client.get(answer.headers["location"])
        return "booked" if ticket.status == 200 else f"ticket {ticket.status}"

    async def press(self, form_path: str, slot: int) -> str:
        """Send a form that was open already."""
        return name_outcome(await self.send(form_path, self.fields(slot, secrets.token_urlsafe(24))))

    async def send(self, form_path: str, fields: dict[str, str]) -> Answer:
        """Send the form; if the server is busy, press again when it says, the same form as it came back."""
        while (answer := await self.client.post(form_path, fields)).status == BUSY:
            self.turned_away += 1
            await asyncio.sleep(float(answer.headers["retry-after"]))
            fields["submission"] = TOKEN.search(answer.text)[1]
        return answer


def name_outcome(answer: Answer) -> str:
    return OUTCOMES.get(answer.status, f"error {answer.status}")


async def record_outcome(answering, sample: Sample):
    """Add how long an answer took and how it ended."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            outcome = await answering
    except TimeoutError:
        outcome = "no answer in time"
    except (ConnectionClosed, OSError) as problem:
        outcome = type(problem).__name__
    sample.latencies.append(time.perf_counter() - began)
    sample.outcomes[outcome] += 1


def book_for_seconds(server: Server, form_path: str, slots: list[int], *, clients: int, seconds: float) -> Sample:
    """Whole bookings by `clients` at a time, each a new visitor; the round ends when those begun in time have ended."""

    async def book_until(deadline, sample):
        while time.perf_counter() < deadline:
            visitor = Visitor(server.port)
            await record_outcome(visitor.book(form_path, slots[visitor.number % len(slots)]), sample)
            sample.turned_away += visitor.turned_away
            visitor.client.close()

    return load_server(server, run_together([book_until] * clients, seconds))


def press_for_seconds(server: Server, form_path: str, slot: int, *, clients: int, seconds: float) -> Sample:
    """Forms for one slot, sent again and again over kept connections, each with a number of its own.

    A visitor keeps one address, so that in a round of some seconds he stays below the limit for bookings from one address.
    """

    async def press_until(deadline, sample):
        visitor = Visitor(server.port)
        while time.perf_counter() < deadline:
            visitor.number = next(numbers)
            await record_outcome(visitor.press(form_path, slot), sample)
        sample.turned_away += visitor.turned_away
        visitor.client.close()

    return load_server(server, run_together([press_until] * clients, seconds))


async def run_together(workers, seconds: float) -> Sample:
    sample, began = Sample(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for work in workers:
            group.create_task(work(began + seconds, sample))
    sample.seconds = time.perf_counter() - began
    return sample


def run_rush(port: int, form_path: str, slot: int, *, people: int, watchers: int = 0) -> dict:
    """Everybody sends the form at one moment; with `watchers`, that many pages ask for live places meanwhile."""
    return asyncio.run(rush_while_watched(port, form_path, slot, people, watchers))


async def rush_while_watched(port, form_path, slot, people, watchers) -> dict:
    crowd, watched = Sample(), Sample()
    watching = [asyncio.create_task(watch_places(port, number, watchers, watched)) for number in range(watchers)]
    visitors = [Visitor(port) for _number in range(people)]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for visitor in visitors:
            group.create_task(record_outcome(visitor.press(form_path, slot), crowd))
    crowd.seconds = watched.seconds = time.perf_counter() - began
    crowd.turned_away = sum(visitor.turned_away for visitor in visitors)
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    for visitor in visitors:
        visitor.client.close()
    return {"crowd": crowd, "watched": watched}


async def watch_places(port: int, number: int, watchers: int, sample: Sample):
    """One open page: it asks every twenty seconds, beginning somewhere within the first twenty."""
    client = Client(port, X_Forwarded_For=address_of_visitor(1 << 20 | number))
    try:
        await asyncio.sleep(WATCH_SECONDS * number / watchers)
        while True:
            asked = time.perf_counter()
            outcome = await ask_status(client.get(LIVE_PLACES))
            sample.latencies.append(time.perf_counter() - asked)
            sample.outcomes[outcome] += 1
            await asyncio.sleep(max(0, WATCH_SECONDS - (time.perf_counter() - asked)))
    finally:
        client.close()
