"""An upgrade that nobody notices: two checkouts share var/ and PostgreSQL, one takes over from the other while people book.

    python deploy/try_upgrade.py [visitors]

The new one is a copy of this with another style sheet and one migration more: a nullable column, and an index built beside the
writers. Requests go on while it is prepared, while both answer side by side on one socket, after the old one ended, and after
the release was undone. Ends with an error if a request failed, a file was missing, or a booking is not there.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deploy.local_postgres import LocalPostgres, give_to_postgres  # noqa: E402 (found only with the project's folder on the path)
from deploy.portal_site import PortalSite, read_address  # noqa: E402
from deploy.rush import Visitor, run_rush  # noqa: E402

PAGES = ("/", "/events/", "/en/events/", "/schools/", "/healthz")
SHEET = re.compile(rb'href="(/static/css/portal\.[0-9a-f]+\.css)"')
SYSTEMD_SOCKET = 3
MIGRATION = """from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("events", "{last}")]
    operations = [
        migrations.AddField("booking", "trial_note", models.CharField(max_length=20, null=True)),
        AddIndexConcurrently("booking", models.Index(fields=["trial_note"], name="trial_note_index")),
    ]
"""
MODEL = """
from django.db.models import CharField as _CharField, Index as _Index  # noqa: E402
Booking.add_to_class("trial_note", _CharField(max_length=20, null=True))
Booking._meta.indexes.append(_Index(fields=["trial_note"], name="trial_note_index"))
"""


class Requests:
    """People who read pages and their style sheets all the time, each request on a connection of its own."""

    def __init__(self, port: int):
        self.port, self.phase, self.stopped = port, "", threading.Event()
        self.counts: Counter = Counter()
        self.failures: list[str] = []
        self.sheets: set[str] = set()
        self.threads = [threading.Thread(target=self.keep_reading, daemon=True) for _n in range(2)]

    def keep_reading(self):
        number = 0
        while not self.stopped.is_set():
            number += 1
            self.read(PAGES[number % len(PAGES)])

    def read(self, path: str):
        try:
            status, page = self.ask_again_once(path)
        except OSError as error:
            status, page = type(error).__name__, b""
        self.counts[self.phase] += 1
        if status != 200:
            self.failures.append(f"{self.phase}: {path} answered {status}")
        for name in {sheet.decode() for sheet in SHEET.findall(page)}:
            self.sheets.add(name)
            self.read(name)

    def ask_again_once(self, path: str) -> tuple[int, bytes]:
        """A server that ends closes connections on which nothing was asked yet; whoever only reads asks anew, as browsers do."""
        try:
            return read_address(self.port, path)
        except ConnectionError:
            return read_address(self.port, path)

    def end(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


def copy_checkout(place: Path, var: Path):
    """Copy what git knows, and let `var` be shared."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    (place / "var").symlink_to(var)


def change_release(place: Path):
    migrations = place / "events" / "migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0999_trial.py").write_text(MIGRATION.format(last=last))
    with (place / "events" / "models" / "__init__.py").open("a") as file:
        file.write(MODEL)
    with (place / "static" / "css" / "base.css").open("a") as file:
        file.write("\n.trial-of-an-upgrade { color: red; }\n")


def start_on_socket(site: PortalSite, listener: socket.socket) -> subprocess.Popen:
    """Start the web server as systemd does, with the open socket as its first file."""
    number = listener.fileno()
    script = f'exec env LISTEN_PID=$$ "$@" {SYSTEMD_SOCKET}<&{number}'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "edu_week.web_server"]
    with (site.folder / "web.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=site.root, env=site.env, pass_fds=[number], stdout=log, stderr=log, start_new_session=True
        )


def wait_for_sheets(requests: Requests, count: int, what: str):
    """Wait until pages have named that many style sheets."""
    deadline = time.monotonic() + 60
    while len(requests.sheets) < count:
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not answer:\n" + "\n".join(requests.failures[:5]))
        time.sleep(0.1)


def end_process(process: subprocess.Popen):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Upgrade:
    def __init__(self, scratch: Path, database_url: str, visitors: int):
        var = scratch / "var"
        var.mkdir()
        roots = [scratch / "checkout-old", scratch / "checkout-new"]
        for root in roots:
            copy_checkout(root, var)
        change_release(roots[1])
        self.old, self.new = (
            PortalSite(scratch / root.name[9:], database_url, root=root, MEDIA_ROOT=str(scratch / "media")) for root in roots
        )
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.visitor_count, self.visitors, self.processes = visitors, [], []
        self.requests = Requests(self.port)

    def run(self) -> list[str]:
        self.old.manage("prepare")
        self.old.manage("load_week", "data/week-2025.json", "-v0")
        self.slots = self.old.make_slots(4, self.visitor_count * 5)
        old = self.start(self.old)
        for thread in self.requests.threads:
            thread.start()
        self.book("the old release alone")
        self.requests.phase = "the new release is prepared"
        began = time.monotonic()
        self.new.manage("prepare")
        print(f"prepared in {time.monotonic() - began:.1f} s")
        new = self.start(self.new)
        wait_for_sheets(self.requests, 2, "the new release")
        self.book("both side by side")
        end_process(old)
        self.book("the new release alone")
        undone = self.start(self.old)
        end_process(new)
        self.book("undone: the old code on the new schema")
        self.new.manage(
            "migrate", "events", max(path.stem for path in (self.old.root / "events/migrations").glob("0*.py")), "-v0"
        )
        self.book("undone: the migration reversed")
        self.requests.end()
        end_process(undone)
        return self.find_faults()

    def start(self, site: PortalSite) -> subprocess.Popen:
        process = start_on_socket(site, self.listener)
        self.processes.append(process)
        return process

    def book(self, phase: str):
        self.requests.phase = phase
        first = len(self.visitors)
        visitors = [Visitor(first + number, *self.slots[number % 4]) for number in range(self.visitor_count)]
        self.visitors += visitors
        run_rush(visitors, self.port, at_once=4, accidents={})

    def find_faults(self) -> list[str]:
        faults = [*self.requests.failures]
        faults += [f"visitor {v.number} had trouble: {v.troubles}" for v in self.visitors if v.troubles or not v.ticket]
        tickets = self.old.run_code(
            "from events.models import Booking; print(*Booking.objects.live().values_list('token', flat=True))"
        )
        faults += [f"the booking of visitor {v.number} is lost" for v in self.visitors if v.ticket not in tickets.split()]
        for phase, count in self.requests.counts.items():
            print(f"{phase or 'at the start':44}{count:>8} requests")
        print(f"{len(self.visitors)} bookings, {len(self.requests.sheets)} style sheets, {len(faults)} faults")
        return faults

    def end(self):
        self.requests.stopped.set()
        for process in self.processes:
            if process.poll() is None:
                end_process(process)
        self.listener.close()


def main():
    visitors = int((sys.argv[1:] or ["30"])[0])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scratch = Path(tempfile.mkdtemp(prefix="edu-week-upgrade-"))
    scratch.chmod(0o755)
    give_to_postgres(scratch)
    server, upgrade = LocalPostgres(scratch, "server"), None
    try:
        server.create()
        server.start()
        server.query("CREATE DATABASE portal")
        upgrade = Upgrade(scratch, server.url("portal"), visitors)
        faults = upgrade.run()
    finally:
        if upgrade:
            upgrade.end()
        server.end()
        shutil.rmtree(scratch, ignore_errors=True)
    print("\n".join(faults[:20]) or "No request failed.")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
