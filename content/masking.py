"""Masking of mobile numbers and mail addresses where the whole of them is not needed."""

import re

MOBILE = re.compile(r"(1\d{2})\d{4}(\d{4})")
MAIL = re.compile(r"[^\s<>()\[\],;:'\"]+@[^\s<>()\[\],;:'\"]+")


def mask_phone(phone: str) -> str:
    """Return 138****1234, or "" for no number."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def mask_name(name: str) -> str:
    """Return 王**, or "" for no name."""
    return f"{name[:1]}**" if name else ""


def mask_mail(address: str) -> str:
    """Return a***@example.org, or "" for no address."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""


def mask_phones_in(text: str) -> str:
    return MOBILE.sub(lambda found: mask_phone(found[0]), text)


def mask_contacts_in(text: str) -> str:
    """Mask mobile numbers and mail addresses within a sentence, such as the reply of a mail server."""
    return mask_phones_in(MAIL.sub("***", text))
