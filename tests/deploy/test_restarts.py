"""A restart under load loses no request: behind the socket that systemd keeps, and behind nginx with the shipped files before it.

systemd is imitated as in its own interface: the listening socket is file 3 of the process, LISTEN_PID its number.
"""

import http.client
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from deploy.local_services import Service, fill_in
from tests.databases import migrated_sqlite_file

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HELLO, PORTAL = "benchmarks.hello:application", "edu_week.wsgi:application"
CLIENTS, RESTARTS, PATIENCE = 4, 2, 60
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
BODY = "theme=dark&next=/"
pytestmark = pytest.mark.once


class Activated:
    """A web server behind a socket that outlives it. A context manager; `restart` ends the process and starts the next."""

    def __init__(self, path: Path, application: str, **variables: str):
        self.path, self.application, self.variables = path, application, variables

    def __enter__(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(2048)  # as Backlog= of the shipped unit
        self.path.chmod(0o666)
        self.start()
        return self

    def __exit__(self, *problem):
        self.end()
        self.listener.close()

    def start(self):
        server = [sys.executable, "-m", "edu_week.web_server", self.application]
        code = f"import os, sys; os.dup2({self.listener.fileno()}, 3); os.environ['LISTEN_PID'] = str(os.getpid()); "
        command = [sys.executable, "-c", f"{code}os.execv(sys.executable, {server!r})"]
        variables = os.environ | {"LISTEN_FDS": "1", "WEB_CONCURRENCY": "1"} | self.variables
        self.process = subprocess.Popen(command, cwd=ROOT, env=variables, pass_fds=[self.listener.fileno(), 3])

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0

    def restart(self):
        self.end()
        self.start()


class Load:
    """Clients that ask over a new connection each time; `answers` counts what came, `lost` what did not.

    Between connecting and asking they wait a moment, as a busy nginx does: the connection is accepted, and nothing read yet.
    """

    def __init__(self, connect, requests: list[str]):
        self.connect, self.requests = connect, requests
        self.answers, self.lost, self.stopped = Counter(), [], threading.Event()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.ask, args=[self.requests[n % 2]]) for n in range(CLIENTS)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def ask(self, request: str):
        pauses = itertools.cycle([0, 0.001, 0.02])
        while not self.stopped.is_set():
            try:
                with self.connect() as connection:
                    connection.settimeout(PATIENCE)
                    time.sleep(next(pauses))
                    connection.sendall(request.encode())
                    answer = http.client.HTTPResponse(connection)
                    answer.begin()
                    answer.read()
                    self.answers[request[:4], answer.status] += 1
            except (OSError, http.client.HTTPException) as problem:
                self.lost.append(f"{request[:4]} {type(problem).__name__}")

    def wait_for_more(self, count: int):
        wanted, deadline = sum(self.answers.values()) + count, time.monotonic() + PATIENCE
        while sum(self.answers.values()) < wanted:
            assert time.monotonic() < deadline, (self.answers, self.lost)
            time.sleep(0.02)


def write_requests(get: str, post: str) -> list[str]:
    head = "HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    return [f"GET {get} {head}\r\n", f"POST {post} {head}{FORM}Content-Length: {len(BODY)}\r\n\r\n{BODY}"]


def connect_to(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(path))
    return connection


def restart_under_load(server: Activated, load: Load):
    with load:
        load.wait_for_more(CLIENTS * 4)
        for _time in range(RESTARTS):
            server.restart()
            load.wait_for_more(CLIENTS * 4)
        server.process.send_signal(signal.SIGHUP)  # `systemctl reload`: new processes beside the old ones
        load.wait_for_more(CLIENTS * 4)
    assert load.lost == []


def test_behind_the_socket_of_systemd_no_request_is_lost(tmp_path):
    with Activated(tmp_path / "web.sock", HELLO) as server:
        load = Load(lambda: connect_to(server.path), write_requests("/", "/"))
        restart_under_load(server, load)
    assert {status for _method, status in load.answers} == {200}


TOLD_TWICE = """
import os, signal, socket
from edu_week.web_server import stop_accepting_before_ending
listener = socket.create_server(("127.0.0.1", 0))
what_is_at = lambda number: os.fstat(number).st_ino
first, ending = what_is_at(listener.fileno()), stop_accepting_before_ending(listener.fileno())
os.kill(os.getpid(), signal.SIGTERM)
assert what_is_at(listener.fileno()) != first
os.dup2(1, listener.fileno())
os.kill(os.getpid(), signal.SIGINT)
assert what_is_at(listener.fileno()) == what_is_at(1)
"""


