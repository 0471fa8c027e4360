"""Upload handler for all forms: discards what is too large, so that the form can say so instead of the connection breaking."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 20_000_000  # bytes of all files of one request


class TooLarge(UploadedFile):
    """Stands for a file whose content was discarded. Only its name and size are known."""


class BoundedUploads(FileUploadHandler):
    """The first upload handler. What exceeds `LARGEST` reaches neither memory nor disk."""

    def __init__(self, request=None):
        super().__init__(request)
        self.total = 0

    def receive_data_chunk(self, raw_data, start):
        self.total += len(raw_data)
        return None if self.total > LARGEST else raw_data

    def file_complete(self, file_size):
        if self.total > LARGEST:
            return TooLarge(name=self.file_name, content_type=self.content_type, size=file_size)
        return None
