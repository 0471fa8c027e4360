"""A process of its own that sends uploads through the real view and prints its peak memory.

`python -m tests.content.uploads.memory_probe FILE…` prints a JSON line per file: name, status, error, peak in MB.
"""

import io
import json
import os
import re
import shutil
import sys
from pathlib import Path

os.environ["DATABASE_URL"] = ""  # a file among those of the tests' settings
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

TOKEN = "a" * 32
BOUNDARY = "----boundary"
FIELDS = {"csrfmiddlewaretoken": TOKEN, "focal_x": 50, "focal_y": 50, "alt_text": "车间", "minors": "none"}


class Body(io.RawIOBase):
    """The body of the request, with the file read from the disk piece by piece."""

    def __init__(self, file: Path):
        part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
        fields = "".join(f"--{BOUNDARY}\r\n{part.format(name, '')}{value}\r\n" for name, value in FIELDS.items())
        head = f"{fields}--{BOUNDARY}\r\n{part.format('image', f'; filename={file.name}')}"
        tail = f"\r\n--{BOUNDARY}--\r\n"
        self.parts = [io.BytesIO(head.encode()), file.open("rb"), io.BytesIO(tail.encode())]
        self.length = len(head.encode()) + file.stat().st_size + len(tail)

    def read(self, size=-1):
        while self.parts:
            if data := self.parts[0].read(size):
                return data
            self.parts.pop(0).close()
        return b""


def main(files):
    django.setup()
    settings.MIGRATION_MODULES = dict.fromkeys([app.rpartition(".")[2] for app in settings.INSTALLED_APPS])
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    application, session = get_wsgi_application(), session_of_staff()
    for file in map(Path, files):
        status, html = answer(application, session, Body(file))
        found = re.search(r'<ul class="errorlist"[^>]*id="id_image_error"[^>]*>\s*<li>(.*?)</li>', html, re.DOTALL)
        print(
            json.dumps({"file": file.name, "status": status, "sentence": found[1] if found else "", "peak": peak()}), flush=True
        )


def peak() -> int:
    """Return the peak memory in MB. getrusage would start at the peak of the parent process."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) // 1024


def session_of_staff() -> str:
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("alice"))
    return client.session.session_key


def answer(application, session, body):
    statuses = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/admin/content/picture/add/",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(body.length),
        "HTTP_COOKIE": f"sessionid={session}; csrftoken={TOKEN}",
    }
    response = application(environ, lambda status, headers: statuses.append(status))
    html = b"".join(response).decode()
    response.close()
    return statuses[0][:3], html


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    finally:
        shutil.rmtree(settings.SCRATCH, ignore_errors=True)
