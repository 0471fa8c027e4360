"""Mails of the portal: Django's, with a subject line that other programs read exactly as it was written."""

from email.header import Header

from django.core.mail import EmailMultiAlternatives

MAIL_QUEUE = "mail"  # of tasks that mail: the worker has a thread for it, so that none waits for an import
LONGEST_PLAIN_SUBJECT = 60  # characters of one line; a longer one would be folded at a space, which some programs double


class PortalMail(EmailMultiAlternatives):
    """A mail whose subject is encoded in words of RFC 2047, which join without a space, unless it is short and plain.

    Django folds a long subject right after its name, so that it begins with a space, and folds it again when it is sent.
    """

    def message(self):
        message = super().message()
        message.replace_header("Subject", encode_subject(self.subject))
        return message


def encode_subject(subject: str) -> Header:
    is_plain = subject.isascii() and len(subject) <= LONGEST_PLAIN_SUBJECT and "=?" not in subject
    return Header(subject, None if is_plain else "utf-8", header_name="Subject")
