from django.db import models
from django.utils.translation import gettext_lazy as _

from content.local_time import format_moment


class PhoneCheck(models.Model):
    """One code that was sent to a mobile number, to see whether it is the booker's own. All times are real time.

    Number and code are stored as keyed hashes only. Rows are deleted a day later.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    phone_hash = models.CharField(_("hash of the number"), max_length=64)
    code_hash = models.CharField(_("hash of the code"), max_length=64)
    made_at = models.DateTimeField(_("made"), db_index=True)
    expires_at = models.DateTimeField(_("expires"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    checked_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("check of a number")
        verbose_name_plural = _("checks of numbers")
        default_permissions = ()

    def __str__(self):
        return format_moment(self.made_at)
