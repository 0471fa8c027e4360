from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteIdentity(models.Model):
    """The one row with the name by which other people's programs know this portal, for as long as its database lives.

    `domain` is what UIDs of calendar entries and Message-IDs of mails end in. It is the host that the portal had when it was
    set up, and never follows a later BASE_URL: calendars would take every entry for a new one.
    """

    domain = models.CharField(_("domain"), max_length=253, editable=False)
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("identity of the site")
        verbose_name_plural = _("identity of the site")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_identity_one_row")]

    def __str__(self):
        return self.domain

    @classmethod
    def load(cls) -> "SiteIdentity":
        """Return the stored row. The first process that asks writes it; of two at once, one takes what the other wrote."""
        host = urlsplit(settings.BASE_URL).hostname
        return cls.objects.get_or_create(pk=1, defaults={"domain": host})[0]
