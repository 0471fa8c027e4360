"""Whether the files are there that the portal needs: told by /readyz, and at the start in one sentence each.

Imports no Django, so that the process which starts the web server can ask.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "staticfiles.json"
WRITTEN = b"x" * 4096  # a full disk takes a name and no content
SENTENCES = {
    "static files": "Static files: {result}. Pages fail without them; `manage.py prepare` collects them.",
    "media": "MEDIA_ROOT, {place}: {result}. Uploaded pictures and drawn cards cannot be stored.",
    "database": "The database file, {place}: {result}. Nothing can be booked or edited.",
}


@dataclass(frozen=True)
class Files:
    """None: not asked about. Static files are not collected in development, and only SQLite is a file."""

    static: Path | None
    media: Path
    database: Path | None

    def place_of(self, name: str) -> Path | None:
        return {"static files": self.static, "media": self.media, "database": self.database}[name]


def check_files(files: Files) -> dict[str, str]:
    """Return the result by name, in fixed words that hold no path; "ok" is fine."""
    checks = {"media": check_folder(files.media)}
    if files.static:
        checks["static files"] = check_static_files(files.static)
    if files.database:
        checks["database"] = check_database_file(files.database)
    return checks


def describe_file_problems(files: Files) -> list[str]:
    """Return a sentence for the operator about each that is not fine."""
    return [
        SENTENCES[name].format(result=result, place=files.place_of(name))
        for name, result in check_files(files).items()
        if result != "ok"
    ]


def check_static_files(folder: Path) -> str:
    try:
        names = json.loads((folder / MANIFEST).read_text())["paths"].values()
    except (OSError, ValueError, KeyError):
        return "not collected"
    missing = sum(not (folder / name).is_file() for name in names)
    return f"{missing} missing" if missing else "ok"


def check_folder(folder: Path) -> str:
    """Write a nameless file where the first upload would make the folder."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(WRITTEN)
    except OSError:
        return "cannot be written"
    return "ok"


def check_database_file(file: Path) -> str:
    """Its write-ahead log lies beside it, so the folder has to be writable too."""
    is_writable = os.access(file if file.exists() else file.parent, os.W_OK) and check_folder(file.parent) == "ok"
    return "ok" if is_writable else "cannot be written"
