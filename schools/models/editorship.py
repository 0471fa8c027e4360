from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schools.models.school import School


class Editorship(models.Model):
    """An account looks after a school: its pages, sessions and bookings. Changes are recorded in the audit log."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="editorships")
    school = models.ForeignKey(School, models.CASCADE, verbose_name=_("school"), related_name="editorships")
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("school of an account")
        verbose_name_plural = _("schools of accounts")
        ordering = ["pk"]
        default_permissions = ()  # edited on the page of the account, with the permissions of that page
        constraints = [models.UniqueConstraint(fields=["user", "school"], name="editorship_once")]

    def __str__(self):
        return f"{self.user} — {self.school}"
