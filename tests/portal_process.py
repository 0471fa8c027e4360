"""The portal as a process of its own, served as in production on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class PortalProcess:
    """A context manager that starts and stops the server; `manage` runs a management command, also while it is stopped."""

    def __init__(self, database_url: str, clock: str, **variables: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "DATABASE_URL": database_url,
            "PORTAL_CLOCK": clock,
            "PORT": str(self.port),
            "BASE_URL": self.base,
            **variables,
        }

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True).stdout

    def __enter__(self):
        self.server = subprocess.Popen([sys.executable, "-m", "edu_week.web_server"], cwd=ROOT, env=self.env)
        for _try in range(60):
            try:
                urllib.request.urlopen(f"{self.base}/healthz", timeout=2).close()
                return self
            except OSError:
                time.sleep(0.5)
        raise SystemExit("the portal did not start")

    def __exit__(self, *problem):
        self.server.terminate()
        self.server.wait(20)
