"""Checks of an uploaded picture. Every refusal is a message for the person who chose the file.

Nothing is decoded here: Pillow reads the header only, and only as one of four formats.
"""

import re
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from content.uploads.bounded import LARGEST, TooLarge

MEGA = 1_000_000
# Bytes of memory for decoding and shrinking one pixel, measured (tests/content/uploads/memory_probe.py).
COST = {"JPEG": 6, "MPO": 6, "PNG": 6, "WEBP": 18, "AVIF": 10}
COST_WIDE = 11  # for PNG with transparency, a palette, or sixteen bits of grey
COST_PROGRESSIVE = 6  # in addition, for every pixel in the header
MAX_DECODING_BYTES = 100 * MEGA
MAX_HEADER_PIXELS = 120 * MEGA
STORED_SIDE = 1920
SMALLEST_SIDE = 16
NARROWEST_STORED_SIDE = 320  # of a picture that is large enough: what is narrower once it is shrunk cannot be made out

Image.MAX_IMAGE_PIXELS = MAX_HEADER_PIXELS  # Pillow's own limit, for any other code that opens an image

# Signatures of other formats hidden in a picture. Re-encoding would drop them, but such a file is refused. What phones
# append (a second picture, a film, a depth map) is none of these. Programs are looked for everywhere; the others not in the
# texts about the picture, where drawing programs mention what it was made of.
PROGRAM = re.compile(rb"<\?php|<script", re.IGNORECASE)
HIDDEN_FORMAT = re.compile(rb"<html|<!doctype|<svg[\s>]|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", re.IGNORECASE)
OVERLAP = 16  # bytes; longer than any signature above

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

EMPTY = _("The file is empty. Choose the picture once more.")
TOO_LARGE = _("This file has %(size)s MB; a picture may have up to %(limit)s MB. Save it smaller and choose it again.")
TOO_MANY_PIXELS = _("This picture has too many pixels. Save it smaller, for example 2000 pixels wide, and choose it again.")
TOO_SMALL = _("This picture is smaller than %(side)s pixels. Choose a larger one.")
TOO_LONG = _(
    "This picture is %(width)s × %(height)s pixels: shown whole it would be only %(side)s pixels across."
    " Cut out the part that is to be seen, and choose that."
)
HEIC = _(
    "This is a HEIC photograph, as iPhones take them, whatever its name says. On the phone: Settings, Camera, Formats,"
    " Most Compatible; or send it to yourself by WeChat, which makes JPEG of it, and choose that."
)
SVG = _("This is an SVG drawing, which can carry programs. Save it as PNG and choose that.")
GIF = _("This is a GIF. Save it as PNG or JPEG and choose that.")
NO_PICTURE = _("This is no picture that can be read here. JPEG, PNG, WebP and AVIF are taken.")
DAMAGED = _("This picture is damaged or incomplete. Copy or save it once more and choose it again.")
POLYGLOT = _("This file holds something else besides the picture, so it is not taken. Save the picture anew and choose that.")

UNREADABLE = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, EOFError, OverflowError, MemoryError)


def open_checked_image(upload) -> Image.Image:
    """Return the picture with its header read, safe to decode. Raises ValidationError."""
    check_size(upload)
    upload.seek(0)
    try:
        image = Image.open(upload, formats=["JPEG", "PNG", "WEBP", "AVIF"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_MANY_PIXELS, code="pixels") from None
    except UNREADABLE:
        raise ValidationError(explain_unreadable_upload(upload), code="type") from None
    check_not_polyglot(upload, list_metadata(image))
    check_pixels(image)
    return image


def check_size(upload):
    if not upload.size:
        raise ValidationError(EMPTY, code="empty")
    if isinstance(upload, TooLarge) or upload.size > LARGEST:
        size = max(round(upload.size / MEGA), LARGEST // MEGA + 1)
        raise ValidationError(TOO_LARGE, code="size", params={"size": size, "limit": LARGEST // MEGA})


def list_metadata(image) -> list[bytes]:
    """Return the texts about the picture as they stand in its file: EXIF, XMP, comments. Compressed ones are not among them."""
    segments = [content for _name, content in getattr(image, "applist", ())]  # of a JPEG
    values = {
        value.encode() if isinstance(value, str) else value for value in image.info.values() if isinstance(value, (str, bytes))
    }
    return segments or list(values)


def check_not_polyglot(upload, metadata: list[bytes]):
    """Refuse a file with an archive, document or web page hidden in or behind the picture."""
    position = upload.tell()  # where Pillow goes on reading
    mentioned = sum(len(HIDDEN_FORMAT.findall(text)) for text in metadata)
    if zipfile.is_zipfile(upload) or count_matches(upload, PROGRAM) or count_matches(upload, HIDDEN_FORMAT) > mentioned:
        raise ValidationError(POLYGLOT, code="polyglot")
    upload.seek(position)


def count_matches(upload, signatures: re.Pattern) -> int:
    upload.seek(0)
    before, count = b"", 0
    while chunk := upload.read(1 << 20):
        count += sum(found.end() > len(before) for found in signatures.finditer(before + chunk))
        before = chunk[-OVERLAP:]
    return count


def check_pixels(image):
    """Check the number of pixels, by the header alone."""
    if min(image.size) < SMALLEST_SIDE:
        raise ValidationError(TOO_SMALL, code="small", params={"side": SMALLEST_SIDE})
    stored_side = round(min(image.size) * min(1, STORED_SIDE / max(image.size)))
    if stored_side < NARROWEST_STORED_SIDE <= min(image.size):
        size = {"width": image.width, "height": image.height, "side": stored_side}
        raise ValidationError(TOO_LONG, code="long", params=size)
    in_header = image.width * image.height
    if in_header > MAX_HEADER_PIXELS or estimate_decoding_bytes(image, in_header) > MAX_DECODING_BYTES:
        raise ValidationError(TOO_MANY_PIXELS, code="pixels")


def estimate_decoding_bytes(image, in_header: int) -> int:
    """Estimate the memory for decoding.

    `draft` makes the JPEG decoder scale down to a half, a quarter or an eighth, still at least as large as the stored
    picture, so that large photographs from phones cost no more than small ones.
    """
    scale = STORED_SIDE / max(image.size)
    image.draft(None, (round(image.width * scale), round(image.height * scale)))
    is_wide = image.format == "PNG" and (image.has_transparency_data or image.mode[0] in "PI")
    bytes_per_pixel = COST_WIDE if is_wide else COST[image.format]
    return image.width * image.height * bytes_per_pixel + in_header * (COST_PROGRESSIVE if "progressive" in image.info else 0)


def explain_unreadable_upload(upload) -> str:
    """Return the message for a file that is none of the four formats."""
    upload.seek(0)
    head = upload.read(32)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    if head.startswith(b"GIF8"):
        return GIF
    if is_svg(upload):
        return SVG
    starts_like_a_picture = head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")) or head[8:12] in (b"avif", b"avis")
    return DAMAGED if starts_like_a_picture else NO_PICTURE


def is_svg(upload) -> bool:
    upload.seek(0)
    head = upload.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in head
