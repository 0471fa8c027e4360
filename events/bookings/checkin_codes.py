"""The check-in code: proves a booking at the door without being the ticket's address."""

import base64
import io

import segno
from django.core.signing import BadSignature, Signer

_signer = Signer(salt="events.checkin", sep=".")


def checkin_code(reference: str) -> str:
    return _signer.sign(reference)


def reference_from_code(code: str) -> str | None:
    """The booking reference in a genuine code, or None."""
    try:
        return _signer.unsign(code.strip())
    except BadSignature:
        return None


def qr_png(text: str) -> bytes:
    """A QR picture with its quiet zone, 8 pixels a module: sharp on a phone and on paper."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def qr_data_uri(text: str) -> str:
    """The same picture inside the page, so that a ticket once open needs no server."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
