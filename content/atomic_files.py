"""Files that are there whole or not at all: written under a temporary name in the same folder, checked, then renamed.

A full disk or a process killed while writing leaves no half of a file under a name that somebody reads. What such a process
leaves under a temporary name is swept with the orphans (`content.pictures.orphan_files`). Needs no Django: the settings use it.
"""

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

TEMPORARY_SUFFIX = ".writing"
NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class IncompleteWriteError(OSError):
    """Fewer bytes stand on the disk than were written."""


def is_temporary_name(name: str) -> bool:
    return name.endswith(TEMPORARY_SUFFIX)


def replace_file(path: Path, content: bytes, *, mode: int | None = None):
    """Write the file, in place of one of that name. Raises `OSError`; the old file then stands as it was.

    `mode` is its permissions; None: what the process gives new files.
    """
    temporary = write_temporary(path, [content], mode)
    try:
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create_file(path: Path, chunks: Iterable[bytes], *, mode: int | None = None):
    """Write a file that does not exist yet. Raises `FileExistsError` if there is one meanwhile, or another `OSError`."""
    temporary = write_temporary(path, chunks, mode)
    try:
        rename_to_free_name(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def write_temporary(path: Path, chunks: Iterable[bytes], mode: int | None) -> Path:
    """Return a new file beside `path` that holds all the chunks and has reached the disk; nothing is left of a failure."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:  # whatever the process takes away from new files
                os.fchmod(file.fileno(), mode)
            written = sum(file.write(chunk) for chunk in chunks)
            file.flush()
            os.fsync(file.fileno())
        if temporary.stat().st_size != written:
            raise IncompleteWriteError(errno.EIO, "The file is shorter than what was written", str(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def rename_to_free_name(temporary: Path, path: Path):
    """Give the file its name unless somebody has it. A hard link decides that at once; few file systems have none."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        if path.exists():
            raise FileExistsError(errno.EEXIST, "The file exists", str(path)) from None
        os.replace(temporary, path)


def sync_folder(folder: Path):
    """Make the new name outlast a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
