"""Readers who ask for one page of a running portal again and again, and remember what each answer said."""

import http.client
import threading
import time
from dataclasses import dataclass

PATIENCE = 120  # seconds; a busy machine may need them, and no test waits for them to pass


@dataclass(frozen=True)
class Answer:
    asked_at: float  # time.monotonic
    text: str
    is_kept: bool


class Reader(threading.Thread):
    def __init__(self, port: int, path: str):
        super().__init__(daemon=True)
        self.port, self.path = port, path
        self.answers: list[Answer] = []
        self.has_more, self.is_enough = threading.Condition(), threading.Event()

    def run(self):
        while not self.is_enough.wait(0.03):
            answer = self.ask()
            with self.has_more:
                self.answers.append(answer)
                self.has_more.notify()

    def ask(self) -> Answer:
        asked_at = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", self.path)
            response = connection.getresponse()
            return Answer(asked_at, response.read().decode(), "s-maxage" in (response.headers["Cache-Control"] or ""))
        finally:
            connection.close()

    def asked_since(self, moment: float) -> list[Answer]:
        return [answer for answer in self.answers if answer.asked_at >= moment]

    def wait_for_answers(self, count: int, *, asked_since: float):
        with self.has_more:
            assert self.has_more.wait_for(lambda: len(self.asked_since(asked_since)) >= count, PATIENCE)


class PageWatch:
    """A context manager: two readers of the page at each of the ports."""

    def __init__(self, ports: list[int], path: str):
        self.readers = [Reader(port, path) for port in ports for _number in range(2)]

    def __enter__(self):
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *problem):
        for reader in self.readers:
            reader.is_enough.set()
        for reader in self.readers:
            reader.join(PATIENCE)

    def read_answers(self, count: int, *, asked_since: float) -> list[Answer]:
        """Wait until every reader has so many answers that were asked for since that moment; return all of these."""
        for reader in self.readers:
            reader.wait_for_answers(count, asked_since=asked_since)
        return [answer for reader in self.readers for answer in reader.asked_since(asked_since)]
