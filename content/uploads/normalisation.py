"""What is kept of an upload: its pixels, turned upright, in sRGB, of a bounded size, encoded anew as JPEG.

Nothing else of the file survives: no place, no camera, no thumbnail, nothing appended.
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

# Decoding is what costs memory: one picture at a time in each process, however many are sent at once.
one_at_a_time = Lock()


class NormalisedImage(ContentFile):
    """A picture that has been through `normalised` and may be stored as it is, under the hash of its content."""

    def __init__(self, content: bytes):
        super().__init__(content, name=f"{content_digest(content)}.jpg")
        self.width, self.height = Image.open(io.BytesIO(content), formats=["JPEG"]).size


def normalise_upload(upload) -> NormalisedImage:
    """Raises ValidationError with a sentence."""
    with one_at_a_time:
        image = open_checked_image(upload)
        try:
            image = to_upright_srgb(shrink_image(image))
        except UNREADABLE:
            raise ValidationError(DAMAGED, code="damaged") from None
        return NormalisedImage(encode_image(image, "JPEG", quality=QUALITY, subsampling=0))


def shrink_image(image: Image.Image) -> Image.Image:
    """Decoded here. Small first, so that everything after works on few pixels."""
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
    """Sixteen bits a pixel become eight; Pillow's own conversion would clip the bright ones."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def flatten_on_white(image: Image.Image) -> Image.Image:
    """Without transparency: pages are light and dark, and JPEG has none."""
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
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, theirs, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that cannot be read, or is for another kind of picture: its colours are taken as they are
    return image.convert("RGB")


def encode_image(image: Image.Image, name: str, **options) -> bytes:
    """Of the pixels alone: a fresh copy carries no metadata for an encoder to write."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    content = io.BytesIO()
    bare.save(content, name, **options)
    return content.getvalue()


def content_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
