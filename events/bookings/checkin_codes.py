"""The signed check-in code in the QR: it proves a booking at the door but does not give access to the ticket.

It is `REFERENCE.SIGNATURE` in characters of QR's alphanumeric mode, so that it fits a small code with quartile correction, which
phones read from crumpled paper and dim screens.
"""

import base64
import re
import struct
import zlib

import segno
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from events.models.booking import REFERENCE_ALPHABET, REFERENCE_LENGTH

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Any mask is read alike. The best of all eight has 5 % fewer of the patterns that it is to avoid; to find it takes five times
# as long as the rest of the code.
MASK = 1
BORDER = 4  # modules of quiet zone
WHITE = b"\xff"
COLOURS = bytes.maketrans(b"\0\1", b"\xff\0")  # of a light and of a dark module
SALT = "events.checkin"
SIGNATURE_LENGTH = 20  # base32: 100 bits. With the reference and the full stop it is all that version 2 with correction Q holds
SIGNED = re.compile(rf"([{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}})\.([A-Z2-7]{{{SIGNATURE_LENGTH}}})")


def checkin_code(reference: str) -> str:
    return f"{reference}.{sign_reference(reference, settings.SECRET_KEY)}"


def sign_reference(reference: str, secret: str) -> str:
    digest = salted_hmac(SALT, reference, secret, algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:SIGNATURE_LENGTH]


def read_signed_reference(code: str) -> tuple[str, bool]:
    """Return the reference in a code that was read, and whether its signature is right; "" where it has not this form."""
    found = SIGNED.fullmatch(code.strip().upper())
    if not found:
        return "", False
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return found[1], any(constant_time_compare(sign_reference(found[1], secret), found[2]) for secret in secrets)


def qr_png(text: str) -> bytes:
    """Return a PNG of the QR code with its quiet zone, 8 pixels per module so that it is sharp on a phone and on paper.

    With one bit a pixel such a module is one byte of a row, so the rows need no packing.
    """
    modules = [bytes(row).translate(COLOURS) for row in segno.make(text, error="q", micro=False, mask=MASK).matrix]
    width = len(modules) + 2 * BORDER
    quiet, side = [b"\0" + WHITE * width] * BORDER, WHITE * BORDER
    rows = [*quiet, *(b"\0" + side + row + side for row in modules), *quiet]
    size = width * 8
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(row * 8 for row in rows))), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(map(pack_chunk, *zip(*chunks, strict=True)))


def pack_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def qr_data_uri(text: str) -> str:
    """Return the same picture as a data URI, so that an open ticket shows its code without the server."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
