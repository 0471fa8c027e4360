"""Normalisation of an upload: only its pixels are stored, upright, in sRGB, of bounded size, encoded anew as JPEG.

Nothing else of the file survives: no location, no camera, no thumbnail, nothing appended.
"""

import hashlib
import io
from threading import Lock

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps

from content.uploads.picture_checks import DAMAGED, STORED_SIDE, UNREADABLE, open_checked_image

QUALITY = 90
WHITE = (255, 255, 255)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
DEEP_GREY = ("I;16", "I;16B", "I;16L", "I", "F")

# Decoding costs memory: one picture at a time in each process, however many are sent at once.
decoding_lock = Lock()


class NormalisedImage(ContentFile):
    """A picture that `normalise_upload` has made and that may be stored as it is, named by the hash of its content."""

    def __init__(self, content: bytes):
        super().__init__(content, name=f"{content_digest(content)}.jpg")
        self.width, self.height = Image.open(io.BytesIO(content), formats=["JPEG"]).size


def normalise_upload(upload) -> NormalisedImage:
    """Return the picture to be stored. Raises ValidationError with a message for the user."""
    with decoding_lock:
        image = open_checked_image(upload)
        try:
            image = to_upright_srgb(shrink_image(image))
        except UNREADABLE:
            raise ValidationError(DAMAGED, code="damaged") from None
        return NormalisedImage(encode_image(image, "JPEG", quality=QUALITY, subsampling=0))


def shrink_image(image: Image.Image) -> Image.Image:
    """Decode the picture and shrink it first, so that every later step works on few pixels."""
    profile, orientation = image.info.get("icc_profile"), image.getexif().get(0x0112)
    if image.mode in DEEP_GREY:
        image = reduce_to_eight_bits(image)
    elif image.mode in ("P", "1", "LA", "PA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((STORED_SIDE, STORED_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.info["icc_profile"] = profile
    image.getexif()[0x0112] = orientation or 1
    return image


def to_upright_srgb(image: Image.Image) -> Image.Image:
    return convert_to_srgb(ImageOps.exif_transpose(flatten_on_white(image)))


def reduce_to_eight_bits(image):
    """Convert sixteen bits per pixel to eight by scaling; Pillow's own conversion would clip bright pixels."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def flatten_on_white(image: Image.Image) -> Image.Image:
    """Replace transparency by white: JPEG has none, and pages have a light and a dark theme."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, WHITE)
    white.paste(image, mask=image.getchannel("A"))
    white.info["icc_profile"] = image.info.get("icc_profile")
    white.getexif()[0x0112] = image.getexif().get(0x0112, 1)
    return white


def convert_to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source_profile = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source_profile, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # an unreadable profile, or one for another mode: take the colours as they are
    return image.convert("RGB")


def encode_image(image: Image.Image, name: str, **options) -> bytes:
    """Encode a fresh copy of the pixels, which carries no metadata that an encoder could write."""
    copy = Image.new("RGB", image.size)
    copy.paste(image)
    content = io.BytesIO()
    copy.save(content, name, **options)
    return content.getvalue()


def content_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
