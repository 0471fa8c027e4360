"""The supervisor starts anew what has ended, with growing pauses, and leaves the others alone."""

import subprocess
import sys

import pytest

from edu_week import supervisor
from edu_week.supervisor import FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS, Child

ENDS_AT_ONCE = [sys.executable, "-c", "raise SystemExit(3)"]
STAYS = [sys.executable, "-c", "import time; time.sleep(600)"]


def start_child(command, now=0.0):
    child = Child("worker", command)
    child.start(now)
    return child


def run_until_end(child, now):
    child.process.wait(30)
    return child.look_after(now)


def test_child_that_ended_is_started_after_a_pause_and_says_why():
    child = start_child(ENDS_AT_ONCE)
    assert run_until_end(child, 5.0) == "The worker ended with exit code 3 after 5 s; it starts again in 1 s."
    assert child.look_after(5.0 + FIRST_PAUSE / 2) is None
    assert child.look_after(5.0 + FIRST_PAUSE) == "The worker is started again."
    child.process.wait(30)


def test_pauses_grow_up_to_the_longest():
    child, now, pauses = start_child(ENDS_AT_ONCE), 0.0, []
    for _time in range(8):
        run_until_end(child, now)
        pauses.append(child.start_at - now)
        now = child.start_at
        child.look_after(now)
    child.process.wait(30)
    assert pauses == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE]


def test_pause_is_short_again_after_a_long_run():
    child = start_child(ENDS_AT_ONCE)
    run_until_end(child, 0.0)
    child.look_after(child.start_at)
    ended_at = child.started_at + STEADY_SECONDS
    run_until_end(child, ended_at)
    assert child.start_at == ended_at + FIRST_PAUSE


def test_child_that_runs_is_left_alone():
    child = start_child(STAYS)
    assert child.look_after(1.0) is None
    assert child.process.poll() is None
    supervisor.Child.send_signal(child, 9)
    assert run_until_end(child, 2.0) == "The worker ended by signal SIGKILL after 2 s; it starts again in 1 s."


@pytest.mark.parametrize("module", ["edu_week.supervisor", "edu_week.web_server"])
def test_what_stays_the_whole_time_imports_little(module):
    code = f"import sys, {module}; print([name for name in ('django.db', 'django.conf', 'PIL') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
