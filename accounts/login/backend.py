from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    def user_can_authenticate(self, user):
        """Called at log-in and on every request, so that an account that ends is logged out at once."""
        return super().user_can_authenticate(user) and not user.has_ended
