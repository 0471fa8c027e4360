"""The form for a forgotten password. It does the same whether or not an account has that address: the worker sends the mail."""

from hashlib import sha256

from django.contrib.auth.forms import PasswordResetForm
from django.core.cache import caches
from django.utils.translation import get_language

from accounts.passwords.tasks import send_reset_mails

SECONDS_BETWEEN_MAILS = 600


class ResetForm(PasswordResetForm):
    def get_users(self, email):
        return [user for user in super().get_users(email) if user.is_staff and not user.has_ended]

    def save(self, **options):
        """Queue one task, also where nobody has this address or had a mail just before: neither time nor answer tells which.

        The task knows the accounts by their keys, so that no address somebody typed is stored.
        """
        email = self.cleaned_data["email"]
        keys = [user.pk for user in self.get_users(email)]
        send_reset_mails.enqueue(keys if may_be_mailed_again(email) else [], language=get_language())


def may_be_mailed_again(email: str) -> bool:
    """Once in ten minutes for an address, so that nobody can flood somebody else's mailbox."""
    key = f"reset-{sha256(email.lower().encode()).hexdigest()}"
    return caches["limits"].add(key, 1, SECONDS_BETWEEN_MAILS)
