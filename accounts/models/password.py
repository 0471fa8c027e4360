"""Past passwords of a staff account, and links with which its owner sets a new one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.local_time import format_date


class PastPassword(models.Model):
    """The hash of a password that an account had, so that it is not used again too soon."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="past_passwords")
    encoded = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("past password")
        verbose_name_plural = _("past passwords")
        ordering = ["-set_at", "-pk"]

    def __str__(self):
        return f"{self.user} {format_date(self.set_at)}"


class PasswordLink(models.Model):
    """A link made by an administrator, with which the owner of an account sets its password once.

    The database allows one open link per account; a link is either used or withdrawn.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("new password")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_links")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to set a password")
        verbose_name_plural = _("links to set a password")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_password_link_per_account",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True), name="password_link_used_or_withdrawn"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.user}"
