"""Each variable of the environment: what it gives, and the sentence it stops start-up with."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from edu_week import env
from edu_week.secret_keys import make_secret_key

ROOT = Path(__file__).resolve().parents[2]


def start(code="", **variables):
    """Reads the settings in a process of its own, as an operator's machine would, and runs `code`."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    script = f"import manage; manage.sys.argv = ['manage.py', 'shell', '--no-imports', '-c', {code!r}]; manage.main()"
    variables = {"SECRET_KEY": make_secret_key(), **variables}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, env={**inherited, **variables}, capture_output=True, text=True
    )


def value_of(name, **variables):
    answer = start(f"from django.conf import settings; print(settings.{name})", **variables)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80 80"),
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("DATABASE_URL", "postgres://u:hunter2@h:port/d"),
        ("DATABASE_URL", "postgres://u:hunter2@h"),
        ("REPLICA_DATABASE_URL", "postgres://u:hunter2@h/d"),  # of SQLite, which has none
        ("REPLICA_DATABASE_URL", "sqlite:///var/replica.sqlite3"),
        ("DATABASE_URL", "postgres://u:hunter2@more@h/d"),
        ("DATABASE_URL", "postgres://u:hunter2/more@h/d"),
        ("DATABASE_URL", "postgres://u:hunter2#more@h/d"),
        ("DATABASE_URL", "postgres://u:hunter2?more@h/d"),
        ("REPLICA_DATABASE_URL", "postgres://u:hunter2@more@h/d"),
        ("PORTAL_CLOCK", "yesterday"),
        ("PORTAL_CLOCK", "2025-05-13T09:30:00"),
        ("ALLOWED_HOSTS", "https://zjz.example"),
        ("ALLOWED_HOSTS", "zjz.example:8000"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "zjz.example,*"),
        ("ALLOWED_HOSTS", "zjz.example"),  # without BASE_URL's
        ("BASE_URL", "zjz.example"),
        ("BASE_URL", "https://zjz.example/week"),
        ("BASE_URL", "ftp://zjz.example"),
        ("SCRIPT_NAME", "zjz"),
        ("SCRIPT_NAME", "/zjz?x"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://localhost/first"),
        ("REDIS_URL", "redis://localhost:port/0"),
        ("REDIS_URL", "redis://:hunter2@more@localhost/0"),
        ("REDIS_URL", "unix://"),
        ("EMAIL_URL", "mail.example:25"),
        ("EMAIL_URL", "smtp://u@example.org:hunter2@mail.example:25"),
        ("EMAIL_FROM", "the bureau"),
        ("EMAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "two"),
        ("WEB_CONCURRENCY", "-1"),
        ("DATABASE_THREADS", "1"),
        ("REQUEST_LINE", "many"),
        ("BIND", "0.0.0.0:8000"),
        ("BIND", "everywhere"),
        ("ADMIN_ALLOWED_CIDRS", "10.1.0.0/33"),
        ("INVITATION_DAYS", "0"),
        ("DESK_SESSION_HOURS", "25"),
        ("SECRET_KEY", "hunter2"),
        ("SECRET_KEY", "hunter2" * 10),
        ("SECRET_KEY", "hunter2-changeme-0123456789-abcdefghijklmnopqrstuvwxyz"),
        ("SECRET_KEY_FALLBACKS", "hunter2"),
        ("SECOND_FACTOR_REQUIRED", "perhaps"),
        ("HSTS_SUBDOMAINS", "perhaps"),
        ("EMAIL_URL", "smtp://u:hunter2@mail.example:port"),
        ("SMS_BACKEND", "a class"),
        ("SMS_BACKEND", "events.notices.pigeon.PigeonBackend"),
        ("SMS_BACKEND", "nowhere.PigeonBackend"),
        ("PHONE_CHECK", "perhaps"),
        ("PHONE_CHECK", "true"),  # while SMS_BACKEND is console
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "sixteen characters"),
        ("REHEARSAL_MAIL_TO", "a@example.org, b@example.org"),
        ("MEDIA_ROOT", "manage.py"),
        ("DEBUG", "perhaps"),
        ("TRUST_PROXY_HEADERS", "2"),
    ],
)
def test_bad_value_stops_with_one_sentence_naming_its_variable(name, value):
    answer = start(**{name: value})
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Cannot start: {name} ")
    assert answer.stderr.count("\n") == 1
    assert "hunter2" not in answer.stderr


def test_without_any_variable_it_is_a_portal_on_this_machine():
    assert value_of("BASE_URL") == "http://127.0.0.1:8000"
    assert value_of("DEBUG, settings.PORTAL_CLOCK, settings.FORCE_SCRIPT_NAME") == "False None None"
    assert value_of("DATABASES['default']['OPTIONS']['transaction_mode']") == "IMMEDIATE"


