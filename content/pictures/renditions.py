"""Renditions: the sizes and formats that pages show, made from the stored picture outside any request.

A process claims the row with one conditional update, which also sets when to retry after a failure; so it does not matter
how often a task or the worker's duty asks. Times are real time, as for all work that is retried.
"""

import datetime as dt
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone
from PIL import Image

from content.models import Picture
from content.uploads.normalisation import content_digest, encode_image

WIDTHS = (320, 640, 1280, 1920)
FORMATS = {
    "avif": {"quality": 55, "speed": 7},
    "webp": {"quality": 76, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
RETRY_DELAYS = [dt.timedelta(minutes=minutes) for minutes in (2, 10, 60, 360)]

logger = logging.getLogger(__name__)


def prepare_renditions(picture_id: int):
    """Make the renditions of a picture if they are due and no other process has claimed it."""
    picture = claim_picture(picture_id)
    if picture is None:
        return
    try:
        files = make_renditions(picture)
    except Exception:  # a full disk, a missing file: the upload itself is shown, and this is retried
        logger.exception("The sizes of picture %s could not be made", picture_id)
        return
    save_renditions(picture, files)


def prepare_due_renditions():
    for pk in Picture.objects.filter(prepare_at__lte=timezone.now()).order_by("prepare_at").values_list("pk", flat=True):
        prepare_renditions(pk)


def claim_picture(picture_id: int) -> Picture | None:
    now = timezone.now()
    due = Picture.objects.filter(pk=picture_id, prepare_at__lte=now)
    picture = due.first()
    if picture is None:
        return None
    tries = picture.prepare_tries
    retry_at = now + RETRY_DELAYS[tries] if tries < len(RETRY_DELAYS) else None
    claimed = due.filter(prepare_tries=tries, image=picture.image.name).update(
        prepare_tries=F("prepare_tries") + 1, prepare_at=retry_at
    )
    return picture if claimed else None


def make_renditions(picture: Picture) -> list[dict]:
    with picture.image.open() as file, Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as source:
        image = source.convert("RGB")
    files = []
    try:
        for width in sorted({min(width, image.width) for width in WIDTHS}):
            height = max(round(image.height * width / image.width), 1)
            sized = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            for name, options in FORMATS.items():
                files.append(store_rendition(encode_image(sized, name.upper(), **options), name, width))
    except BaseException:  # all sizes or none: on a full disk those made so far would only take what little there is
        for file in files:
            default_storage.delete(file["name"])
        raise
    return files


def store_rendition(content: bytes, name: str, width: int) -> dict:
    ending = "jpg" if name == "jpeg" else name
    stored_name = default_storage.save(f"pictures/{content_digest(content)}-{width}.{ending}", ContentFile(content))
    return {"format": name, "width": width, "name": stored_name}


def save_renditions(picture: Picture, files: list[dict]):
    """Save the list of files, unless the picture was replaced or deleted meanwhile; its files then become orphans."""
    same = Picture.objects.filter(pk=picture.pk, image=picture.image.name)
    same.update(files=files, prepare_at=None, prepare_tries=0)
