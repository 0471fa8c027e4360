"""Streams into an encrypted file and back, and what goes wrong on the way."""

import io
import tracemalloc

import pytest

from edu_week.backups import encryption
from edu_week.backups.errors import BackupError

KEY = encryption.parse_key(encryption.make_key())
TEXT = b"a booking " * 50_000


def encrypt(data: bytes, key=KEY) -> bytes:
    file = io.BytesIO()
    with encryption.open_writer(file, key) as stream:
        stream.write(data)
    return file.getvalue()


def decrypt(data: bytes, key=KEY) -> bytes:
    with encryption.open_reader(io.BytesIO(data), key) as stream:
        return stream.read()


def test_what_was_written_is_read_and_cannot_be_read_without_the_key():
    written = encrypt(TEXT)
    assert written.startswith(encryption.FIRST_BYTES)
    assert b"booking" not in written
    assert decrypt(written) == TEXT


def test_without_a_key_nothing_is_encrypted():
    assert encrypt(TEXT, None) == TEXT
    assert decrypt(TEXT, None) == TEXT


@pytest.mark.parametrize("key", [None, encryption.parse_key(encryption.make_key())], ids=["none", "another"])
def test_a_missing_or_wrong_key_is_a_sentence(key):
    written = encrypt(TEXT)
    with pytest.raises(BackupError, match="BACKUP_KEY"):
        decrypt(written, key)


def test_a_file_that_was_cut_off_or_changed_is_not_taken_for_whole():
    written = encrypt(TEXT)
    changed = bytearray(written)
    changed[-40_000] ^= 1
    for damaged in (written[:-1], written[:-70_000], bytes(changed)):
        with pytest.raises(BackupError, match="damaged"):
            decrypt(damaged)


def test_the_end_is_read_although_nobody_asks_for_it():
    written = encrypt(TEXT)
    with pytest.raises(BackupError, match="damaged"), encryption.open_reader(io.BytesIO(written[:-1]), KEY) as stream:
        assert stream.read(7) == TEXT[:7]


def test_a_full_disk_is_told_as_what_it_is():
    class FullDisk(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    def write_much():
        with encryption.open_writer(FullDisk(), KEY) as stream:
            for _piece in range(100):
                stream.write(TEXT)

    with pytest.raises(BackupError, match="No space left"):
        write_much()


def test_a_large_file_is_never_whole_in_memory(tmp_path):
    megabytes, piece = 48, b"x" * (1 << 20)
    tracemalloc.start()
    with (tmp_path / "large").open("wb") as file, encryption.open_writer(file, KEY) as stream:
        for _number in range(megabytes):
            stream.write(piece)
    with (tmp_path / "large").open("rb") as file, encryption.open_reader(file, KEY) as stream:
        size = sum(len(data) for data in iter(lambda: stream.read(1 << 20), b""))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == megabytes << 20
    assert peak < 8 << 20


def test_a_text_that_is_no_key_is_a_sentence_that_does_not_repeat_it():
    with pytest.raises(BackupError, match="BACKUP_KEY must be") as told:
        encryption.parse_key("my-secret")
    assert "my-secret" not in str(told.value)
