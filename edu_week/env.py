"""Strict readers of environment variables: an invalid value stops start-up with a sentence that names the variable.

An empty variable counts as not set. No message repeats a value that may contain a password.
"""

import os
import re
from datetime import datetime
from email.utils import parseaddr
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent
VAR = PROJECT / "var"
USUAL_DATABASE = f"sqlite:///{VAR / 'portal.sqlite3'}"

USUAL_WEB_PROCESSES = min(os.cpu_count() or 1, 4)

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
DATABASES = {"sqlite", "postgres", "postgresql", "pgsql"}
CACHES = {"redis", "rediss", "unix"}
MAILERS = {"consolemail", "dummymail", "filemail", "memorymail", "smtp", "smtps", "smtp+tls", "smtp+ssl"}
HOST = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
SUB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
REDIS_DATABASE = re.compile(r"(/[0-9]{0,4})?")
MAIL_ADDRESS = re.compile(r"[^@\s,;<>]+@[A-Za-z0-9.-]+")
ESCAPES = "characters such as @ / # ? in a name or password are written %40 %2F %23 %3F"
TOKEN = re.compile(r"[A-Za-z0-9._~-]{16,}")
AGE_KEY = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")
DOTTED_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class SettingError(ImproperlyConfigured):
    """The message is one sentence for the operator."""


def read_dotenv():
    """Set variables from `.env` beside manage.py, unless the environment has them already."""
    path = PROJECT / ".env"
    if path.is_file():
        environ.Env.read_env(path)


def read_text(name, default=""):
    return os.environ.get(name, "").strip() or default


def read_boolean(name, default):
    value = read_text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise SettingError(f"{name} must be true or false, not {value!r}.")
    return value in TRUE


