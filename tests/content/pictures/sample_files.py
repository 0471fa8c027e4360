"""Makes picture files of every kind, harmless and hostile."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

GPS = {1: "N", 2: (37.0, 41.0, 24.0), 3: "E", 4: (112.0, 42.0, 36.0)}
HALVES = ((255, 0, 0), (0, 0, 255))  # left red, right blue


def two_colour_image(size=(400, 200), mode="RGB") -> Image.Image:
    image = Image.new(mode, size, HALVES[1])
    image.paste(HALVES[0], (0, 0, size[0] // 2, size[1]))
    return image


def image_bytes(image, name="JPEG", **options) -> bytes:
    content = io.BytesIO()
    image.save(content, name, **options)
    return content.getvalue()


def jpeg_bytes(size=(400, 200), **options) -> bytes:
    return image_bytes(two_colour_image(size), "JPEG", quality=95, **options)


def uploaded_file(content: bytes, name="picture.jpg", kind="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def phone_photo(*, orientation=1) -> bytes:
    """A JPEG with the place and the device in its metadata, as phones write it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Maker-of-Phones", "Phone 12", orientation
    exif.get_ifd(0x8825).update(GPS)
    return jpeg_bytes(exif=exif, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Secret-Place</x:xmpmeta>", comment=b"Secret-Comment")


def wide_gamut(size=(64, 64)) -> bytes:
    """A picture whose pixel values are red and whose colour profile makes it green."""
    return image_bytes(Image.new("RGB", size, (200, 40, 40)), "PNG", icc_profile=swapped_profile())


def swapped_profile() -> bytes:
    """The sRGB profile with red and green exchanged: readers that ignore it show red instead of green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tmpX", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tmpX", b"gXYZ", 1)


def png_bomb(side=30_000) -> bytes:
    """A valid PNG of side × side black pixels in a few megabytes: one compressed block of zeros, repeated."""
    block, total = 1_000_000, side * (side * 3 + 1)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    same = packed.compress(bytes(block)) + packed.flush(zlib.Z_FULL_FLUSH)
    rest = packed.compress(bytes(total % block)) + packed.flush()
    checksum = struct.pack(">I", (total % 65521) << 16 | 1)
    pixels = b"\x78\xda" + same * (total // block) + rest + checksum
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg_with_zip() -> bytes:
    content = io.BytesIO(jpeg_bytes())
    content.seek(0, io.SEEK_END)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("evil.html", "<p>")
    return content.getvalue()


def jpeg_with_html() -> bytes:
    return jpeg_bytes() + b"<HTML><Script>alert(1)</script>"


def jpeg_with_php_comment() -> bytes:
    return jpeg_bytes(comment=b"<?php system($_GET['c']); ?>")


def jpeg_with_second_picture() -> bytes:
    """With what phones append: a second picture, a video, their own data. It is removed, but no reason to refuse the file."""
    return jpeg_bytes() + jpeg_bytes((80, 60)) + b"\0\0\0\x18ftypmp42" + b"\0" * 500 + b"SEFT"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiaf" + b"\0" * 400
