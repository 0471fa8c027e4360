"""A disk that takes no more: a small file system in memory where one may be mounted, else a limit for files of this process."""

import errno
import itertools
import subprocess
from pathlib import Path

import pytest

from content import atomic_files


class FullDisk:
    """A folder with `room` bytes left."""

    def __init__(self, folder: Path, fill):
        self.folder, self.fill = folder, fill

    def list_files(self) -> list[str]:
        names = (str(file.relative_to(self.folder)) for file in self.folder.rglob("*") if file.is_file())
        return sorted(name for name in names if name != "filler")


def mount_small_disk(folder: Path, size: str) -> bool:
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def fill_mounted(folder: Path, room: int):
    """Write until only `room` bytes, in whole pages, are left."""
    pages = -(-room // 4096)
    with (folder / "filler").open("wb", buffering=0) as file:
        with pytest.raises(OSError, match="No space"):
            file.writelines(itertools.repeat(b"\0" * 4096))
        file.truncate(max(file.tell() - pages * 4096, 0))


def limit_writes(monkeypatch, room: int):
    """Where nothing can be mounted: the write that passes the limit fails as it would there."""
    left = [room]
    write_chunks = atomic_files.write_temporary

    def write_limited(path, chunks, mode):
        def counted():
            for chunk in chunks:
                left[0] -= len(chunk)
                if left[0] < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                yield chunk

        return write_chunks(path, counted(), mode)

    monkeypatch.setattr(atomic_files, "write_temporary", write_limited)


@pytest.fixture
def small_disk(settings, tmp_path, monkeypatch):
    """MEDIA_ROOT on a disk of its own; `small_disk.fill(room)` leaves so many bytes of it."""
    folder = tmp_path / "disk"
    is_mounted = mount_small_disk(folder, "4m")
    settings.MEDIA_ROOT = folder
    fill = (lambda room: fill_mounted(folder, room)) if is_mounted else (lambda room: limit_writes(monkeypatch, room))
    yield FullDisk(folder, fill)
    if is_mounted:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607
