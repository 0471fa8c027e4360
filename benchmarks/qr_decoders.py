"""Which QR decoder reads bad prints: `python -m benchmarks.qr_decoders` prints the table of docs/decisions.md. Needs npm.

Both packages are fetched into a folder that is deleted again; only the one that was chosen is fetched by set-up.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from benchmarks.qr_prints import CODE, FRAME, PRINTS
from benchmarks.report import format_table
from events.checkin import qr_decoder

PACKAGES = {"qr": f"qr@{qr_decoder.VERSION}", "jsqr": "jsqr@1.4.0"}
SCRIPT = Path(__file__).with_suffix(".mjs")


def main():
    with tempfile.TemporaryDirectory(prefix="qr-decoders-") as folder:
        rows = measure_decoders(Path(folder))
    sys.stdout.write(format_results(rows) + "\n")


def measure_decoders(folder: Path) -> list[list[tuple[str | None, float]]]:
    """Return for each print what each decoder read, or None, and its milliseconds."""
    for name, package in PACKAGES.items():
        unpack_package(folder / name, package)
    for number, make_print in enumerate(PRINTS.values()):
        (folder / f"{number}.rgba").write_bytes(make_print().convert("RGBA").tobytes())
    command = ["node", SCRIPT, folder, str(len(PRINTS)), *map(str, FRAME)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def unpack_package(folder: Path, package: str):
    folder.mkdir()
    archive = folder / "package.tgz"
    archive.write_bytes(qr_decoder.pack_with_npm(folder, package))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")


def format_results(rows: list[list[tuple[str | None, float]]]) -> str:
    table = [[name, *map(format_result, row)] for name, row in zip(PRINTS, rows, strict=True)]
    read = [f"{sum(row[decoder][0] == CODE for row in rows)} of {len(rows)}" for decoder in range(len(PACKAGES))]
    return format_table(["print", *PACKAGES.values()], [*table, ["read", *read]])


def format_result(result: tuple[str | None, float]) -> str:
    text, milliseconds = result
    outcome = "read" if text == CODE else "not read" if text is None else "WRONG"
    return f"{outcome}, {milliseconds:.0f} ms"


if __name__ == "__main__":
    main()
