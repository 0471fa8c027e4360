"""Strict readers of the environment: a value that makes no sense stops start-up with a sentence naming its variable.

An empty variable counts as one that is not set. Nothing here repeats a value that may hold a password.
"""

import os
import re
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PROJECT = Path(__file__).resolve().parent.parent

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
DATABASES = {"sqlite", "postgres", "postgresql", "pgsql"}
CACHES = {"redis", "rediss", "unix"}
MAILERS = {"consolemail", "dummymail", "filemail", "memorymail", "smtp", "smtps", "smtp+tls", "smtp+ssl"}
HOST = re.compile(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
SUB_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")
DOTTED_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class SettingError(ImproperlyConfigured):
    """Its text is one sentence for the operator."""


def read_dotenv():
    """Values from `.env` beside manage.py, for variables that the environment itself does not set."""
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


def read_moment(name):
    """An aware datetime, or None when not set."""
    value = read_text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise SettingError(f"{name} must be a moment with its time zone such as 2025-05-13T09:30:00+08:00, not {value!r}.")
    return found


def read_hosts(name, default):
    values = [host.strip() for host in read_text(name).split(",") if host.strip()]
    for host in values:
        if not HOST.fullmatch(host):
            raise SettingError(f"{name} must be host names separated by commas, without scheme or port; {host!r} is not one.")
    return values or default


def read_networks(name):
    """Addresses and networks, separated by commas; empty: none."""
    found = []
    for word in filter(None, (part.strip() for part in read_text(name).split(","))):
        try:
            found.append(ip_network(word))
        except ValueError:
            raise SettingError(
                f"{name} must be addresses or networks such as 10.1.0.0/16, separated by commas; {word!r} is none."
            ) from None
    return found


def read_origin(name, default):
    """Scheme and host, with no path and no slash at its end."""
    value = read_text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = False
    if not whole or parts.path or parts.query or parts.fragment or parts.username:
        raise SettingError(f"{name} must be an address such as https://example.org, without a path (see SCRIPT_NAME).")
    return value


def read_sub_path(name):
    value = read_text(name).rstrip("/")
    if value and not SUB_PATH.fullmatch(value):
        raise SettingError(f"{name} must be empty or a path such as /zjz, not {value!r}.")
    return value


def read_folder(name, default):
    """A relative path counts from the project's folder."""
    path = PROJECT / read_text(name, str(default))
    if path.exists() and not path.is_dir():
        raise SettingError(f"{name} must be a folder, but {path} is a file.")
    return path


def read_choice_or_dotted_name(name, default, choices):
    value = read_text(name, default)
    if value not in choices and not DOTTED_NAME.fullmatch(value):
        raise SettingError(f"{name} must be {' or '.join(choices)} or the dotted path of a class, not {value!r}.")
    return value


def read_database(name, default):
    """Django's settings for one database; SQLite or PostgreSQL."""
    url = read_text(name, default)
    if url_scheme(url) not in DATABASES:
        raise SettingError(f"{name} must begin with postgres:// or sqlite:///.")
    config = parse_service_url(name, url, environ.Env.db_url_config)
    if not config["NAME"]:
        raise SettingError(f"{name} must name a database.")
    return {**config, "HOST": unquote(config["HOST"])}  # a socket's folder is written %2Fvar%2Frun


def read_cache(name):
    """Django's settings for the Redis cache, or None when not set."""
    url = read_text(name)
    if url and url_scheme(url) not in CACHES:
        raise SettingError(f"{name} must begin with redis://, rediss:// or unix://.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url} if url else None


def read_email(name, default):
    """Django's EMAIL_… settings."""
    url = read_text(name, default)
    if url_scheme(url) not in MAILERS:
        raise SettingError(f"{name} must begin with smtp://, smtp+tls://, smtp+ssl:// or consolemail://.")
    config = parse_service_url(name, url, environ.Env.email_url_config)
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def url_scheme(url):
    return url.partition(":")[0]


def parse_service_url(name, url, parse):
    try:
        if "[" not in url:
            urlsplit(url).port  # noqa: B018 (raises where the port is not a number)
        return parse(url)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured):
        raise SettingError(
            f"{name} is not an address that can be read; characters such as @ / # in a password are written %40 %2F %23."
        ) from None


def read_or_make_secret(name, kept_in):
    """The secret given, or one that is made once and kept in a file only its owner can read."""
    given = read_text(name)
    if given:
        return given
    try:
        return load_or_create_secret_file(kept_in)
    except OSError:
        raise SettingError(f"{name} is not set, and {kept_in} can neither be read nor written.") from None


def load_or_create_secret_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(token_urlsafe(50))
    return path.read_text().strip()
