"""Starts the web server and the background worker, and starts each anew when it has ended. `manage.py serve` becomes this.

    python -m edu_week.supervisor ADDRESS

It imports no Django: it stays as long as the portal runs, and has nothing to do that would need it. Only a signal ends it.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from edu_week.process_log import format_line

PROJECT = Path(__file__).resolve().parent.parent
COMMANDS = {
    "web server": [sys.executable, "-m", "edu_week.web_server"],
    "worker": [sys.executable, "manage.py", "worker"],
}
SECONDS_TO_FINISH = 20
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before a start anew, doubled each time
STEADY_SECONDS = 60.0  # whoever ran that long begins with the first pause again


class Stopped(Exception):
    """A signal asked the portal to stop."""


class Child:
    """A process that is started anew, after a pause, whenever it has ended. Times are seconds of the monotonic clock."""

    def __init__(self, name: str, command: list[str]):
        self.name, self.command = name, command
        self.process = None
        self.pause = FIRST_PAUSE
        self.started_at = 0.0
        self.start_at = 0.0

    def start(self, now: float):
        """Start it in a process group of its own, so that one signal reaches it and all its children."""
        self.process = subprocess.Popen(self.command, cwd=PROJECT, start_new_session=True)
        self.started_at = now

    def look_after(self, now: float) -> str | None:
        """Return what happened since the last look, in one sentence, or None."""
        if self.process is None:
            if now < self.start_at:
                return None
            self.start(now)
            return f"The {self.name} is started again."
        code = self.process.poll()
        if code is None:
            return None
        self.send_signal(signal.SIGKILL)  # what it leaves behind would hold its port
        self.process = None
        ran = now - self.started_at
        pause = FIRST_PAUSE if ran >= STEADY_SECONDS else self.pause
        self.pause = min(pause * 2, LONGEST_PAUSE)
        self.start_at = now + pause
        return f"The {self.name} ended {describe_end(code)} after {ran:.0f} s; it starts again in {pause:.0f} s."

    def send_signal(self, number: int):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def end(self, deadline: float):
        try:
            self.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        self.send_signal(signal.SIGKILL)  # reaches children of its group that outlived it
        self.process.wait()


def say(sentence: str):
    sys.stdout.write(f"{format_line(sentence, logger='edu_week.supervisor')}\n")
    sys.stdout.flush()


def describe_end(code: int) -> str:
    return f"with exit code {code}" if code >= 0 else f"by signal {signal.Signals(-code).name}"


def stop_on_signals():
    def stop(number, frame):
        ignore_signals()
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def ignore_signals():
    """Ignore further signals: a second Ctrl-C must not leave children behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def run(address: str, commands: dict[str, list[str]]):
    """Keep a child of each command running until a signal comes, then end them all."""
    children = [Child(name, command) for name, command in commands.items()]
    stop_on_signals()
    try:
        for child in children:
            child.start(time.monotonic())
        say(f"\nThe portal is at {address}   (Ctrl-C ends it)")
        while True:
            for child in children:
                if happened := child.look_after(time.monotonic()):
                    say(happened)
            time.sleep(0.5)
    except Stopped:
        say("\nStopping …")
    finally:
        end_children([child for child in children if child.process])


def end_children(children: list[Child]):
    ignore_signals()
    for child in children:
        child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_FINISH
    for child in children:
        child.end(deadline)


if __name__ == "__main__":
    run(sys.argv[1], COMMANDS)
