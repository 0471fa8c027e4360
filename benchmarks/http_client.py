"""A small HTTP/1.1 client for load: one kept-alive connection each, and no more work per answer than counting needs.

The load shares the machine with the server, so what the client costs is missing there. Libraries cost several times as much
per request as this reader of status line, headers and length.
"""

import asyncio
import gzip
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli

NO_BODY = {204, 304}
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}
FORM = "application/x-www-form-urlencoded"


class ConnectionClosed(Exception):
    """The server closed the connection before it answered."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return DECODERS.get(self.headers.get("content-encoding"), bytes)(self.body).decode()


class AnswerReader:
    """Collects bytes until an answer is complete."""

    def __init__(self):
        self.received = bytearray()
        self.head = None

    def feed(self, data: bytes) -> Answer | None:
        """Take what arrived and return the answer if this completes it."""
        self.received += data
        if self.head is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return None
            self.head = parse_head(bytes(self.received[:end]))
            del self.received[: end + 4]
        body = self.complete_body(*self.head)
        return None if body is None else Answer(*self.head, body)

    def complete_body(self, status: int, headers: dict[str, str]) -> bytes | None:
        if status in NO_BODY:
            return b""
        if headers.get("transfer-encoding") == "chunked":
            return join_chunks(bytes(self.received))
        length = int(headers["content-length"])
        return bytes(self.received) if len(self.received) >= length else None


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    """Return status and headers, their names in lower case; of a name that comes twice, the last."""
    status_line, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(status_line.split(" ", 2)[1]), {name.lower(): value.strip() for name, _colon, value in pairs}


def join_chunks(received: bytes) -> bytes | None:
    """Return the body of a chunked answer, or None while its last chunk has not arrived."""
    chunks, at = [], 0
    while (end := received.find(b"\r\n", at)) >= 0:
        size = int(received[at:end].partition(b";")[0], 16)
        at = end + 2 + size + 2
        if len(received) < at:
            return None
        if size == 0:
            return b"".join(chunks)
        chunks.append(received[end + 2 : end + 2 + size])
    return None


class Wire(asyncio.Protocol):
    """The connection under a client. It knows whether it still stands and hands the answer to whoever waits for it."""

    def __init__(self):
        self.transport = self.waiter = None
        self.reader = AnswerReader()
        self.is_open = False

    def connection_made(self, transport):
        self.transport, self.is_open = transport, True

    def data_received(self, data):
        answer = self.reader.feed(data)
        if answer is not None:
            self.reader = AnswerReader()
            if answer.headers.get("connection", "").lower() == "close":
                self.close()
            if self.waiter and not self.waiter.done():
                self.waiter.set_result(answer)

    def connection_lost(self, error):
        self.is_open = False
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(ConnectionClosed())

    def eof_received(self):
        self.is_open = False

    def close(self):
        self.is_open = False
        self.transport.close()


class Client:
    """One visitor's browser: a connection that is kept, opened anew when the server closed it, brotli, some headers."""

    def __init__(self, port: int, **headers: str):
        self.port, self.wire = port, None
        lines = {"Host": f"127.0.0.1:{port}", "Accept-Encoding": "gzip, br", **headers}
        self.lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())

    async def get(self, path: str) -> Answer:
        return await self.request(f"GET {path} HTTP/1.1\r\n{self.lines}\r\n".encode())

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        body = urlencode(fields)
        head = f"POST {path} HTTP/1.1\r\n{self.lines}Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
        return await self.request((head + body).encode())

    async def request(self, message: bytes) -> Answer:
        """Send and wait for the answer. As browsers do, try once more if a kept connection turns out to be closed."""
        was_kept = bool(self.wire and self.wire.is_open)
        try:
            return await self.send_once(message)
        except (ConnectionClosed, ConnectionResetError):
            self.close()
            if not was_kept:
                raise
            return await self.send_once(message)

    async def send_once(self, message: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        if not (self.wire and self.wire.is_open):
            self.close()
            _transport, self.wire = await loop.create_connection(Wire, "127.0.0.1", self.port)
        self.wire.waiter = loop.create_future()
        self.wire.transport.write(message)
        return await self.wire.waiter

    def close(self):
        if self.wire:
            self.wire.close()
            self.wire = None
