"""The decoder is fetched whole and checked, or not at all."""

import hashlib
import io
import os
import stat
import tarfile

import pytest

from events.checkin import qr_decoder
from events.checkin.qr_decoder import DecoderNotFetchedError, fetch_decoder


def packed(files):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()


ARCHIVE = packed({"decode.js": b"import './index.js';", "index.js": b"export const a = 1;", "dom.js": b"//"})


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """An npm whose `pack` copies ARCHIVE into the working folder and notes its arguments."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (tmp_path / "archive").write_bytes(ARCHIVE)
    script = bin_folder / "npm"
    script.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/arguments"\ncp "{tmp_path}/archive" qr.tgz\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(qr_decoder, "ARCHIVE_SHA256", hashlib.sha256(ARCHIVE).hexdigest())
    return script


def test_its_two_files_are_kept_and_no_script_of_the_package_runs(npm, tmp_path):
    fetch_decoder(tmp_path / "kept")
    assert sorted(path.name for path in (tmp_path / "kept" / qr_decoder.VERSION).iterdir()) == ["decode.js", "index.js"]
    assert (tmp_path / "arguments").read_text().split() == ["pack", f"qr@{qr_decoder.VERSION}", "--ignore-scripts", "--silent"]


def test_what_is_there_is_not_fetched_again(npm, tmp_path):
    fetch_decoder(tmp_path / "kept")
    npm.unlink()
    (tmp_path / "arguments").unlink()
    fetch_decoder(tmp_path / "kept")
    assert not (tmp_path / "arguments").exists()


def test_an_archive_that_is_not_the_one_we_know_leaves_nothing(npm, tmp_path, capsys):
    (tmp_path / "archive").write_bytes(ARCHIVE + b"\0")
    qr_decoder.main(str(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "does not have the hash" in said


def test_an_npm_that_fails_is_said_in_one_line(npm, tmp_path, capsys):
    npm.write_text("#!/bin/sh\necho 'npm error network is away' >&2\nexit 1\n")
    qr_decoder.main(str(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()
    assert capsys.readouterr().out == qr_decoder.NOT_FETCHED.format(reason="npm error network is away") + "\n"


def test_without_npm_the_wheel_has_one(tmp_path, monkeypatch):
    monkeypatch.setattr(qr_decoder.shutil, "which", lambda name: None)
    commands = []
    monkeypatch.setattr(qr_decoder, "run_quietly", lambda command, folder, environment: commands.append((command, environment)))
    with pytest.raises(DecoderNotFetchedError, match="packed nothing"):
        fetch_decoder(tmp_path / "kept")
    (install, _), (pack, environment) = commands
    assert qr_decoder.NODE_WHEEL in install
    assert qr_decoder.RUN_NPM_OF_WHEEL in pack
    assert environment["PYTHONPATH"] == install[install.index("--target") + 1]
