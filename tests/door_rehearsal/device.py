"""A phone at the door. It decides by the server's own rules with its own list, and keeps what it did until the server has it."""

import asyncio
import datetime as dt
import itertools
import random
from collections.abc import Callable

from events.checkin import rules
from events.checkin.device_list import hash_code
from events.models import Result
from tests.door_rehearsal.network import LossyLink, NoAnswer

MOST_AT_ONCE = 15
SECOND = "-in"


class Device:
    """`asks` says that this hall has another door: whoever takes a place for walk-ins has to wait for the server's answer.

    In such a hall only tickets are scanned without a network, and only before their places are given away.
    `control` leaves out a guard: "ids" gives each try an id of its own, "rules" lets in whoever comes.
    """

    def __init__(self, name: str, hall: int, link: LossyLink, now: Callable[[], dt.datetime], *, asks: bool, control: str = ""):
        self.name, self.hall, self.link, self.now, self.asks, self.control = name, hall, link, now, asks, control
        self.numbers = (f"{name}-{number}" for number in itertools.count(1))
        self.chance = random.Random(name)  # noqa: S311 (the same day each time)
        self.list, self.slots, self.by_code, self.inside = None, {}, {}, {}
        self.unsent: list[dict] = []
        self.ids: set[str] = set()
        self.second_ids: dict[str, str] = {}
        self.last_id = ""  # of the scan before
        self.sent_later = self.conflicts = self.put_right = 0

    async def fetch_list(self):
        while True:
            try:
                self.use_list(await self.link.fetch_list())
                return
            except NoAnswer:
                await asyncio.sleep(0.05)

    def use_list(self, data: dict):
        self.list = data
        self.slots = {slot["id"]: slot for slot in data["slots"]}
        self.by_code = {ticket["code"]: ticket for ticket in data["tickets"]}
        self.inside = {ticket["id"]: ticket["in"] for ticket in data["tickets"] if ticket["in"]} | self.inside

    def find_ticket(self, code: str) -> dict | None:
        return self.by_code.get(hash_code(self.list["salt"], code.strip().upper()))

    def build_slot(self, slot_id: int) -> rules.DoorSlot:
        slot = self.slots[slot_id]
        moments = {name: dt.datetime.fromisoformat(slot[name]) for name in ("admits_from", "kept_until", "ends_at")}
        numbers = {name: slot[name] for name in ("capacity", "arrived", "expected")}
        return rules.DoorSlot(
            pk=slot_id, day=dt.date.fromisoformat(slot["day"]), is_cancelled=slot["cancelled"], **moments, **numbers
        )

    def judge(self, ticket: dict | None, people: int, at: dt.datetime) -> Result:
        slot = self.build_slot(ticket["slot"] if ticket else self.hall)
        facts = None
        if ticket:
            is_in, asked = ticket["id"] in self.inside, (ticket["asked"] or {}).get("slot")
            facts = rules.Ticket(state=ticket["state"], slot=slot, people=ticket["people"], is_in=is_in, asked_slot_id=asked)
        result = rules.judge_entry(rules.Entry(at=at, desk=(self.hall,), people=people, slot=slot, ticket=facts))
        return Result.WELCOME if self.control == "rules" and result == Result.NO_PLACES else result

    async def scan(self, code: str, numbers: dict) -> tuple[bool, Result]:
        """Say whether the party with this code goes in. `numbers` are those who are there, if somebody counted."""
        at, ticket = self.now(), self.find_ticket(code)
        if ticket is None:
            scan = self.make_scan("admit", at, code=code)
            answer = await self.ask(scan)
            return (False, Result(answer["result"])) if answer else (False, Result.NOT_LISTED)
        people = sum(numbers.values()) if "pupils" in numbers else numbers.get("people", ticket["people"])
        scan = self.make_scan("admit", at, code=code, **numbers)
        is_late = at >= dt.datetime.fromisoformat(self.slots[ticket["slot"]]["kept_until"])
        takes_spare = is_late or people > ticket["people"]
        return await self.settle(scan, ticket, people, must_ask=self.asks and (takes_spare or not self.link.is_cut()))

    async def count_walk_ins(self, people: int) -> tuple[bool, Result]:
        scan = self.make_scan("walk_in", self.now(), slot=self.hall, people=people, entry="counted")
        return await self.settle(scan, None, people, must_ask=self.asks)

    def make_scan(self, deed: str, at: dt.datetime, **more) -> dict:
        scan = {"id": next(self.numbers), "deed": deed, "at": at.isoformat(), "desk": [self.hall], "device": self.name, **more}
        self.ids.add(scan["id"])
        return scan

    async def settle(self, scan: dict, ticket: dict | None, people: int, *, must_ask: bool) -> tuple[bool, Result]:
        """Ask the server; without an answer decide here, unless the places have to be shared with another door."""
        answer = await self.ask(scan)
        while answer is None and must_ask:
            await asyncio.sleep(0.05)
            answer = await self.ask(scan)
        if answer:
            goes_in, result = answer["verdict"] == "admitted", Result(answer["result"])
        else:
            result = self.judge(ticket, people, dt.datetime.fromisoformat(scan["at"]))
            goes_in = result == Result.WELCOME
            if self.control == "ids":
                scan["id"] = next(self.numbers)
                self.ids.add(scan["id"])
            self.keep({**scan, "queued": True, "let_in": goes_in, "result": str(result)})
        self.last_id = scan["id"]
        if goes_in:
            self.count_in(ticket, people)
        elif answer and answer.get("first") and ticket:
            self.inside[ticket["id"]] = answer["first"]
        if answer:
            self.use_numbers(answer["slots"])
        return goes_in, result

    async def ask(self, scan: dict) -> dict | None:
        """Return the server's answer, unless it does not know yet what was done here: then the device knows better."""
        if self.control == "ids":
            scan["id"] = next(self.numbers)
            self.ids.add(scan["id"])
        try:
            await self.flush()
            if self.unsent:
                return None
            data = await self.link.send_scans([scan])
        except NoAnswer:
            return None
        [answer] = data["results"]
        return answer | {"slots": data["slots"]}

    def count_in(self, ticket: dict | None, people: int):
        self.slots[self.hall]["arrived"] += people
        if ticket:
            self.inside[ticket["id"]] = {"people": people}
            self.slots[ticket["slot"]]["expected"] -= ticket["people"]

    def use_numbers(self, slots: dict):
        """Take over what the server counts, once it knows all that was done here."""
        if not self.unsent:
            for slot_id, numbers in slots.items():
                self.slots[int(slot_id)] |= {name: numbers[name] for name in ("arrived", "expected")}

    def keep(self, scan: dict):
        self.unsent.append(scan)
        self.sent_later += 1

    def correct(self, about: str, pupils: int, adults: int, *, more: int):
        """`more` people are there than were counted at first."""
        self.slots[self.hall]["arrived"] += more
        scan = self.make_scan("correct", self.now(), about=about, pupils=pupils, adults=adults)
        self.keep({**scan, "queued": True, "let_in": True})  # they are in, whoever came in before this is sent

    def undo(self, about: str, ticket: dict, people: int):
        self.slots[self.hall]["arrived"] -= people
        self.slots[ticket["slot"]]["expected"] += ticket["people"]
        del self.inside[ticket["id"]]
        self.keep({**self.make_scan("undo", self.now(), about=about, reason="演练"), "queued": True})

    async def flush(self):
        """Send some of what is kept, in no order. Raises `NoAnswer`."""
        batch = self.chance.sample(self.unsent, min(MOST_AT_ONCE, len(self.unsent)))
        if not batch:
            return
        sent = [
            scan | ({"about": self.second_ids.get(scan["about"], scan["about"])} if "about" in scan else {}) for scan in batch
        ]
        data = await self.link.send_scans(sent)
        answers = {answer["id"]: answer for answer in data["results"]}
        for scan in batch:
            if answers[scan["id"]].get("stored"):
                self.unsent.remove(scan)
                self.conclude(scan, answers[scan["id"]])

    def conclude(self, scan: dict, answer: dict):
        """Put right what the server decided on a question whose answer was lost, where the device decided otherwise."""
        if answer.get("error"):
            raise SystemExit(f"{scan} was not understood: {answer['error']}")
        self.conflicts += bool(answer.get("conflict"))
        if scan["deed"] not in ("admit", "walk_in") or scan["id"].endswith(SECOND):
            return
        if scan["let_in"] and (answer["verdict"] == "refused" or (answer["verdict"] == "duplicate" and not answer["conflict"])):
            again = {**scan, "id": scan["id"] + SECOND}
            self.second_ids[scan["id"]] = again["id"]
            self.ids.add(again["id"])
            self.unsent.append(again)
            self.put_right += 1
        elif not scan["let_in"] and answer["verdict"] == "admitted":
            self.keep({**self.make_scan("undo", self.now(), about=scan["id"], reason="没有入场"), "queued": True})
            self.put_right += 1
