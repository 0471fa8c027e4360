"""The web server as it is really started: its socket, its processes, how it renews itself, what it says when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "edu_week.web_server", "benchmarks.hello:application"]


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(port):
    """A hello world under the web server, listening already."""
    process = subprocess.Popen(COMMAND, cwd=ROOT, env=os.environ | {"PORT": str(port), "WEB_CONCURRENCY": "1"})
    try:
        ask_until_answered(port)
        yield process
    finally:
        process.terminate()
        assert process.wait(30) == 0


def ask(port):
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20).read()


def ask_until_answered(port):
    deadline = time.monotonic() + 30
    while True:
        try:
            return ask(port)
        except OSError:
            assert time.monotonic() < deadline, "waited too long"
            time.sleep(0.05)


def list_workers(server):
    return Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()


def test_new_processes_take_over_without_refusing_anybody(server, port):
    first = list_workers(server)
    server.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while set(first) & set(list_workers(server)):
        with suppress(ConnectionResetError):  # the old process had taken the connection and not read it; asking again is safe
            assert ask(port) == b"Hello, world"
        assert time.monotonic() < deadline, "waited too long"
    assert ask(port) == b"Hello, world"


def test_process_that_died_is_replaced(server, port):
    (first,) = list_workers(server)
    os.kill(int(first), signal.SIGKILL)
    assert ask(port) == b"Hello, world"  # waits in the socket until the new process is there
    assert list_workers(server) != [first]


def test_socket_of_systemd_is_used(tmp_path):
    """As systemd does: the socket is there before the server, and who connects waits for it."""
    path = str(tmp_path / "web.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        waiting = socket.socket(socket.AF_UNIX)
        waiting.connect(path)
        waiting.sendall(b"GET / HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n")
        waiting.settimeout(30)
        hand_over = f"import os, sys; os.dup2({listener.fileno()}, 3); os.environ['LISTEN_PID'] = str(os.getpid())"
        code = f"{hand_over}; os.execv(sys.executable, {COMMAND!r})"
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, pass_fds=[listener.fileno(), 3], env=os.environ)
        try:
            assert waiting.makefile("rb").read().startswith(b"HTTP/1.1 200 OK")
        finally:
            waiting.close()
            process.terminate()
            process.wait(30)


def test_headers_that_do_not_end_keep_nobody_waiting(server, port):
    """More connections that never finish their headers than a server with a thread for each would have threads."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _number in range(100)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX-A: ")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(ask(port)))
    thread.start()
    thread.join(20)
    for connection in slow:
        connection.close()
    assert answers == [b"Hello, world"]


@pytest.mark.parametrize(
    ("variables", "sentence"), [({"PORT": "x"}, "PORT must be a whole number"), ({}, "Address already in use")]
)
def test_it_says_why_it_cannot_start(server, port, variables, sentence):
    answer = subprocess.run(
        COMMAND, cwd=ROOT, env=os.environ | {"PORT": str(port)} | variables, capture_output=True, text=True, timeout=30
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("Cannot start: ")
    assert sentence in answer.stderr
