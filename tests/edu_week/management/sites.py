"""Sites of their own on SQLite, for commands that would do harm to the test's database."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from edu_week.secret_keys import make_secret_key
from tests.databases import ROOT, migrated_sqlite_file

SECRET_KEY = make_secret_key()


class Site:
    """A site in a folder; `manage` runs a command on it and returns what it said, or fails with that."""

    def __init__(self, folder: Path, **variables: str):
        folder.mkdir(exist_ok=True)
        self.database, self.media, self.backups = folder / "portal.sqlite3", folder / "media", folder / "backups"
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "edu_week.settings",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.media),
            "BACKUP_DIR": str(self.backups),
            "BASE_URL": "http://testserver",
            "SECRET_KEY": SECRET_KEY,
            "PORTAL_CLOCK": "",
            **variables,
        }

    def fill(self):
        shutil.copy(migrated_sqlite_file(), self.database)
        (self.media / "pictures").mkdir(parents=True)
        (self.media / "pictures" / "first.webp").write_bytes(b"picture")
        return self

    def run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True)

    def manage(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuse(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def newest_backup(self) -> Path:
        return max(self.backups.glob("portal-*"))
