"""Settings for tests: faster, and with all files in a temporary folder. DATABASE_URL names the database."""

import os
import tempfile
from pathlib import Path

from edu_week import env
from edu_week.settings import *  # noqa: F403
from edu_week.settings import DATABASE, TEMPLATES
from tests.undefined_variables import UndefinedIsAnError

SCRATCH = Path(tempfile.mkdtemp(prefix="edu-week-test-"))

SECRET_KEY = "only-for-tests-" + "0123456789" * 4
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
PORTAL_CLOCK = env.read_moment("TESTS_PORTAL_CLOCK")  # for a rehearsal that a test starts
# A test's transaction is seen by its own thread only; a server that a test starts may have threads for the database.
DATABASE_THREADS = env.read_database_threads() if os.environ.get("DATABASE_THREADS") else 0
LIVE_PLACES_SECONDS = 0  # every test sees what it has just changed; test_live_places.py is about the memory
PAGE_CACHE_MB = 8
WEB_PROCESSES = 1  # tests count in one process, so limits are whole
OFFLINE = False  # a service worker that requests pages after a test has ended would disturb the next
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = SCRATCH / "media"
STORAGES = {
    "default": {"BACKEND": "content.file_storage.AtomicFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir()

if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # A file, since threads that share an in-memory database lock each other in ways that do not occur on a real site.
    DATABASE["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    DATABASE["NAME"] = str(SCRATCH / "never.sqlite3")  # with :memory: the live server would share one connection

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedIsAnError()
