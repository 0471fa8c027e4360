from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts
from events.models.booking import Booking
from events.models.time_slot import TimeSlot


class Arrival(CleanTexts):
    """One check-in attempt at the door and its verdict. Rows are only ever added. Without a booking it is a walk-in."""

    class Verdict(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        DUPLICATE = "duplicate", _("already in")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")

    slot = models.ForeignKey(TimeSlot, models.PROTECT, verbose_name=_("time slot"), related_name="arrivals")
    booking = models.ForeignKey(
        Booking,
        models.PROTECT,
        verbose_name=_("booking"),
        null=True,
        blank=True,
        related_name="arrivals",
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    people = models.PositiveIntegerField(_("people"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    nonce = models.CharField(_("device's number of the scan"), max_length=64, unique=True)
    arrived_at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("recorded by"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("record of an arrival")
        verbose_name_plural = _("arrivals")
        permissions = [("use_desk", "Can use the page of the door")]
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="admitted") | Q(people__gte=1),
                name="arrival_admits_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.slot} {self.get_verdict_display()}"
