from hashlib import sha256

from django.contrib.auth.forms import PasswordResetForm
from django.core.cache import caches

SECONDS_BETWEEN_MAILS = 600


class ResetForm(PasswordResetForm):
    def get_users(self, email):
        """Staff only, and one mail in ten minutes for an address, so that nobody can flood somebody else's mailbox."""
        key = f"reset-{sha256(email.lower().encode()).hexdigest()}"
        users = [user for user in super().get_users(email) if user.is_staff and not user.has_ended]
        return users if users and caches["limits"].add(key, 1, SECONDS_BETWEEN_MAILS) else []
