"""The file of a back-up: writing its members one after the other, and unpacking them, always in pieces of a megabyte."""

import gzip
import hashlib
import json
import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from edu_week.backups import encryption
from edu_week.backups.errors import BackupError

PIECE = 1 << 20
ABOUT, CHECKSUMS, SECRET = "about.json", "checksums.json", "secret_key"
SQLITE, POSTGRESQL = "database.sqlite3.gz", "database.dump"
MEDIA = "media/"


class HashingReader:
    """Passes on what it reads, and knows its SHA-256 and size."""

    def __init__(self, file: IO):
        self.file, self.sha256, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sha256.update(data)
        self.size += len(data)
        return data

    def digest(self) -> dict:
        return {"size": self.size, "sha256": self.sha256.hexdigest()}


class ArchiveWriter:
    """Adds members to a stream; `digests` has size and SHA-256 of each, by its name."""

    def __init__(self, stream: IO):
        self.tar = tarfile.TarFile.open(fileobj=stream, mode="w|", bufsize=PIECE)  # noqa: SIM115 (closed by `finish`)
        self.digests = {}

    def add_file(self, name: str, path: Path) -> bool:
        """Return False if the file is gone; a member is as long as the file was when it was opened."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            info = self.tar.gettarinfo(arcname=name, fileobj=file)
            self.add_member(info, file)
        return True

    def add_json(self, name: str, content: dict):
        self.add_bytes(name, json.dumps(content, ensure_ascii=False, indent=1).encode())

    def add_bytes(self, name: str, data: bytes):
        info = tarfile.TarInfo(name)
        info.size, info.mtime = len(data), time.time()
        self.add_member(info, BytesIO(data))

    def add_member(self, info: tarfile.TarInfo, file: IO):
        info.mode, info.uid, info.gid, info.uname, info.gname = 0o600, 0, 0, "", ""
        reader = HashingReader(file)
        self.tar.addfile(info, reader)
        self.digests[info.name] = reader.digest()

    def finish(self):
        self.tar.close()


@contextmanager
def open_archive_writer(file: IO, key) -> Iterator[ArchiveWriter]:
    with encryption.open_writer(file, key) as stream:
        writer = ArchiveWriter(stream)
        yield writer
        writer.finish()


@dataclass
class Unpacked:
    """What an archive holds; `digests` are those of the members as they were read, `database` is the file for the restore."""

    about: dict = field(default_factory=dict)
    checksums: dict = field(default_factory=dict)
    digests: dict = field(default_factory=dict)
    database: Path | None = None
    secret_key: str = ""

    @property
    def engine(self) -> str:
        return self.about.get("engine", "")


def unpack_archive(path: Path, key, folder: Path, media: Path | None = None) -> Unpacked:
    """Unpack the database into `folder` and the media into `media`; without it they are only read. Raises BackupError.

    Every member is compared with the checksum that the archive holds of it.
    """
    unpacked = Unpacked()
    try:
        with (
            path.open("rb") as file,
            encryption.open_reader(file, key) as stream,
            tarfile.open(fileobj=stream, mode="r|", bufsize=PIECE) as tar,
        ):
            for member in tar:
                take_member(unpacked, tar, member, folder, media)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, UnicodeError, ValueError) as error:
        raise BackupError(f"{path} is no back-up of this portal, or is damaged: {error}.") from None
    if problem := find_damage(unpacked):
        raise BackupError(f"{path} is damaged: {problem}")
    return unpacked


def take_member(unpacked: Unpacked, tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, media: Path | None):
    if not member.isreg():
        raise BackupError(f"{member.name} is not a plain file.")
    reader = HashingReader(tar.extractfile(member))
    if member.name in (ABOUT, CHECKSUMS):
        setattr(unpacked, member.name.removesuffix(".json"), json.loads(reader.read()))
    elif member.name == SECRET:
        unpacked.secret_key = reader.read().decode()
    elif member.name in (SQLITE, POSTGRESQL):
        unpacked.database = folder / member.name
        write_stream(reader, unpacked.database)
    elif member.name.startswith(MEDIA):
        place = media and place_inside(media, member.name.removeprefix(MEDIA))
        write_stream(reader, place)
    unpacked.digests[member.name] = reader.digest()


def place_inside(folder: Path, name: str) -> Path:
    """Return where the file belongs. Raises BackupError for a name that would lead out of the folder."""
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or not parts.parts:
        raise BackupError(f"{name} would lie outside of the media folder.")
    place = folder.joinpath(*parts.parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def write_stream(reader: HashingReader, place: Path | None):
    if place is None:
        while reader.read(PIECE):
            pass
        return
    with place.open("wb") as file:
        shutil.copyfileobj(reader, file, PIECE)


def find_damage(unpacked: Unpacked) -> str:
    """Return what does not fit to the archive's own checksums, as a sentence; "" if nothing."""
    if not unpacked.about or not unpacked.checksums or unpacked.database is None:
        return "it is cut off, or parts of it are missing."
    expected = unpacked.checksums["files"]
    found = {name: digest for name, digest in unpacked.digests.items() if name != CHECKSUMS}
    if wrong := sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)):
        return f"{len(wrong)} files differ from their checksums, the first is {wrong[0]}."
    return ""


def compress_file(source: Path, target: Path):
    with source.open("rb") as plain, gzip.open(target, "wb", compresslevel=3) as compressed:
        shutil.copyfileobj(plain, compressed, PIECE)


def decompress_file(source: Path, target: Path):
    with gzip.open(source, "rb") as compressed, target.open("wb") as plain:
        shutil.copyfileobj(compressed, plain, PIECE)
