from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    def user_can_authenticate(self, user):
        """Asked at log-in and, with the account just read for it, on every request."""
        return super().user_can_authenticate(user) and not user.has_ended
