"""A portal that a script starts on this machine: its own database, media and back-ups, from this checkout or another."""

import http.client
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from deploy.local_services import ROOT, Service, free_ports

SECRET_KEY = secrets.token_urlsafe(50)  # the same for all sites of one run
CLOCK = "2025-05-13T09:30:00+08:00"
SLOTS = """
import datetime as dt, json
from events.models import ActivityWeek, EventSession, TimeSlot
day, zone = ActivityWeek.objects.current().ends_on, dt.timezone(dt.timedelta(hours=8))
session = EventSession.objects.published().filter(booking_mode="individual", cancelled_at=None).first()
made = []
for number in range({count}):
    at = dt.datetime.combine(day, dt.time(12 + number), zone)
    slot = TimeSlot(session=session, capacity={places}, kept_back=0, starts_at=at, ends_at=at + dt.timedelta(hours=1))
    slot.save()
    made.append([session.slug, slot.pk])
print(json.dumps(made))
"""


class PortalSite:
    def __init__(self, folder: Path, database_url: str, *, root: Path = ROOT, **variables: str):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.root, self.port = folder, root, free_ports(1)[0]
        self.media, self.backups = folder / "media", folder / "backups"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "edu_week.settings",
            "DATABASE_URL": database_url,
            "MEDIA_ROOT": str(self.media),
            "BACKUP_DIR": str(self.backups),
            "BACKUP_KEY": "",
            "PORT": str(self.port),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECRET_KEY": SECRET_KEY,
            "PORTAL_CLOCK": CLOCK,
            "WEB_CONCURRENCY": "1",
            "REDIS_URL": "",
            "REPLICA_DATABASE_URL": "",
            **variables,
        }
        command = [sys.executable, "-m", "edu_week.web_server"]
        self.web = Service(f"web of {folder.name}", command, self.port, log=folder / "web.log", env=self.env, cwd=root)

    def manage(self, *words: str) -> str:
        """Run a command. Ends the script with what it said if it fails."""
        run = subprocess.run([sys.executable, "manage.py", *words], cwd=self.root, env=self.env, capture_output=True, text=True)
        if run.returncode:
            raise SystemExit(f"manage.py {words[0]} failed in {self.folder.name}: {run.stdout}{run.stderr}")
        return run.stdout

    def run_code(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code)

    def make_slots(self, count: int, places: int) -> list[tuple[str, int]]:
        """Return the session's slug and the slot's number of each."""
        return json.loads(self.run_code(SLOTS.format(count=count, places=places)).splitlines()[-1])

    def start(self):
        self.web.start()
        if (status := self.read("/events/")[0]) != 200:
            raise SystemExit(f"{self.folder.name} answers {status}:\n{self.web.log.read_text(errors='replace')[-3000:]}")

    def end(self):
        self.web.end()

    def read(self, path: str) -> tuple[int, bytes]:
        return read_address(self.port, path)


def read_address(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
