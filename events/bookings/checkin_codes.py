"""The signed check-in code in the QR: it proves a booking at the door but does not give access to the ticket.

It is `REFERENCE.SIGNATURE` in characters of QR's alphanumeric mode, so that it fits a small code with quartile correction, which
phones read from crumpled paper and dim screens.
"""

import base64
import re
import struct
import zlib
from functools import lru_cache

import segno
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from events.models.booking import REFERENCE_ALPHABET, REFERENCE_LENGTH

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Any mask is read alike. The best of all eight has 5 % fewer of the patterns that it is to avoid; to find it takes five times
# as long as the rest of the code.
MASK = 1
BORDER = 4  # modules of quiet zone
LEVEL = 4  # of zlib: as small as by 6, in half the time
MODULES = 25  # of a row of version 2
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"  # of the alphanumeric mode, which writes two of them as one number
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
    modules = draw_checkin_code(text) if SIGNED.fullmatch(text) else draw_code(text)
    width = len(modules) + 2 * BORDER
    quiet, side = [b"\0" + WHITE * width] * BORDER, WHITE * BORDER
    rows = [*quiet, *(b"\0" + side + row + side for row in modules), *quiet]
    size = width * 8
    header = struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(row * 8 for row in rows), LEVEL)), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(map(pack_chunk, *zip(*chunks, strict=True)))


def draw_code(text: str, **more) -> list[bytes]:
    """Return the rows of the code, a byte for each module."""
    return [bytes(row).translate(COLOURS) for row in segno.make(text, error="q", micro=False, mask=MASK, **more).matrix]


def draw_checkin_code(code: str) -> list[bytes]:
    """Return the same rows of a check-in code, in a fortieth of the time: each bit of its text changes the same modules always.

    For the text, its correction and the mask are put together by exclusive or alone. So what a bit changes is found out once.
    """
    modules, changes = find_changes()
    for place, changes_of_bits in changes.items():
        number = write_pair(code[place : place + 2])
        for bit, change in changes_of_bits:
            if number & bit:
                modules ^= change
    drawn = modules.to_bytes(MODULES * MODULES)
    return [drawn[at : at + MODULES] for at in range(0, len(drawn), MODULES)]


@lru_cache(maxsize=1)
def find_changes() -> tuple[int, dict[int, list[tuple[int, int]]]]:
    """Return all modules of the code of zeros alone, and by place of two signs what each bit of their number changes of them."""
    length = REFERENCE_LENGTH + 1 + SIGNATURE_LENGTH

    def draw(text: str) -> int:
        return int.from_bytes(b"".join(draw_code(text, mode="alphanumeric")))

    blank, changes = draw("0" * length), {}
    for place in range(0, length, 2):
        signs = min(2, length - place)
        changes[place] = []
        for bit in (2**power for power in range(11 if signs == 2 else 6)):
            pair = SIGNS[bit // len(SIGNS)] + SIGNS[bit % len(SIGNS)]
            text = "0" * place + pair[-signs:]
            changes[place].append((bit, blank ^ draw(text.ljust(length, "0"))))
    return blank, changes


def write_pair(signs: str) -> int:
    """Return the number as which the alphanumeric mode writes two signs, or a last one."""
    number = 0
    for sign in signs:
        number = number * len(SIGNS) + SIGNS.index(sign)
    return number


def pack_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def qr_data_uri(text: str) -> str:
    """Return the same picture as a data URI, so that an open ticket shows its code without the server."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
