"""Programs that a script starts on this machine, and the configuration they get."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_AWAY = 4
TRIES = 150  # a fifth of a second apart


def fill_in(text: str, changes: dict[str, str]) -> str:
    """Return a configuration with other values in place of those it comes with; each must be in it."""
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"not in the configuration: {old}")
        text = text.replace(old, new)
    return text


def free_ports(count: int) -> list[int]:
    """Return ports below those that the system gives to whoever asks for any, so that nobody else gets one before it is used."""
    found: list[int] = []
    for port in random.sample(range(20_000, 32_000), 2_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise SystemExit("There are no free ports.")


def wait_until(is_so: Callable[[], bool]) -> bool:
    for _try in range(TRIES):
        if is_so():
            return True
        time.sleep(0.2)
    return False


class Service:
    """A program in a process group of its own; its output goes into a file of the scratch folder."""

    def __init__(self, name, command, port=None, *, log, user=None, env=None, cwd=ROOT):
        self.name, self.command, self.port = name, [str(word) for word in command], port
        self.log, self.user, self.env, self.cwd = log, user, env, cwd
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.cwd, env=self.env, user=self.user, stdout=log, stderr=log, start_new_session=True
            )
        if self.port:
            self.wait_until_it_listens()

    def wait_until_it_listens(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def end(self, number=signal.SIGTERM):
        """End it and the processes it started."""
        if self.process is None:
            return
        for signal_number in (number, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, signal_number)
            except ProcessLookupError:
                pass
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                continue
        self.process = None

    def die_and_return(self):
        print(f"  kill -9 {self.name}", flush=True)
        self.end(signal.SIGKILL)
        time.sleep(SECONDS_AWAY)
        self.start()
        print(f"  {self.name} is back", flush=True)
