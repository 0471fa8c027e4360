"""A valid picture from a form with other errors: it is stored, so that the user need not choose it again."""

from django.core import signing
from django.core.files.storage import default_storage

from content.uploads.normalisation import NormalisedImage

SALT = "content.pictures.pending_upload"
VALID_SECONDS = 12 * 3600  # must be shorter than `orphan_files.ORPHAN_GRACE_PERIOD`


class PendingUpload(NormalisedImage):
    """A picture read back from storage. It is stored anew with its row; the pending file is deleted as an orphan."""

    def __init__(self, content: bytes, token: str, url: str):
        super().__init__(content)
        self.token, self.url = token, url


def store_pending_upload(picture: NormalisedImage, account: int | None) -> str:
    """Store the picture and return a signed token for a hidden field of the form, good for the account that sent it."""
    return signing.dumps([default_storage.save(f"pictures/{picture.name}", picture), account], salt=SALT)


def load_pending_upload(token: str, account: int | None) -> PendingUpload | None:
    try:
        signed = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
        if not isinstance(signed, list) or signed[1] != account:  # the release before signed the name alone
            return None
        name = signed[0]
        with default_storage.open(name) as file:
            return PendingUpload(file.read(), token, default_storage.url(name))
    except (signing.BadSignature, FileNotFoundError):
        return None
