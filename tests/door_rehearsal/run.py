"""One rehearsal: the portal is started, people arrive, devices send in what they kept, and rows are compared with the truth."""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks import servers
from tests.door_rehearsal import quick_clock
from tests.door_rehearsal.arrivals import CANCELS_AT, CUTS, LATEST, TWO_DOORS, Coming, plan_arrivals
from tests.door_rehearsal.balance import Truth, count_most_inside, find_faults
from tests.door_rehearsal.device import Device
from tests.door_rehearsal.network import LossyLink, NoAnswer, cancel_booking, log_in

WIDTHS = (6, 6, 9, 6, 6, 12)
LONGEST_UPLOAD = 90  # seconds after the last arrival
SERVER_GUARDS, DEVICE_GUARDS = ("room",), ("ids", "rules")


class Rehearsal:
    """The doors of a day. `pace` is how many times faster than real time it goes."""

    def __init__(self, port: int, scene: dict, clock: quick_clock.QuickClock, control: str):
        self.base, self.scene, self.clock, self.truth = f"http://127.0.0.1:{port}", scene, clock, Truth()
        self.coming, self.cancelled = plan_arrivals(scene["tickets"])
        self.devices: dict[tuple[int, int], Device] = {}
        self.results = Counter()
        for number, hall in enumerate(scene["halls"]):
            for door in range(2 if number == TWO_DOORS else 1):
                self.devices[number, door] = self.make_device(port, number, hall, door, control)

    def make_device(self, port: int, number: int, hall: int, door: int, control: str) -> Device:
        name = f"{number + 1}号厅{'AB'[door]}门"
        cookies = log_in(self.base, self.scene["accounts"][number // 3], [hall], name)
        link = LossyLink(port, cookies, lambda: self.is_cut(number), seed=2 * number + door)
        return Device(f"door-{number}{door}", hall, link, self.clock.now, asks=number == TWO_DOORS, control=control)

    def is_cut(self, number: int) -> bool:
        minute = self.clock.minutes()
        return any(start <= minute < end for start, end in CUTS[number])

    async def hold(self, pace: float):
        for device in self.devices.values():
            await device.fetch_list()
        self.clock.begin(pace)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.cancel_meanwhile())
            for place in self.devices:
                group.create_task(self.stand_at_door(*place))
        for device in self.devices.values():
            await device.link.close()

    async def cancel_meanwhile(self):
        while self.clock.minutes() < CANCELS_AT:
            await asyncio.sleep(0.02)
        for ticket in self.cancelled:
            await asyncio.to_thread(cancel_booking, self.base, ticket["token"])

    async def stand_at_door(self, number: int, door: int):
        """Serve who comes to this door, one after the other, and send in what is kept whenever there is a moment."""
        device = self.devices[number, door]
        doors = 2 if number == TWO_DOORS else 1
        for one in [one for one in self.coming if one.hall == number and one.door % doors == door]:
            while self.clock.minutes() < one.at:
                await self.send_kept(device)
                await asyncio.sleep(0.02)
            await self.serve(device, one)
        deadline = time.monotonic() + LONGEST_UPLOAD
        while device.unsent and time.monotonic() < deadline:
            await self.send_kept(device)
        if device.unsent:
            raise SystemExit(f"{device.name} still has {len(device.unsent)} deeds")

    async def send_kept(self, device: Device):
        with contextlib.suppress(NoAnswer):
            await device.flush()

    async def serve(self, device: Device, one: Coming):
        if one.people:
            goes_in, result = await device.count_walk_ins(one.people)
            self.truth.walk_ins[device.hall] += one.people if goes_in else 0
        elif one.ticket:
            goes_in, result = await self.serve_ticket(device, one)
        else:
            goes_in, result = await device.scan(one.code, {})
        self.results[str(result)] += 1
        self.truth.turned_away[device.hall] += not goes_in

    async def serve_ticket(self, device: Device, one: Coming):
        ticket = one.ticket
        goes_in, result = await device.scan(ticket["code"], one.numbers)
        if not goes_in:
            return goes_in, result
        booking, people = ticket["booking"], sum(one.numbers.values()) or ticket["people"]
        pupils = one.numbers.get("pupils", 0)
        if booking in self.truth.inside:
            self.truth.twice_in.append(booking)
            return goes_in, result
        if ticket in self.cancelled:
            self.truth.cancelled_in.append(booking)
        self.truth.inside[booking] = device.hall, people, pupils
        await self.do_afterwards(device, one)
        return goes_in, result

    async def do_afterwards(self, device: Device, one: Coming):
        """The last pupils of a class come too; or the party leaves for something they forgot, and comes again."""
        about, ticket = device.last_id, one.ticket
        listed = device.find_ticket(ticket["code"])
        if one.then == "correct":
            more = ticket["pupils"] - one.numbers["pupils"]
            device.correct(about, ticket["pupils"], ticket["adults"], more=more)
            self.truth.inside[ticket["booking"]] = device.hall, ticket["people"], ticket["pupils"]
        elif one.then == "undo":
            device.undo(about, listed, ticket["people"])
            del self.truth.inside[ticket["booking"]]
            goes_in, _result = await device.scan(ticket["code"], {})
            if goes_in:
                self.truth.inside[ticket["booking"]] = device.hall, ticket["people"], 0


def rehearse_door(pupils: int, pace: float, control: str = "") -> list[str]:
    """Hold a rehearsal, print its table, and return what does not balance."""
    with tempfile.TemporaryDirectory(prefix="edu-week-door-") as folder, servers.run_postgres() as postgres:
        clock = quick_clock.QuickClock(Path(folder) / "pace.json")
        url = servers.create_database(postgres, "door")
        port = servers.find_free_port()
        environment = servers.portal_environment(url, port) | {
            quick_clock.FILE: str(clock.path),
            "PORTAL_CLOCK": quick_clock.START.isoformat(),
            "TRUST_PROXY_HEADERS": "0",
            "GUARD_OFF": control if control in SERVER_GUARDS else "",
        }

        def run(*words: str) -> str:
            return subprocess.run(
                [sys.executable, *words], cwd=servers.ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        run("manage.py", "prepare")
        scene_of = lambda *words: json.loads(run("-m", "tests.door_rehearsal.scene", *words))  # noqa: E731
        scene = scene_of("make", str(pupils))
        with servers.web_server("tests.door_rehearsal.application:application", environment, "/healthz"):
            control = control if control in DEVICE_GUARDS else ""
            rehearsal = Rehearsal(port, scene, clock, control)
            began = time.monotonic()
            asyncio.run(rehearsal.hold(pace))
            took = time.monotonic() - began
        kept = scene_of("read")
    ids = set().union(*(device.ids for device in rehearsal.devices.values()))
    faults = find_faults(rehearsal.truth, kept, ids)
    print_report(rehearsal, kept, took, pupils)
    for fault in faults[:12]:
        print(f"  NOT RIGHT  {fault}")
    print("It balances, to the person." if not faults else f"It does not balance: {len(faults)} faults.")
    return faults


def print_report(rehearsal: Rehearsal, kept: dict, took: float, pupils: int):
    truth = rehearsal.truth
    counted = sum(row[2] for row in kept["check_ins"].values())
    network = sum((device.link.counts for device in rehearsal.devices.values()), Counter())
    devices = rehearsal.devices.values()
    print(f"\n{pupils} pupils of {len(CUTS)} schools, {LATEST:.0f} portal minutes in {took:.0f} s, {len(devices)} devices")
    print(f"network: {dict(network)}")
    print(f"said at the doors: {dict(rehearsal.results)}")
    kept_count, righted = sum(device.sent_later for device in devices), sum(device.put_right for device in devices)
    conflicts = sum(row["has_conflict"] for row in kept["arrivals"])
    print(f"sent in later: {kept_count}; put right after a lost answer: {righted}; contradictions: {conflicts}")
    print(f"pupils counted in classes: {counted}")
    print(f"let in at two doors: {len(truth.twice_in)}; cancelled meanwhile and let in: {len(truth.cancelled_in)}\n")
    print(f"{'hall':>6} {'room':>6} {'in':>6} {'rows':>6} {'walk-ins':>9} {'rows':>6} {'most':>6} {'turned away':>12}")
    for hall in rehearsal.scene["halls"]:
        rows = [row for row in kept["arrivals"] if row["slot_id"] == hall]
        people, walk_ins = sum(row["people"] for row in rows), sum(row["people"] for row in rows if row["booking_id"] is None)
        room, most = kept["halls"][str(hall)]["capacity"], count_most_inside(hall, kept)
        numbers = (truth.count_people(hall), people, truth.walk_ins[hall], walk_ins, most, truth.turned_away[hall])
        print(f"{hall:>6} {room:>6} " + " ".join(f"{number:>{width}}" for number, width in zip(numbers, WIDTHS, strict=True)))
