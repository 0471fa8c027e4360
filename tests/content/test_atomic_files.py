"""Files are there whole or not at all: on a full disk, after a failure of the nth write, of a process killed while writing."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from content import atomic_files
from content.atomic_files import create_file, is_temporary_name, replace_file
from edu_week.env import PROJECT


def failing_chunks(good: int):
    """Yield so many chunks, then fail as a full disk does."""
    yield from [b"x" * 4096] * good
    raise OSError(errno.ENOSPC, "No space left on device")


def test_content_and_permissions(tmp_path):
    path = tmp_path / "one.jpg"
    create_file(path, [b"first ", b"second"], mode=0o644)
    assert path.read_bytes() == b"first second"
    assert path.stat().st_mode & 0o777 == 0o644
    assert os.listdir(tmp_path) == ["one.jpg"]


def test_a_file_is_not_overwritten_unless_it_is_to_be_replaced(tmp_path):
    path = tmp_path / "one.jpg"
    create_file(path, [b"first"])
    with pytest.raises(FileExistsError):
        create_file(path, [b"second"])
    assert path.read_bytes() == b"first"
    replace_file(path, b"second")
    assert path.read_bytes() == b"second"
    assert os.listdir(tmp_path) == ["one.jpg"]


@pytest.mark.parametrize("good", [0, 1, 7])
def test_a_failure_of_the_nth_write_leaves_nothing(tmp_path, good):
    with pytest.raises(OSError, match="No space"):
        create_file(tmp_path / "one.jpg", failing_chunks(good))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "link", "replace"])
def test_a_failure_after_writing_leaves_what_was_there(tmp_path, monkeypatch, call):
    path = tmp_path / "one.jpg"

    def fail(*args, **options):
        raise OSError(errno.EIO, "Input/output error")

    if call != "link":
        path.write_bytes(b"old")
    monkeypatch.setattr(atomic_files.os, call, fail)
    with pytest.raises(OSError, match="Input/output"):
        create_file(path, [b"new"]) if call == "link" else replace_file(path, b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == ({} if call == "link" else {"one.jpg": b"old"})


def test_a_file_shorter_than_written_is_not_renamed(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic_files.os, "fsync", lambda handle: os.ftruncate(handle, 2))
    with pytest.raises(atomic_files.IncompleteWriteError):
        replace_file(tmp_path / "one.jpg", b"whole")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_file_system_without_hard_links(tmp_path, monkeypatch, is_taken):
    def refuse(*args):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(atomic_files.os, "link", refuse)
    path = tmp_path / "one.jpg"
    if is_taken:
        path.write_bytes(b"old")
        with pytest.raises(FileExistsError):
            create_file(path, [b"new"])
    else:
        create_file(path, [b"new"])
    assert path.read_bytes() == (b"old" if is_taken else b"new")
    assert os.listdir(tmp_path) == ["one.jpg"]


def test_of_many_at_once_one_gets_the_name(tmp_path):
    path, outcomes, together = tmp_path / "one.jpg", [], threading.Barrier(8)

    def write(number):
        together.wait()
        try:
            create_file(path, [str(number).encode() * 5000])
            outcomes.append(number)
        except FileExistsError:
            pass

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert path.read_bytes() == str(outcomes[0]).encode() * 5000
    assert os.listdir(tmp_path) == ["one.jpg"]


def test_a_process_killed_while_writing_leaves_only_a_temporary_name(tmp_path):
    code = f"""
        import sys
        from pathlib import Path
        from content.atomic_files import create_file

        def chunks():
            yield b"x" * 100_000
            print("writing", flush=True)
            sys.stdin.read()

        create_file(Path({str(tmp_path / "one.jpg")!r}), chunks())
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    (left,) = os.listdir(tmp_path)
    assert is_temporary_name(left)