def read_integer(name, default, *, at_least, at_most):
    value = read_text(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not at_least <= int(value) <= at_most:
        raise SettingError(f"{name} must be a whole number from {at_least} to {at_most}, not {value!r}.")
    return int(value)


def read_database_threads():
    """Return how many threads of a web process use the database, so at most as many sessions."""
    return read_integer("DATABASE_THREADS", 8, at_least=2, at_most=64)


def read_request_line():
    """Return how many requests may wait for these threads in a web process."""
    return read_integer("REQUEST_LINE", 1000, at_least=0, at_most=20_000)


def read_moment(name):
    """Return an aware datetime; None if not set."""
    value = read_text(name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingError(f"{name} must be a moment with its time zone such as 2025-05-13T09:30:00+08:00, not {value!r}.")
    return moment


def read_hosts(name, default, *, needed):
    """Return the names of a list; `needed` must be among them. `*` is refused: whoever asks would choose the name."""
    values = [host.strip() for host in read_text(name).split(",") if host.strip()]
    for host in values:
        if not HOST.fullmatch(host):
            raise SettingError(f"{name} must be host names separated by commas, without scheme or port; {host!r} is not one.")
    if values and not any(is_host_named(needed, host.lower()) for host in values):
        raise SettingError(f"{name} must name the host of BASE_URL too, {needed}; else the portal answers no visitor.")
    return values or default


def is_host_named(host: str, name: str) -> bool:
    """Whether ALLOWED_HOSTS' entry `name` lets this host in; one that begins with a dot stands for all below it too."""
    return name in (host, f"[{host}]") or (name.startswith(".") and f".{host}".endswith(name))


def read_listen_address(name, default):
    value = read_text(name, default)
    try:
        ip_address(value)
    except ValueError:
        if value != "localhost":
            raise SettingError(f"{name} must be an address of this machine such as 127.0.0.1 or ::, not {value!r}.") from None
    return value


def read_networks(name):
    """Return the networks of a list separated by commas; an address is a network of one."""
    networks = []
    for word in filter(None, (part.strip() for part in read_text(name).split(","))):
        try:
            networks.append(ip_network(word))
        except ValueError:
            raise SettingError(
                f"{name} must be addresses or networks such as 10.1.0.0/16, separated by commas; {word!r} is none."
            ) from None
    return networks


def read_origin(name, default):
    """Return scheme and host, without a path or a slash at the end."""
    value = read_text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        is_origin = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        is_origin = False
    if not is_origin or parts.path or parts.query or parts.fragment or parts.username:
        raise SettingError(f"{name} must be an address such as https://example.org, without a path (see SCRIPT_NAME).")
    return value


def read_sub_path(name):
    value = read_text(name).rstrip("/")
    if value and not SUB_PATH.fullmatch(value):
        raise SettingError(f"{name} must be empty or a path such as /zjz, not {value!r}.")
    return value


def read_folder(name, default):
    """Return a path; a relative one starts at the project's folder."""
    path = PROJECT / read_text(name, str(default))
    if path.exists() and not path.is_dir():
        raise SettingError(f"{name} must be a folder, but {path} is a file.")
    return path


def read_token(name):
    value = read_text(name)
    if value and not TOKEN.fullmatch(value):
        raise SettingError(f"{name} must be at least 16 letters, digits or - _ . ~ and no space.")
    return value


def read_age_key(name):
    """Return a secret key of age as text, or ""."""
    value = read_text(name)
    if value and not AGE_KEY.fullmatch(value):
        raise SettingError(f"{name} must be a key of age, AGE-SECRET-KEY-1…; `manage.py backup --new-key` makes one.")
    return value


def read_choice(name, default, choices):
    value = read_text(name, default)
    if value not in choices:
        raise SettingError(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    return value


def read_phone_check(name, needs_provider) -> bool:
    """Return whether numbers are checked by a code. Without a provider no code would arrive, and nobody could book."""
    is_on = read_boolean(name, False)
    if is_on and read_text(needs_provider, "console") == "console":
        raise SettingError(f"{name} needs text messages: {needs_provider} is console, so no code would reach anybody.")
    return is_on


def read_choice_or_dotted_name(name, default, choices):
    value = read_text(name, default)
    if value not in choices and not DOTTED_NAME.fullmatch(value):
        raise SettingError(f"{name} must be {' or '.join(choices)} or the dotted path of a class, not {value!r}.")
    if value not in choices and not has_module(value.rpartition(".")[0]):
        raise SettingError(f"{name} names the module of a class that is not there: {value!r}.")
    return value


def has_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def read_database(name, default):
    """Return Django's settings of one database, SQLite or PostgreSQL."""
    return parse_database(name, read_text(name, default))


def parse_database(name, url):
    if url_scheme(url) not in DATABASES:
        raise SettingError(f"{name} must begin with postgres:// or sqlite:///.")
    if url_scheme(url) != "sqlite":
        refuse_unescaped_characters(name, url)
    config = parse_service_url(name, url, environ.Env.db_url_config)
    if not config["NAME"]:
        raise SettingError(f"{name} must name a database.")
    return {**config, "HOST": unquote(config["HOST"])}  # a socket's folder is written %2Fvar%2Frun


def read_replica(name, primary):
    """Return Django's settings of a database that streams from `primary`; None if not set. Only PostgreSQL has such."""
    url = read_text(name)
    if not url:
        return None
    config = parse_database(name, url)
    if {config["ENGINE"], primary["ENGINE"]} != {"django.db.backends.postgresql"}:
        raise SettingError(f"{name} must begin with postgres://, and DATABASE_URL too: only PostgreSQL has replicas.")
    return config


def read_cache(name):
    """Return Django's settings of the Redis cache; None if not set."""
    url = read_text(name)
    if url and url_scheme(url) not in CACHES:
        raise SettingError(f"{name} must begin with redis://, rediss:// or unix://.")
    if url:
        refuse_unescaped_characters(name, url)
        parts = parse_service_url(name, url, urlsplit)
        is_socket = parts.scheme == "unix"
        if not (parts.path.strip("/") if is_socket else parts.hostname and REDIS_DATABASE.fullmatch(parts.path)):
            raise SettingError(f"{name} must be an address such as redis://host:6379/0 or unix:///run/redis.sock.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url} if url else None


def read_email(name, default):
    """Return Django's EMAIL_… settings."""
    url = read_text(name, default)
    if url_scheme(url) not in MAILERS:
        raise SettingError(f"{name} must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://.")
    refuse_unescaped_characters(name, url)
    config = parse_service_url(name, url, environ.Env.email_url_config)
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def read_mail_address(name):
    value = read_text(name)
    if value and not MAIL_ADDRESS.fullmatch(value):
        raise SettingError(f"{name} must be one mail address, not {value!r}.")
    return value


def read_sender(name, default):
    """Return a mail address, with or without a name before it."""
    value = read_text(name, default)
    if not MAIL_ADDRESS.fullmatch(parseaddr(value)[1]) or not value.isprintable():
        raise SettingError(f"{name} must be a mail address such as week@example.org, not {value!r}.")
    return value


def url_scheme(url):
    return url.partition(":")[0]


def parse_service_url(name, url, parse):
    try:
        if "[" not in url:
            urlsplit(url).port  # noqa: B018 (raises where the port is not a number)
        return parse(url)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured):
        raise SettingError(f"{name} is not an address that can be read; {ESCAPES}.") from None


def refuse_unescaped_characters(name, url):
    """A password with @ in it reads like another host, and one with / or # before it like another database."""
    if url.count("@") > 1 or "#" in url:
        raise SettingError(f"{name} has more than one @, or a #; {ESCAPES}.")
    before, at, _after = url.partition("://")[2].partition("@")
    if at and ("/" in before or "?" in before):
        raise SettingError(f"{name} has a / or ? before its @; {ESCAPES}.")
