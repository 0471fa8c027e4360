"""Group commit: what is to be written at the same moment is written together, in one transaction of one thread.

Those at one door would else wait for one another's lock, each for its own statements and for the disk. Whoever comes while
nothing is being written leads: its group is itself and all who have come until a thread of the database is free. Whoever
comes meanwhile waits; when the group is done, the first of them leads the next one. So nobody waits for a group to fill up.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress

from content import database_threads
from content.database_absence import DatabaseAway
from content.database_threads import LineFull

LEAD = object()  # in place of a result: the next group is yours


class Entry:
    def __init__(self, item):
        self.item, self.outcome = item, Future()

    def settle(self, result):
        """Whoever waited may have been told already that the database is away."""
        with suppress(InvalidStateError):
            self.outcome.set_exception(result) if isinstance(result, BaseException) else self.outcome.set_result(result)


class Group:
    def __init__(self, first: Entry):
        self.entries = [first]
        self.is_begun = self.is_given_up = False


class GroupCommit:
    """`work` takes the items of a group and returns the result of each; an exception in place of one is raised for that item.

    A group has at most the size `most`, unless its first item alone is larger. At most `line` items wait.
    """

    def __init__(self, work: Callable[[Sequence], Sequence], *, most: int, line: int, size_of=lambda item: 1):
        self.work, self.most, self.line, self.size_of = work, most, line, size_of
        self.lock, self.waiting, self.is_led = threading.Lock(), deque(), False

    def submit(self, item):
        """Return the item's result. Raises `LineFull`, `DatabaseAway`, and whatever the work raises."""
        database_threads.refuse_while_away()
        entry = Entry(item)
        if self.stand_in_line(entry):
            result = entry.outcome.result()
            if result is not LEAD:
                return result
            entry.outcome = Future()
        return self.lead(entry)

    def stand_in_line(self, entry: Entry) -> bool:
        """Return False for whom nobody leads: they do."""
        with self.lock:
            if not self.is_led:
                self.is_led = True
                return False
            if len(self.waiting) >= self.line:
                raise LineFull
            self.waiting.append(entry)
            return True

    def lead(self, entry: Entry):
        """Have the group done at whose head the entry stands."""
        group = Group(entry)
        try:
            database_threads.run_in_database_thread(self.work_off, group)
        except BaseException as problem:
            self.give_up(group, problem)
            raise
        return entry.outcome.result()

    def work_off(self, group: Group):
        """Runs where the database may be used."""
        with self.lock:
            if group.is_given_up:
                return
            group.is_begun = True
            self.fill(group)
        results = []
        try:
            results = self.work([entry.item for entry in group.entries])
        except BaseException as problem:
            results = [problem] * len(group.entries)
            raise
        finally:
            for entry, result in zip(group.entries, results, strict=True):
                entry.settle(result)
            with self.lock:
                self.hand_on()

    def fill(self, group: Group):
        size = self.size_of(group.entries[0].item)
        while self.waiting and (size := size + self.size_of(self.waiting[0].item)) <= self.most:
            group.entries.append(self.waiting.popleft())

    def hand_on(self):
        """Let the first of those who wait lead. Called under the lock."""
        self.is_led = bool(self.waiting)
        if self.waiting:
            self.waiting.popleft().settle(LEAD)

    def give_up(self, group: Group, problem: BaseException):
        """Tell the others of the group. One that was begun hands on by itself, when it ends; nobody knows what becomes of it."""
        with self.lock:
            group.is_given_up = True
            for entry in group.entries:
                entry.settle(problem)
            if isinstance(problem, DatabaseAway):
                self.tell_waiting(problem)
            if not group.is_begun:
                self.hand_on()

    def tell_waiting(self, problem: DatabaseAway):
        """While the database is away nobody waits for it."""
        while self.waiting:
            self.waiting.popleft().settle(problem)
