"""The signed check-in code in the QR: it proves a booking at the door but does not give access to the ticket."""

import base64
import io

import segno
from django.core.signing import Signer

_signer = Signer(salt="events.checkin", sep=".")


def checkin_code(reference: str) -> str:
    return _signer.sign(reference)


def qr_png(text: str) -> bytes:
    """Return a PNG of the QR code with its quiet zone, 8 pixels per module so that it is sharp on a phone and on paper."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def qr_data_uri(text: str) -> str:
    """Return the same picture as a data URI, so that an open ticket shows its code without the server."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
