"""What is left of a mobile number or a mail address where the whole of it is not needed."""

import re

MOBILE = re.compile(r"(1\d{2})\d{4}(\d{4})")
MAIL = re.compile(r"[^\s<>()\[\],;:'\"]+@[^\s<>()\[\],;:'\"]+")


def mask_phone(phone: str) -> str:
    """138****1234; blank for none."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def mask_mail(address: str) -> str:
    """a***@example.org; blank for none."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""


def mask_phones_in(text: str) -> str:
    return MOBILE.sub(lambda found: mask_phone(found[0]), text)


def mask_contacts_in(text: str) -> str:
    """Numbers and whole addresses within a sentence, such as what a mail server answers."""
    return mask_phones_in(MAIL.sub("***", text))
