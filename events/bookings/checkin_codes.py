"""The signed check-in code in the QR: it proves a booking at the door but does not give access to the ticket."""

import base64
import struct
import zlib

import segno
from django.core.signing import Signer

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Any mask is read alike. The best of all eight has 5 % fewer of the patterns that it is to avoid; to find it takes five times
# as long as the rest of the code.
MASK = 1
BORDER = 4  # modules of quiet zone
WHITE = b"\xff"
COLOURS = bytes.maketrans(b"\0\1", b"\xff\0")  # of a light and of a dark module


def make_checkin_signer() -> Signer:
    return Signer(salt="events.checkin", sep=".")


def checkin_code(reference: str) -> str:
    return make_checkin_signer().sign(reference)


def qr_png(text: str) -> bytes:
    """Return a PNG of the QR code with its quiet zone, 8 pixels per module so that it is sharp on a phone and on paper.

    With one bit a pixel such a module is one byte of a row, so the rows need no packing.
    """
    modules = [bytes(row).translate(COLOURS) for row in segno.make(text, error="m", micro=False, mask=MASK).matrix]
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
