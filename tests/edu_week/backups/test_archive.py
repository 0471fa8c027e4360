"""The file of a back-up: what is in it, and what is refused when it is read."""

import io
import json
import tarfile

import pytest

from edu_week.backups import archive
from edu_week.backups.errors import BackupError


def write_tar(path, members: dict[str, bytes], *, links=()):
    with tarfile.open(path, "w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for name in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            tar.addfile(info)
    return path


def write_archive(path, **changes):
    with path.open("wb") as file, archive.open_archive_writer(file, None) as writer:
        writer.add_json(archive.ABOUT, {"engine": "sqlite"})
        writer.add_bytes(archive.SQLITE, b"database")
        writer.add_bytes("media/pictures/a.webp", b"picture")
        writer.add_json(archive.CHECKSUMS, {"tables": {}, "files": dict(writer.digests) | changes})
    return path


def test_members_come_out_as_they_went_in(tmp_path):
    media = tmp_path / "media"
    unpacked = archive.unpack_archive(write_archive(tmp_path / "a.tar"), None, tmp_path, media)
    assert unpacked.engine == "sqlite"
    assert unpacked.database.read_bytes() == b"database"
    assert (media / "pictures" / "a.webp").read_bytes() == b"picture"


def test_a_member_that_differs_from_its_checksum_is_named(tmp_path):
    wrong = {"media/pictures/a.webp": {"size": 7, "sha256": "0" * 64}}
    with pytest.raises(BackupError, match=r"media/pictures/a\.webp"):
        archive.unpack_archive(write_archive(tmp_path / "a.tar", **wrong), None, tmp_path)


def test_a_missing_member_is_named(tmp_path):
    wrong = {"media/pictures/b.webp": {"size": 7, "sha256": "0" * 64}}
    with pytest.raises(BackupError, match=r"media/pictures/b\.webp"):
        archive.unpack_archive(write_archive(tmp_path / "a.tar", **wrong), None, tmp_path)


@pytest.mark.parametrize("name", ["media/../../outside", "media//etc/outside", "media/"])
def test_nothing_is_written_outside_of_the_media_folder(tmp_path, name):
    media = tmp_path / "site" / "media"
    with pytest.raises(BackupError, match="outside"):
        archive.unpack_archive(write_tar(tmp_path / "a.tar", {name: b"x"}), None, tmp_path, media)
    assert list(tmp_path.rglob("*outside*")) == []


def test_a_link_is_no_part_of_a_backup(tmp_path):
    with pytest.raises(BackupError, match="no plain file|not a plain file"):
        archive.unpack_archive(write_tar(tmp_path / "a.tar", {}, links=["media/link"]), None, tmp_path, tmp_path / "media")


@pytest.mark.parametrize("content", [b"", b"not a tar" * 100, json.dumps({}).encode()])
def test_another_file_is_not_taken_for_a_backup(tmp_path, content):
    path = tmp_path / "a.tar"
    path.write_bytes(content)
    with pytest.raises(BackupError, match="no back-up|damaged"):
        archive.unpack_archive(path, None, tmp_path)


def test_a_backup_that_was_cut_off_is_damaged(tmp_path):
    path = write_archive(tmp_path / "a.tar")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BackupError, match="damaged"):
        archive.unpack_archive(path, None, tmp_path)


def test_a_file_that_went_away_is_left_out(tmp_path):
    with (tmp_path / "a.tar").open("wb") as file, archive.open_archive_writer(file, None) as writer:
        assert not writer.add_file("media/gone", tmp_path / "gone")
    assert writer.digests == {}
