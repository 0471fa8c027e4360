import datetime as dt

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _


class RehearsalClockQuerySet(models.QuerySet):
    def load_offset(self, value: str, offset: dt.timedelta) -> dt.timedelta:
        """Return the stored offset for a value of PORTAL_CLOCK; `offset` is stored the first time the value is seen."""
        row = self.filter(value=value).first()
        if row is None:
            try:
                with transaction.atomic():
                    row = self.create(value=value, offset=offset)
            except IntegrityError:  # another process saw the value first; use its offset
                row = self.get(value=value)
        return row.offset


class RehearsalClock(models.Model):
    """How far the portal's time runs ahead of (or behind) real time for one value of PORTAL_CLOCK."""

    value = models.CharField(_("setting"), max_length=40, unique=True)
    offset = models.DurationField(_("ahead of real time by"))
    first_seen_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    objects = RehearsalClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("rehearsal clock")
        verbose_name_plural = _("rehearsal clocks")

    def __str__(self):
        return self.value
