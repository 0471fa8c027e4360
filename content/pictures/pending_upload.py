"""A picture that was fine while something else in its form was not: it is kept, so that nobody has to choose it again."""

from django.core import signing
from django.core.files.storage import default_storage

from content.uploads.normalisation import NormalisedImage

SALT = "content.pictures.pending_upload"
VALID_SECONDS = 12 * 3600  # shorter than the time after which files that belong to no picture are swept


class PendingUpload(NormalisedImage):
    """Read back from where `keep` put it. It is stored anew with its row; what was kept is swept."""

    def __init__(self, content: bytes, token: str, url: str):
        super().__init__(content)
        self.token, self.url = token, url


def store_pending_upload(picture: NormalisedImage) -> str:
    """A token for a hidden field of the form."""
    return signing.dumps(default_storage.save(f"pictures/{picture.name}", picture), salt=SALT)


def load_pending_upload(token: str) -> PendingUpload | None:
    try:
        name = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
        with default_storage.open(name) as file:
            return PendingUpload(file.read(), token, default_storage.url(name))
    except (signing.BadSignature, FileNotFoundError):
        return None
