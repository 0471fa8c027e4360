"""The WSGI application, for any server."""

import os

from edu_week import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edu_week.settings")
env.read_dotenv()

from django.conf import settings  # noqa: E402 (after the environment is complete)
from django.core.wsgi import get_wsgi_application  # noqa: E402

django_application = get_wsgi_application()
# gunicorn would refuse every request outside the sub-path, health checks and prefix-stripping proxies included.
os.environ.pop("SCRIPT_NAME", None)


def application(environ, start_response):
    strip_sub_path(environ, settings.SCRIPT_NAME)
    if settings.TRUST_PROXY_HEADERS:
        take_client_address(environ)
    return django_application(environ, start_response)


def strip_sub_path(environ, sub_path):
    """The same site whether or not the proxy in front already took the sub-path away."""
    path = environ.get("PATH_INFO", "")
    if sub_path and (path == sub_path or path.startswith(f"{sub_path}/")):
        environ["PATH_INFO"] = path.removeprefix(sub_path) or "/"


def take_client_address(environ):
    """The last forwarded address is the one our own proxy saw; those before it are the client's claims."""
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if forwarded:
        environ["REMOTE_ADDR"] = forwarded