def test_error_pages_with_source_never_stand_on_the_internet():
    answer = start(BASE_URL="https://zjz.example", DEBUG="true")
    assert answer.stderr.startswith("Cannot start: DEBUG must be false")


@pytest.mark.parametrize("hosts", ["zjz.example", ".example", "other.example, ZJZ.example"])
def test_hosts_that_name_the_site(hosts):
    assert value_of("BASE_URL", BASE_URL="https://zjz.example", ALLOWED_HOSTS=hosts) == "https://zjz.example"


def test_https_address_brings_hsts_for_a_year_and_the_second_factor():
    seen = "SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECOND_FACTOR_REQUIRED"
    assert value_of(seen, BASE_URL="https://zjz.example") == "31536000 True True"
    assert value_of(seen, BASE_URL="https://zjz.example", SCRIPT_NAME="/zjz") == "31536000 False True"
    said = {"HSTS_SUBDOMAINS": "no", "SECOND_FACTOR_REQUIRED": "no"}
    assert value_of(seen, BASE_URL="https://zjz.example", **said) == "31536000 False False"
    assert value_of(seen, BASE_URL="http://zjz.example") == "0 False False"


def test_https_address_brings_secure_cookies_and_hsts():
    seen = "SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_SSL_REDIRECT"
    assert value_of(seen, BASE_URL="https://zjz.example") == "True True True False"
    assert value_of(seen, BASE_URL="https://zjz.example", TRUST_PROXY_HEADERS="yes") == "True True True True"
    assert value_of(seen, BASE_URL="http://zjz.example") == "False False False False"


def test_sub_path_moves_files_and_cookies():
    seen = "STATIC_URL, settings.MEDIA_URL, settings.SESSION_COOKIE_PATH"
    assert value_of(seen, SCRIPT_NAME="/zjz/") == "/zjz/static/ /zjz/media/ /zjz/"


def test_postgres_and_redis_are_chosen_by_their_addresses():
    seen = "DATABASES['default']['HOST'], settings.DATABASES['default']['PASSWORD'], settings.CACHES['default']['BACKEND']"
    found = value_of(seen, DATABASE_URL="postgres://u:p%40ss@db.example/zjz", REDIS_URL="redis://localhost/1")
    assert found == "db.example p@ss django.core.cache.backends.redis.RedisCache"
    limits = "CACHES['limits']['LOCATION'], settings.DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS']"
    assert value_of(limits, DATABASE_URL="postgres://u@h/zjz", REDIS_URL="redis://localhost/1") == "redis://localhost/1 True"


def test_a_replica_is_a_second_database_that_nothing_is_migrated_in():
    seen = "DATABASES['replica']['HOST'], settings.DATABASES['replica']['OPTIONS'], settings.DATABASE_ROUTERS"
    both = {"DATABASE_URL": "postgres://u@h/zjz?sslmode=require", "REPLICA_DATABASE_URL": "postgres://u@copy/zjz"}
    options = {"connect_timeout": 2, "tcp_user_timeout": 5000}
    assert value_of(seen, **both) == f"copy {options} ['edu_week.replica.router.ReplicaRouter']"
    code = "from django.core.management import call_command; call_command('check'); "
    code += "from django.db import connections, router; print(router.allow_migrate('replica', 'events'), list(connections))"
    assert start(code, **both).stdout.splitlines()[-1] == "False ['default', 'replica']"
    assert value_of("DATABASE_ROUTERS, list(settings.DATABASES)") == "[] ['default']"


def test_postgres_socket_folder_may_be_written_in_the_address(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://u@%2Ftmp%2Fpg/zjz")
    assert env.read_database("DATABASE_URL", "")["HOST"] == "/tmp/pg"  # noqa: S108 (an address, nothing is written)


def test_mail_server_is_read_from_its_address():
    seen = "EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.DEFAULT_FROM_EMAIL"
    found = value_of(seen, EMAIL_URL="smtp+tls://u:p@mail.example:587", EMAIL_FROM="week@zjz.example")
    assert found == "mail.example 587 True week@zjz.example"


def test_rehearsal_clock_keeps_its_time_zone(monkeypatch):
    monkeypatch.setenv("PORTAL_CLOCK", "2025-05-13T09:30:00+08:00")
    assert env.read_moment("PORTAL_CLOCK").utcoffset() == timedelta(hours=8)


def test_empty_variable_is_one_that_is_not_set():
    assert value_of("PORT, settings.PORTAL_CLOCK", PORT="", PORTAL_CLOCK="") == "8000 None"


def test_example_names_every_variable_that_is_read():
    read = set()
    for name in ("settings.py", "web_server.py", "env.py"):
        read |= set(re.findall(r'(?:env\.|secret_keys\.|return )\w+\(\s*"([A-Z_]+)"', (ROOT / "edu_week" / name).read_text()))
    listed = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert read - listed == set()
    assert listed - read == set()
