"""Prepares a checkout to be served: catalogues, migrations, static files. Repeats only what changed."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from content.atomic_files import replace_file
from edu_week import translations
from edu_week.file_checks import check_static_files
from edu_week.single_start import claim_folder
from edu_week.start_checks import refuse_unfit_start
from edu_week.static_releases import collect_release
from edu_week.staticfiles import used_bootstrap

WEEK = settings.BASE_DIR / "data" / "week-2025.json"
STATIC_STAMP = settings.VAR_DIR / "static.stamp"


class Command(BaseCommand):
    help = "Migrates, compiles catalogues and collects static files; with --demo also loads the 2025 week and staff accounts."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="load the 2025 week and make one account per staff role")
        parser.add_argument("--serve", action="store_true", help="go on as the command serve, without starting Django anew")

    def handle(self, *, demo, serve, **options):
        try:
            refuse_unfit_start()
        except OperationalError:
            raise CommandError("The database of DATABASE_URL does not answer, so nothing was prepared.") from None
        if serve:
            claim_folder()
        settings.VAR_DIR.mkdir(exist_ok=True)
        decoder = start_fetching_decoder()
        self.step("Catalogues", translations.compile_changed)
        self.step("Database tables", call_command, "migrate", verbosity=0, interactive=False)
        self.step("Static files", collect_changed_static)
        if demo:
            self.step("The 2025 week", call_command, "load_week", str(WEEK), verbosity=0)
            call_command("demo_accounts")
        if serve:  # the desk works by typing until the decoder has come
            call_command("serve")
        self.step("QR decoder", decoder.wait)

    def step(self, name, work, *args, **options):
        started = time.monotonic()
        self.stdout.write(f"{name} … ", ending="")
        self.stdout.flush()
        work(*args, **options)
        self.stdout.write(f"{time.monotonic() - started:.1f} s")


def start_fetching_decoder() -> subprocess.Popen:
    """Fetch the desk's QR decoder in a process of its own: nothing else needs it or waits for a slow network."""
    command = [sys.executable, "-m", "events.checkin.qr_decoder", settings.QR_DECODER_FOLDER]
    return subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603 (our own module)


def collect_changed_static():
    """Collect where something changed since the last time, or where a file that was collected is gone."""
    fingerprint = static_fingerprint()
    if not STATIC_STAMP.is_file() or STATIC_STAMP.read_text() != fingerprint or not is_collected():
        collect_release()
        replace_file(STATIC_STAMP, fingerprint.encode())


def is_collected() -> bool:
    root = Path(settings.STATIC_ROOT)
    return root.is_dir() and (settings.DEBUG or check_static_files(root) == "ok")


def static_fingerprint():
    """Return a hash of the static files' paths, sizes and times: reading their content would cost as much as collecting them.

    The used part of Bootstrap depends on templates and Python too, so its CSS is hashed itself.
    """
    fingerprint = hashlib.sha256(f"{settings.STATIC_URL} {settings.DEBUG} {used_bootstrap()}".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            fingerprint.update(f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n".encode())
    return fingerprint.hexdigest()
