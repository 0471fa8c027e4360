"""Encrypts a stream with age while it is written and decrypts it while it is read; no more than a few blocks are in memory.

age is a format of its own that other programs read: `age --decrypt -i KEYFILE FILE` opens a back-up without the portal.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pyrage

from edu_week.backups.errors import BackupError

FIRST_BYTES = b"age-encryption.org/"


def parse_key(text: str) -> pyrage.x25519.Identity | None:
    """Return the key written as AGE-SECRET-KEY-1…, or None for a blank text. Raises BackupError without repeating it."""
    if not text:
        return None
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise BackupError("BACKUP_KEY must be a key of age, AGE-SECRET-KEY-1…; `manage.py backup --new-key` makes one.") from None


def make_key() -> str:
    return str(pyrage.x25519.Identity.generate())


class Pump:
    """Lets `work` run in a thread at one end of a pipe. Its error is known when it has ended."""

    def __init__(self, work, end: IO):
        self.error = None
        self.thread = threading.Thread(target=self.run, args=[work, end], daemon=True)
        self.thread.start()

    def run(self, work, end):
        try:
            with end:  # closed in any case: who waits at the other end must not wait for ever
                work()
        except Exception as error:  # kept for `wait_for_error`
            self.error = error

    def wait_for_error(self) -> Exception | None:
        self.thread.join()
        return self.error


def open_pipe() -> tuple[IO, IO]:
    """Return the end to read from and the end to write to."""
    reader, writer = os.pipe()
    return os.fdopen(reader, "rb"), os.fdopen(writer, "wb")


@contextmanager
def open_writer(file: IO, key: pyrage.x25519.Identity | None) -> Iterator[IO]:
    """Yield a stream whose bytes go into `file`, encrypted if there is a key."""
    if key is None:
        yield file
        return
    source, stream = open_pipe()
    pump = Pump(lambda: pyrage.encrypt_io(source, file, [key.to_public()]), source)
    try:
        with stream:
            yield stream
    except BrokenPipeError:
        pass  # the other end stopped, and knows why
    finally:
        error = pump.wait_for_error()
    if error is not None:
        raise BackupError(f"The back-up cannot be written: {error}.") from None


@contextmanager
def open_reader(file: IO, key: pyrage.x25519.Identity | None) -> Iterator[IO]:
    """Yield the plain bytes of `file`. Raises BackupError where the key is missing or wrong, or the file damaged or cut off."""
    if not is_encrypted(file):
        yield file
        return
    if key is None:
        raise BackupError("This back-up is encrypted: set BACKUP_KEY to the key it was made with.")
    stream, target = open_pipe()
    pump = Pump(lambda: pyrage.decrypt_io(file, target, [key]), target)
    try:
        with stream:
            yield stream
            while stream.read(1 << 20):  # to the end: only the last block proves that nothing was cut off
                pass
    finally:
        error = pump.wait_for_error()
        if error is not None and not isinstance(error, BrokenPipeError):  # that one: nobody wanted the rest
            raise BackupError(
                f"This back-up cannot be decrypted: BACKUP_KEY is another, or the file is damaged ({error})."
            ) from None


def is_encrypted(file: IO) -> bool:
    start = file.read(len(FIRST_BYTES))
    file.seek(0)
    return start == FIRST_BYTES
