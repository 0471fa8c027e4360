"""`manage.py serve`: what it starts ends with it, and what ends by itself is started anew."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from edu_week.secret_keys import make_secret_key
from tests.databases import migrated_sqlite_file

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def variables(database, port):
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": make_secret_key(),
        "PORT": str(port),
        "DEBUG": "true",
        "WEB_CONCURRENCY": "1",
    }


@pytest.fixture
def environment(tmp_path, port):
    """A portal of its own, prepared, with plain static files so that nothing has to be collected."""
    return variables(shutil.copy(migrated_sqlite_file(), tmp_path), port)


@pytest.fixture
def portal(environment):
    """`manage.py serve`, already answering; ended whatever the test did."""
    command = [sys.executable, "manage.py", "serve"]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: status(f"http://127.0.0.1:{environment['PORT']}/readyz") == 200)
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
        running.communicate(timeout=30)


def wait_until(is_true, seconds=30):
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.2)


def status(url):
    try:
        return urllib.request.urlopen(url, timeout=5).status
    except OSError as error:
        return getattr(error, "code", None)


def children_of(pid):
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(child) for child, parent in map(str.split, listed.splitlines()) if int(parent) == pid]


def descendants_of(pid):
    found = children_of(pid)
    return found + [below for child in found for below in descendants_of(child)]


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_everything_it_started(portal, number):
    started = descendants_of(portal.pid)
    assert len(started) >= 3
    portal.send_signal(number)
    assert portal.wait(30) == 0
    wait_until(lambda: not any(map(is_alive, started)))


@pytest.mark.parametrize(("place", "name"), [(0, "web server"), (1, "worker")])
def test_child_that_dies_is_started_anew_and_the_other_goes_on(portal, environment, place, name):
    children = children_of(portal.pid)
    below = descendants_of(children[place])
    os.kill(children[place], signal.SIGKILL)
    wait_until(lambda: len(set(children_of(portal.pid)) - {children[place]}) == 2)
    assert children[1 - place] in children_of(portal.pid)
    wait_until(lambda: not any(map(is_alive, below)))
    wait_until(lambda: status(f"http://127.0.0.1:{environment['PORT']}/readyz") == 200)
    portal.terminate()
    assert portal.wait(30) == 0
    assert f"The {name} ended by signal SIGKILL" in portal.stdout.read().decode()


def test_what_watches_has_no_django_in_it(portal):
    """The process that stays is a small one, not the command with all of Django."""
    assert "edu_week.supervisor" in Path(f"/proc/{portal.pid}/cmdline").read_text()


def start_again(environment, *words):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


START = [("serve",), ("prepare", "--demo", "--serve")]  # the second is `make run`


@pytest.mark.parametrize("words", START, ids=" ".join)
def test_on_a_taken_port_nothing_changes(environment, port, words):
    untouched = Path(environment["DATABASE_URL"].removeprefix("sqlite:///")).read_bytes()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        answer = start_again(environment, *words)
    assert answer.returncode == 1
    assert f"cannot listen on 127.0.0.1, port {port}" in answer.stderr
    assert answer.stdout == ""
    assert Path(environment["DATABASE_URL"].removeprefix("sqlite:///")).read_bytes() == untouched


@pytest.mark.parametrize("words", START, ids=" ".join)
def test_a_second_start_on_another_port_changes_nothing(portal, environment, words):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other_port = probe.getsockname()[1]
    answer = start_again(environment | {"PORT": str(other_port)}, *words)
    assert answer.returncode == 1
    assert f"served from this folder already, with the same database, by process {portal.pid}" in answer.stderr
    assert answer.stdout == ""
    with sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///")) as database:
        assert database.execute("SELECT count(*) FROM events_activityweek").fetchone() == (0,)
    assert status(f"http://127.0.0.1:{environment['PORT']}/readyz") == 200


def test_whoever_was_killed_leaves_the_folder_free(portal, environment, port):
    below = descendants_of(portal.pid)
    portal.kill()
    portal.wait(30)
    for pid in below:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(is_alive, below)))
    again = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: status(f"http://127.0.0.1:{port}/readyz") == 200)
    finally:
        again.terminate()
        assert again.wait(30) == 0
