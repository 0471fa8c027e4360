"""Development tools from npm, at fixed versions, installed in var/node without running their install scripts."""

import shutil
import subprocess
from pathlib import Path

VERSIONS = {
    "lighthouse": "12.8.2",  # 2025-08. The last that runs on Node 20 and older
    "vnu-jar": "26.9.27",  # 2026-09. The Nu HTML checker
}
NODE = Path(__file__).resolve().parent.parent / "var" / "node"


def tool_folder(name: str) -> Path:
    return NODE / f"{name}-{VERSIONS[name]}" / "node_modules" / name


class ToolNotFetched(Exception):
    """The message is one sentence."""


def fetch_tool(name: str) -> Path:
    """Return the package's folder; install it first if necessary. Raises ToolNotFetched."""
    folder = tool_folder(name)
    if folder.is_dir():
        return folder
    if not shutil.which("npm"):
        raise ToolNotFetched(f"{name} needs npm: install Node.js with npm.")
    root = folder.parents[1]
    root.mkdir(parents=True, exist_ok=True)
    wanted = f"{name}@{VERSIONS[name]}"
    done = subprocess.run(["npm", "install", "--prefix", root, "--ignore-scripts", "--no-audit", "--no-fund", "--silent", wanted])
    if done.returncode:
        shutil.rmtree(root)
        raise ToolNotFetched(f"npm could not fetch {wanted}.")
    return folder
