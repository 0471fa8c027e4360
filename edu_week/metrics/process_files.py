"""The folder in which all web processes count together: each in files of its own, which any of them reads.

The parent of the web processes makes it, empty, when it starts; prometheus_client finds it by the environment. It lies in
memory: its files are mapped, and a process that writes to a mapped file on a full disk is killed. Imports no Django.
"""

import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MEMORY = Path("/dev/shm")  # noqa: S108 (the folders in it have random names and only their owner may enter)
PREFIX = "portal-metrics-"


def make_folder() -> Path:
    """Make the folder of this process and name it to those that it starts."""
    parent = MEMORY if os.access(MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    remove_leftovers(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    os.environ[VARIABLE] = str(folder)
    return folder


def remove_leftovers(parent: Path):
    """Remove our folders whose process was killed before it could do so."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not is_running(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)  # somebody else's stays: it may not be entered


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def list_process_ids(folder: Path) -> set[int]:
    """Return the processes that have written there, from names such as `gauge_livesum_4711.db`."""
    endings = (path.stem.rpartition("_")[2] for path in folder.glob("*.db"))
    return {int(ending) for ending in endings if ending.isdigit()}
