"""What no log may hold: whole mobile numbers, mail addresses, and whatever opens something (a ticket's address, a link of ours).

Applied to every line of every logger, tracebacks included, before it is written. Names cannot be told from other words: the
portal's own lines name a booking by its reference, and what the database adds of a row it refused is cut off.
"""

import logging
import re

from content.masking import mask_mail

NUMBER = re.compile(r"(?<![\d.])((?:\+?86|0086)(?:[\s+-]|%20)?)?(1[3-9]\d)(?:[\s+-]|%20)?\d{4}(?:[\s+-]|%20)?(\d{4})(?!\d)")
MAIL = re.compile(r"[^\s<>()\[\],;:'\"=/]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
# The secret part of addresses. A reference or the name of a page is shorter, or is one of the words after the first slash.
SECRET_PATHS = re.compile(
    r"(/(?:bookings(?:/plan|/feed)?|preview|admin/password_link|admin/password_reset/[^/\s]+)/)(?!ticket-link\b)[\w:.~=-]{12,}"
)
TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d|[\w-]{40})[\w-]{32,}(?![\w-])")
REFUSED_ROW = re.compile(r"(Failing row contains) \(.*?\)(?=\.?$|\.\n)", re.MULTILINE | re.DOTALL)
REFUSED_KEY = re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= )")


def mask_secrets(text: str) -> str:
    text = REFUSED_KEY.sub(r"\1(…)", REFUSED_ROW.sub(r"\1 (…)", text))
    text = TOKEN.sub("…", SECRET_PATHS.sub(r"\1…", text))
    text = MAIL.sub(lambda found: mask_mail(found[0].replace("%40", "@")), text)
    return NUMBER.sub(r"\2****\3", text)


class MaskingFilter(logging.Filter):
    """Replaces the message by its masked text, and the exception by its masked traceback."""

    formatter = logging.Formatter()

    def filter(self, record):
        record.msg, record.args = mask_secrets(record.getMessage()), None
        if record.exc_info:
            record.exc_text = mask_secrets(record.exc_text or self.formatter.formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = mask_secrets(record.stack_info)
        return True
