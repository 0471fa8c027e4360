"""The storage of pictures and cards: what it stores is whole or not there (`content.atomic_files`)."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from content.atomic_files import create_file, replace_file


class AtomicWrites:
    """Mixin for `FileSystemStorage`, in whose place it writes."""

    def _save(self, name, content):
        """Store under `name`, or a name like it if that one is taken. Private in Django 5.2.19."""
        while True:
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                create_file(path, encode_chunks(content), mode=self.file_permissions_mode)
                break
            except FileExistsError:
                name = self.get_available_name(name)
        return str(path.relative_to(self.location)).replace("\\", "/")

    def replace(self, name: str, content: bytes):
        """Store under exactly this name, in place of what stands there."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content, mode=self.file_permissions_mode)


def encode_chunks(content):
    content.seek(0)
    for chunk in content.chunks():
        yield chunk if isinstance(chunk, bytes) else chunk.encode()


class AtomicFileStorage(AtomicWrites, FileSystemStorage):
    pass
