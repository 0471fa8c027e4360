"""Tools of development that come from npm, at one version each, kept in var/node and never committed.

Their install scripts do not run. `python -m tests.node_tools vnu-jar` fetches one ahead of the tests.
"""

import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = {
    "lighthouse": "12.8.2",  # 2025-08. The last that runs on Node 20 and older
    "vnu-jar": "26.9.27",  # 2026-09. The Nu HTML checker
}
NODE = Path(__file__).resolve().parent.parent / "var" / "node"


def folder_of(name: str) -> Path:
    return NODE / f"{name}-{VERSIONS[name]}" / "node_modules" / name


def fetch(name: str) -> Path:
    """The package's folder, fetched unless it is there. Ends the program where npm is missing or cannot fetch it."""
    folder = folder_of(name)
    if folder.is_dir():
        return folder
    if not shutil.which("npm"):
        raise SystemExit(f"{name} needs npm: install nodejs and npm.")
    root = folder.parents[1]
    root.mkdir(parents=True, exist_ok=True)
    wanted = f"{name}@{VERSIONS[name]}"
    done = subprocess.run(["npm", "install", "--prefix", root, "--ignore-scripts", "--no-audit", "--no-fund", "--silent", wanted])
    if done.returncode:
        shutil.rmtree(root)
        raise SystemExit(f"npm could not fetch {wanted}.")
    return folder


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(fetch(name).relative_to(NODE.parents[1]))
