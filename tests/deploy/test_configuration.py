"""The files in deploy/ fit together and to the portal."""

import configparser
import re
from pathlib import Path

import pytest

from deploy.local_services import fill_in
from edu_week.page_cache import keys

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SEVERAL = DEPLOY / "several_machines"


def test_another_value_is_filled_in_and_a_missing_one_is_told():
    assert fill_in("listen 80;", {"80": "8080"}) == "listen 8080;"
    with pytest.raises(ValueError, match="listen 90"):
        fill_in("listen 80;", {"listen 90": ""})


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*/nginx.conf")), ids=lambda file: file.parent.name)
def test_what_nginx_includes_is_there(file):
    included = re.findall(r"include /srv/portal/(\S+);", file.read_text())
    assert len(included) == 2
    assert [name for name in included if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    ("file", "server", "poolers"), [("pgbouncer.ini", "primary", 2), ("pgbouncer.replica.ini", "replica", 1)]
)
def test_a_pooler_gives_a_session_to_a_transaction(file, server, poolers):
    ini = configparser.ConfigParser(comment_prefixes=(";",))
    ini.read(SEVERAL / file)
    assert f"host={server} " in ini["databases"]["portal"]
    assert ini["pgbouncer"]["pool_mode"] == "transaction"
    conf = (SEVERAL / f"postgresql.{server}.conf").read_text()
    most = int(re.search(r"^max_connections = (\d+)", conf, re.MULTILINE)[1])
    assert poolers * int(ini["pgbouncer"]["default_pool_size"]) < most


def test_variables_of_every_group_are_settings():
    known = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    lines = [line for line in (SEVERAL / "portal.env").read_text().splitlines() if line and not line.startswith("#")]
    assert {line.partition("=")[0] for line in lines} <= known


def test_nginx_keeps_what_personal_cookies_are_called(settings):
    maps = (DEPLOY / "nginx" / "portal_http.conf").read_text()
    assert f"$cookie_{settings.SESSION_COOKIE_NAME}$cookie_messages" in maps


def test_nginx_keeps_apart_what_the_portal_keeps_apart():
    maps = (DEPLOY / "nginx" / "portal_http.conf").read_text()
    sizes = re.search(r"map \$cookie_a11y .*?\(([a-z|-]+)\)", maps, re.DOTALL)[1]
    themes = re.search(r"map \$cookie_theme .*?\}", maps, re.DOTALL)[0]
    assert set(sizes.split("|")) == set(keys.DISPLAY_COOKIES["a11y"])
    assert re.findall(r"~\^(\w+)\$", themes) == list(keys.DISPLAY_COOKIES["theme"])
    key = re.search(r'proxy_cache_key "(.+)";', (DEPLOY / "nginx" / "portal_server.conf").read_text())[1]
    assert {"$portal_theme", "$portal_a11y", "$portal_encoding", "$portal_hx_request", "$portal_hx_boosted"} <= set(
        key.split("|")
    )


@pytest.mark.parametrize("unit", sorted((DEPLOY / "one_machine").glob("*.service")), ids=lambda unit: unit.name)
def test_units_start_what_there_is(unit):
    for line in re.findall(r"^ExecStart(?:Pre)?=(.+)$", unit.read_text(), re.MULTILINE):
        program, *words = line.split()
        assert program.startswith("/srv/portal/.venv/bin/")
        assert [word for word in words if word.endswith(".py") and not (ROOT / word).is_file()] == []
