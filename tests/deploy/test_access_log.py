"""nginx, with the shipped files, logs no number and nothing that opens something; logs are kept six months."""

import configparser
import http.client
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from deploy.local_services import fill_in, free_ports

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
TOKEN = "kk3G8dbc2Vbez2r34QLv0WcQLkSYkeTeW2ZP_mFkcMI"
ADDRESSES = {
    "/events/?day=2025-05-13&kind=visit": "/events/?day=2025-05-13&kind=visit",
    f"/bookings/{TOKEN}/": "/bookings/***/",
    f"/en/bookings/{TOKEN}/erase/?x=1": "/en/bookings/***/erase/",
    f"/zjz/bookings/plan/{TOKEN}/": "/zjz/bookings/plan/***/",
    f"/bookings/feed/{TOKEN}.ics": "/bookings/feed/***",
    "/bookings/abcdefghijkl-mnop/qr.png": "/bookings/***/qr.png",
    f"/preview/{TOKEN}:1uBhjX:{TOKEN}/": "/preview/***/",
    f"/admin/password_link/{TOKEN}/": "/admin/password_link/***/",
    "/admin/password_reset/MQ/c1x2y3-0123456789abcdef0123456789abcdef/": "/admin/password_reset/MQ/***/",
    "/bookings/ticket-link/": "/bookings/ticket-link/",
    "/bookings/": "/bookings/",
    "/admin/events/booking/?q=13800000001": "/admin/events/booking/?***",
    "/admin/events/booking/?q=%E7%8E%8B%E5%A5%B3%E5%A3%AB": "/admin/events/booking/?***",
    "/search/?q=138%200000%200001": "/search/?***",
    "/search/?q=138-0000-0001&x=1": "/search/?***",
    "/search/?q=wang%40example.org": "/search/?***",
    "/search/?q=%EF%BC%91%EF%BC%93%EF%BC%98": "/search/?***",
    f"/events/?t={TOKEN}": "/events/?***",
    "/13800000001/": "/***",
    "/search/?q=%E6%BC%86": "/search/?q=%E6%BC%86",
}


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx with the shipped maps and log format in front of nothing; `(port, log)`."""
    folder = tmp_path_factory.mktemp("nginx")
    [port] = free_ports(1)
    maps = fill_in((DEPLOY / "nginx" / "portal_http.conf").read_text(), {"/var/lib/nginx/portal_cache": f"{folder}/cache"})
    (folder / "portal_http.conf").write_text(maps)
    server = (DEPLOY / "nginx" / "portal_server.conf").read_text()
    logs = "\n".join(re.findall(r"^(?:access|error)_log .*;$", server, re.MULTILINE)).replace("/var/log/portal", str(folder))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/start.log; events {{}}\n"
        f"http {{ {temporary}\n include {folder}/portal_http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; {logs.replace(' buffer=64k flush=5s', '')}\n"
        f"location / {{ return 200; }} location /gone/ {{ proxy_pass http://127.0.0.1:1; }} }} }}\n"
    )
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "start.log"])  # noqa: S603
    wait_for(lambda: is_answering(port))
    yield port, folder / "access.log", folder / "error.log"
    process.terminate()
    process.wait(timeout=10)


def wait_for(condition, seconds=10):
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def is_answering(port) -> bool:
    try:
        return request(port, "/") == 200
    except OSError:
        return False


def request(port, address) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", address, headers={"Referer": f"https://week.example.org/bookings/{TOKEN}/", "User-Agent": "phone"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize(("address", "logged"), ADDRESSES.items(), ids=range(len(ADDRESSES)))
def test_what_is_logged_of_an_address(nginx, address, logged):
    port, log, _errors = nginx
    count = len(log.read_text().splitlines())
    assert request(port, address) == 200
    wait_for(lambda: len(log.read_text().splitlines()) > count)
    line = log.read_text().splitlines()[-1]
    assert f'"GET {logged} HTTP/1.1" 200' in line
    assert TOKEN not in line
    assert line.startswith("127.0.0.1 [")
    assert '"phone"' in line


def test_an_error_of_one_request_does_not_repeat_its_address(nginx):
    port, log, errors = nginx
    assert request(port, f"/gone/bookings/{TOKEN}/?q=13800000001") == 502
    wait_for(lambda: '"GET /gone/bookings/***/ HTTP/1.1" 502' in log.read_text())
    assert not errors.exists() or TOKEN not in errors.read_text()


def test_the_server_blocks_of_both_forms_have_this_log():
    shared = (DEPLOY / "nginx" / "portal_server.conf").read_text()
    assert "access_log /var/log/portal/access.log portal " in shared
    assert "error_log /var/log/portal/error.log emerg;" in shared
    for form in ("one_machine", "several_machines"):
        text = (DEPLOY / form / "nginx.conf").read_text()
        assert "portal_server.conf" in text
        assert "access_log" not in text


def test_logs_are_kept_six_months_and_then_deleted():
    rules = (DEPLOY / "one_machine" / "logrotate.conf").read_text()
    assert "/var/log/portal/*.log {" in rules
    values = dict(re.findall(r"^\s+(\w+)(?: (\S+))?$", rules, re.MULTILINE))
    assert "daily" in values
    assert 184 <= int(values["rotate"]) <= int(values["maxage"]) <= 200
    journal = configparser.ConfigParser()
    journal.optionxform = str
    journal.read(DEPLOY / "one_machine" / "journald@portal.conf")
    assert 184 <= int(journal["Journal"]["MaxRetentionSec"].removesuffix("day")) <= 200
    assert journal["Journal"]["Storage"] == "persistent"
    for unit in (DEPLOY / "one_machine").glob("portal-*.service"):
        assert "LogNamespace=portal" in unit.read_text(), unit.name
