"""Clients that ask the same page again and again for some seconds."""

import asyncio
import resource
import time
from collections.abc import Coroutine

from benchmarks.figures import Sample
from benchmarks.http_client import Client, ConnectionClosed
from benchmarks.servers import Server

ANSWER_SECONDS = 120
LOG_IN_COOKIE = "sessionid=none-of-ours"  # with a session nothing is answered from memory


def allow_many_connections():
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def address_of_visitor(number: int) -> str:
    """Return an address of its own for every visitor, as a proxy would forward it."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def load_page(server: Server, path: str, *, clients: int, seconds: float, **headers: str) -> Sample:
    return load_server(server, ask_for_seconds(server.port, path, clients=clients, seconds=seconds, **headers))


def load_server(server: Server, load: Coroutine[None, None, Sample]) -> Sample:
    """Run the load and return its sample, with the processor time that the server's processes and the clients took for it."""
    before, own = server.read_processor_seconds(), time.process_time()
    sample = asyncio.run(load)
    sample.client_seconds = time.process_time() - own
    sample.processor_seconds = server.read_processor_seconds() - before
    return sample


async def ask_for_seconds(port: int, path: str, *, clients: int, seconds: float, **headers: str) -> Sample:
    """Let every client ask as soon as it has its answer. The round ends with the last answer that was asked for in time."""
    sample, began = Sample(), time.perf_counter()
    visitors = [Client(port, **headers) for _number in range(clients)]
    async with asyncio.TaskGroup() as group:
        for visitor in visitors:
            group.create_task(ask_until(visitor, path, began + seconds, sample))
    sample.seconds = time.perf_counter() - began
    for visitor in visitors:
        visitor.close()
    return sample


async def ask_until(client: Client, path: str, deadline: float, sample: Sample):
    while (asked := time.perf_counter()) < deadline:
        outcome = await ask_status(client.get(path))
        sample.latencies.append(time.perf_counter() - asked)
        sample.outcomes[outcome] += 1


async def ask_status(request) -> str:
    """Return the status of the answer as a word, or what went wrong."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return str((await request).status)
    except TimeoutError:
        return "no answer in time"
    except (ConnectionClosed, OSError) as problem:
        return type(problem).__name__
