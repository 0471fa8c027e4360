"""The bench's HTTP client: what it makes of bytes as they come, and that it keeps and renews its connection."""

import asyncio
import gzip

import brotli
import pytest

from benchmarks.http_client import Answer, AnswerReader, Client, ConnectionClosed, join_chunks, parse_head

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Two: a\r\nX-Two: b\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n"


@pytest.mark.parametrize(("received", "status", "body"), [(PLAIN, 200, b"hello"), (CHUNKED, 200, b"hello"), (EMPTY, 304, b"")])
def test_an_answer_is_complete_with_its_last_byte_and_not_before(received, status, body):
    reader = AnswerReader()
    assert [reader.feed(received[at : at + 1]) for at in range(len(received) - 1)] == [None] * (len(received) - 1)
    answer = reader.feed(received[-1:])
    assert (answer.status, answer.body) == (status, body)


def test_names_of_headers_are_read_whatever_their_case():
    status, headers = parse_head(PLAIN.partition(b"\r\n\r\n")[0])
    assert status == 200
    assert headers == {"content-length": "5", "x-two": "b"}


def test_chunks_are_not_joined_before_the_last():
    assert join_chunks(b"3\r\nhel\r\n") is None
    assert join_chunks(b"3\r\nhel") is None
    assert join_chunks(b"0\r\n\r\n") == b""


def test_text_is_what_brotli_held():
    assert Answer(200, {"content-encoding": "br"}, brotli.compress("你好".encode())).text == "你好"
    assert Answer(200, {"content-encoding": "gzip"}, gzip.compress("你好".encode())).text == "你好"
    assert Answer(200, {}, "你好".encode()).text == "你好"


class Counting:
    """A server that counts connections and the requests on each, and closes one after `allowed` answers."""

    def __init__(self, allowed: int):
        self.allowed, self.requests, self.tasks = allowed, [], []

    async def serve(self, reader, writer):
        mine, place = 0, len(self.requests)
        self.requests.append([])
        self.tasks.append(asyncio.current_task())
        try:
            while mine < self.allowed:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
                self.requests[place].append((head, await reader.readexactly(length)))
                writer.write(PLAIN)
                mine += 1
        except asyncio.IncompleteReadError:
            pass
        writer.close()
        await writer.wait_closed()

    async def run(self, deed):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        client = Client(server.sockets[0].getsockname()[1], X_Forwarded_For="10.0.0.1")
        try:
            return await deed(client)
        finally:
            client.close()
            await asyncio.gather(*self.tasks)
            server.close()
            await server.wait_closed()


def test_a_connection_is_kept():
    server = Counting(allowed=9)

    async def ask_twice(client):
        return [(await client.get("/a")).status, (await client.post("/b", {"name": "李明"})).status]

    assert asyncio.run(server.run(ask_twice)) == [200, 200]
    [[(first, _), (second, body)]] = server.requests
    assert first.startswith(b"GET /a HTTP/1.1\r\n")
    assert b"Accept-Encoding: gzip, br\r\n" in first
    assert b"X-Forwarded-For: 10.0.0.1\r\n" in first
    assert second.startswith(b"POST /b HTTP/1.1\r\n")
    assert body == b"name=%E6%9D%8E%E6%98%8E"


def test_a_connection_that_the_server_closed_is_opened_anew():
    server = Counting(allowed=1)

    async def ask_three_times(client):
        return [(await client.get("/")).status for _number in range(3)]

    assert asyncio.run(server.run(ask_three_times)) == [200, 200, 200]
    assert len(server.requests) == 3


def test_a_new_connection_without_an_answer_is_an_error():
    async def ask(client):
        with pytest.raises(ConnectionClosed):
            await client.get("/")

    asyncio.run(Counting(allowed=0).run(ask))
