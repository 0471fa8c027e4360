"""A device's way to the server: requests are lost, late or sent twice, and answers lost; or there is no network at all."""

import asyncio
import http.cookiejar
import json
import random
import re
import urllib.parse
import urllib.request
from collections import Counter

from benchmarks.http_client import Client, ConnectionClosed
from tests.door_rehearsal.scene import PASSWORD

LOST, ANSWER_LOST, TWICE, LATER_AGAIN = 0.08, 0.08, 0.08, 0.05
LONGEST_DELAY, LONGEST_LATER = 0.12, 2.0  # seconds
PATIENCE = 20


class NoAnswer(Exception):
    """Nothing came back, whatever became of the request."""


def log_in(base: str, account: str, slots: list[int], device: str) -> dict[str, str]:
    """Log in by the pages, choose the slots as a person does, and return the cookies."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    send_form(browser, base, "/desk/log-in/", "/desk/log-in/", username=account, password=PASSWORD)
    page = send_form(browser, base, "/desk/", "/desk/choose/", slots=slots, device=device)
    if device not in page:
        raise SystemExit(f"{account} did not get to the door")
    return {cookie.name: cookie.value for cookie in jar}


def send_form(browser, base: str, page: str, address: str, **fields) -> str:
    html = browser.open(base + page, timeout=PATIENCE).read().decode()
    fields["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]
    body = urllib.parse.urlencode(fields, doseq=True).encode()
    return browser.open(base + address, body, timeout=PATIENCE).read().decode()


def cancel_booking(base: str, token: str):
    """Cancel as its booker does, on the ticket's page."""
    urllib.request.urlopen(f"{base}/bookings/{token}/cancel/", b"", timeout=PATIENCE).close()


class LossyLink:
    """The link of one device. `is_cut` is asked before each request."""

    def __init__(self, port: int, cookies: dict[str, str], is_cut, seed: int):
        text = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self.headers = {"Cookie": text, "X_CSRFToken": cookies["csrftoken"]}
        self.port, self.is_cut, self.chance = port, is_cut, random.Random(seed)  # noqa: S311 (the same network each time)
        self.answer_lost = ANSWER_LOST
        self.client, self.copies, self.counts = Client(port, **self.headers), [], Counter()

    async def fetch_list(self) -> dict:
        return await self.ask(f"GET /desk/list.json HTTP/1.1\r\n{self.client.lines}\r\n".encode())

    async def send_scans(self, scans: list[dict]) -> dict:
        body = json.dumps({"scans": scans})
        head = f"POST /desk/scans.json HTTP/1.1\r\n{self.client.lines}Content-Type: application/json\r\n"
        return await self.ask(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    async def ask(self, message: bytes) -> dict:
        """Send through the network. Raises `NoAnswer`."""
        self.counts["requests"] += 1
        await asyncio.sleep(self.chance.uniform(0, LONGEST_DELAY))
        if self.is_cut():
            raise self.lose("without a network")
        fate = self.chance.random()
        if fate < LOST:
            raise self.lose("lost")
        if fate < LOST + TWICE:
            self.send_copy(message, 0)
        elif fate < LOST + TWICE + LATER_AGAIN:
            self.send_copy(message, self.chance.uniform(0, LONGEST_LATER))
        answer = await self.send(self.client, message)
        if answer.status == 503:
            raise self.lose("busy")
        if answer.status != 200:
            raise SystemExit(f"answered {answer.status}: {answer.text[:500]}")
        if self.chance.random() < self.answer_lost:
            raise self.lose("answers lost")
        return json.loads(answer.text)

    def lose(self, what: str) -> NoAnswer:
        self.counts[what] += 1
        return NoAnswer()

    def send_copy(self, message: bytes, delay: float):
        self.counts["sent twice"] += 1
        self.copies.append(asyncio.create_task(self.send_later(message, delay)))

    async def send_later(self, message: bytes, delay: float):
        await asyncio.sleep(delay)
        client = Client(self.port, **self.headers)
        await self.send(client, message)
        client.close()

    async def send(self, client: Client, message: bytes):
        try:
            async with asyncio.timeout(PATIENCE):
                return await client.request(message)
        except (ConnectionClosed, OSError, TimeoutError):
            client.close()
            raise self.lose("broken") from None

    async def close(self):
        await asyncio.gather(*self.copies, return_exceptions=True)
        self.client.close()
