"""What people type, as tables: `<kind>.json` in this folder."""

import json
from pathlib import Path


def load_cases(kind: str) -> dict:
    return json.loads((Path(__file__).parent / f"{kind}.json").read_text("utf-8"))


def spellings(kind: str) -> list[tuple[str, str]]:
    """Return (what is typed, what it means) of every spelling that is understood."""
    return [(typed, meant) for meant, ways in load_cases(kind)["understood"].items() for typed in ways]
