"""Check-ins a second: devices that scan one ticket after the other, and devices that send what they queued without a network.

Alone, which takes a minute: `python -m benchmarks.checkins`.
"""

import asyncio
import datetime as dt
import itertools
import json
import sys
import time

from benchmarks import servers
from benchmarks.figures import Sample, join_samples, repeat_rounds
from benchmarks.http_client import Client, ConnectionClosed
from benchmarks.load import ANSWER_SECONDS, load_server

ADDRESS = "/desk/scans.json"
TOKEN = "b" * 32  # of the protection against other sites: the cookie and the header have to be the same, no more
BATCH = 50
WAYS = {
    "one scan a request, 8 devices": (8, 1),
    "one scan a request, 64 devices": (64, 1),
    f"{BATCH} queued scans a request, 4 devices": (4, BATCH),
}
numbers = itertools.count(1)


class Device(Client):
    """A phone at the door, logged in."""

    def __init__(self, port: int, session_key: str):
        super().__init__(port, Cookie=f"sessionid={session_key}; csrftoken={TOKEN}", X_CSRFToken=TOKEN)

    async def send(self, scans: list[dict]) -> list[dict]:
        body = json.dumps({"scans": scans})
        head = f"POST {ADDRESS} HTTP/1.1\r\n{self.lines}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = await self.request((head + body).encode())
        return json.loads(answer.text)["results"] if answer.status == 200 else [{"result": f"error {answer.status}"}] * len(scans)


def make_scans(slot: int, codes: list[str], *, is_queued: bool) -> list[dict]:
    moment = dt.datetime.now(dt.UTC).isoformat()
    queued = {"queued": True, "let_in": True, "result": "welcome"} if is_queued else {}
    return [{"id": f"bench-{next(numbers)}", "at": moment, "desk": [slot], "code": code, **queued} for code in codes]


async def scan_until(device: Device, doors, batch: int, deadline: float, sample: Sample):
    """Work at one door after the other; each latency is that of a request, each outcome one ticket."""
    for slot, codes in doors:
        for start in range(0, len(codes), batch):
            if time.perf_counter() >= deadline:
                return
            await send_scans(device, make_scans(slot, codes[start : start + batch], is_queued=batch > 1), sample)


async def send_scans(device: Device, scans: list[dict], sample: Sample):
    began = time.perf_counter()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            outcomes = [result.get("result", "error") for result in await device.send(scans)]
    except (ConnectionClosed, OSError, TimeoutError) as problem:
        outcomes = [type(problem).__name__] * len(scans)
    sample.latencies.append(time.perf_counter() - began)
    sample.outcomes.update(outcomes)


async def scan_for_seconds(port: int, session_key: str, doors, *, devices: int, batch: int, seconds: float) -> Sample:
    sample, began = Sample(), time.perf_counter()
    phones = [Device(port, session_key) for _number in range(devices)]
    async with asyncio.TaskGroup() as group:
        for phone in phones:
            group.create_task(scan_until(phone, doors, batch, began + seconds, sample))
    sample.seconds = time.perf_counter() - began
    for phone in phones:
        phone.close()
    return sample


def measure_checkins(server: servers.Server, stage: dict, *, rounds: int, seconds: float, at_most: float) -> dict:
    """Return the figures of each way; every ticket is new, and no two devices work at one door at once."""
    doors, found = iter(stage["doors"]), {}
    for name, (devices, batch) in WAYS.items():

        def measure(_number, devices=devices, batch=batch):
            load = scan_for_seconds(server.port, stage["cookies"], doors, devices=devices, batch=batch, seconds=seconds)
            return load_server(server, load)

        samples = repeat_rounds(measure, rounds=rounds, seconds=at_most)
        found[name] = join_samples(samples, "welcome")
    return found


def main():
    from benchmarks.report import format_checkins
    from benchmarks.run import prepare_database

    with servers.run_postgres() as postgres_url:
        url = prepare_database(postgres_url, "doors")
        stage = json.loads(servers.run_python(url, "-m", "benchmarks.checkin_scene", sys.argv[1] if sys.argv[1:] else "400"))
        with servers.portal_server(url) as portal:
            print(format_checkins(measure_checkins(portal, stage, rounds=3, seconds=3, at_most=30)))


if __name__ == "__main__":
    main()