def test_a_process_told_to_end_twice_touches_nothing_more():
    """As by Ctrl-C, which the whole group gets, and then by the process above: the listener's number may be another file's."""
    told = subprocess.run([sys.executable, "-c", TOLD_TWICE], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.fixture
def portal(tmp_path):
    database = shutil.copy(migrated_sqlite_file(), tmp_path / "portal.sqlite3")
    variables = {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": secrets.token_urlsafe(48), "DEBUG": "true"}
    with Activated(tmp_path / "web.sock", PORTAL, DJANGO_SETTINGS_MODULE="edu_week.settings", **variables) as portal:
        load = Load(lambda: connect_to(portal.path), write_requests("/healthz", "/display/theme/"))
        with load:
            load.wait_for_more(1)
        yield portal


@pytest.fixture
def nginx(tmp_path, portal):
    """nginx with the files of the form for one machine; without TLS, whose certificate is the operator's. Yields its port."""
    if shutil.which("nginx") is None:
        pytest.skip("no nginx here: apt-get install nginx-light libnginx-mod-http-brotli-static")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["nginx", "-c", write_nginx_files(tmp_path, port), "-e", tmp_path / "error.log"]
    checked = subprocess.run([*map(str, command), "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    service = Service("nginx", command, port, log=tmp_path / "nginx.log")
    service.start()
    yield port
    service.end()


def write_nginx_files(folder: Path, port: int) -> Path:
    places = {"/srv/portal/var/static/": f"{ROOT}/var/static/", "/srv/portal/var/media/": f"{folder}/media/"}
    places["/var/log/portal/"] = f"{folder}/"
    http_part = (DEPLOY / "nginx" / "portal_http.conf").read_text()
    server_part = (DEPLOY / "nginx" / "portal_server.conf").read_text()
    if not Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so").exists():
        server_part = fill_in(server_part, {"brotli_static on;": ""})
    (folder / "portal_http.conf").write_text(fill_in(http_part, {"/var/lib/nginx/portal_cache": f"{folder}/cache"}))
    (folder / "portal_server.conf").write_text(fill_in(server_part, places))
    site = (DEPLOY / "one_machine" / "nginx.conf").read_text().replace("/srv/portal/deploy/nginx/", f"{folder}/")
    (folder / "site.conf").write_text(serve_without_tls(site, port).replace("/run/portal/web.sock", f"{folder}/web.sock"))
    kinds = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = f"user {pwd.getpwuid(0).pw_name};\n" if os.geteuid() == 0 else ""  # the folder of a test is its owner's
    main = folder / "nginx.conf"
    main.write_text(
        f"{user}include /etc/nginx/modules-enabled/*.conf;\ndaemon off;\npid {folder}/pid;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kinds}include {folder}/site.conf;\n}}\n"
    )
    return main


def serve_without_tls(site: str, port: int) -> str:
    """Leave out the server that sends people to https, and what the other needs for TLS."""
    head, _first, rest = site.partition("server {\n    listen 80;")
    _redirect, _brace, second = rest.partition("\nserver {")
    lines = [line for line in second.splitlines() if not line.strip().startswith(("listen [::]", "ssl_"))]
    return f"{head}server {{" + "\n".join(lines).replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")


def test_behind_nginx_no_request_is_lost(portal, nginx):
    load = Load(lambda: socket.create_connection(("127.0.0.1", nginx)), write_requests("/healthz", "/display/theme/"))
    restart_under_load(portal, load)
    assert set(load.answers) == {("GET ", 200), ("POST", 302)}


def test_nginx_keeps_no_connection_to_a_server_that_may_restart():
    """A kept one may be closed at the moment at which a form is sent over it, and nobody could tell whether it had arrived."""
    assert "keepalive" not in (DEPLOY / "one_machine" / "nginx.conf").read_text()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units(tmp_path):
    for unit in (DEPLOY / "one_machine").glob("portal-*"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/portal/.venv/bin/python", sys.executable))
    units = sorted(str(path) for path in tmp_path.iterdir())
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
