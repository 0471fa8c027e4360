from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts
from content.prepared_inserts import PreparedInserts
from events.models.booking import Booking
from events.models.booking_change import BookingChange
from events.models.time_slot import TimeSlot


class BookingEvent(PreparedInserts, CleanTexts):
    """History of a booking, one row per change: who, when, from, to, why. Rows are only ever added."""

    class Actor(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        STAFF = "staff", _("staff")
        CLOCK = "clock", _("the clock")

    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name=_("booking"), related_name="events")
    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=12, choices=Actor.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        related_name="+",
    )
    from_state = models.CharField(_("from"), max_length=12, choices=Booking.State.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=Booking.State.choices)
    from_slot = models.ForeignKey(
        TimeSlot,
        models.SET_NULL,
        verbose_name=_("from slot"),
        null=True,
        blank=True,
        related_name="+",
    )
    to_slot = models.ForeignKey(
        TimeSlot,
        models.SET_NULL,
        verbose_name=_("to slot"),
        null=True,
        blank=True,
        related_name="+",
    )
    from_people = models.PositiveIntegerField(_("people before"), null=True, blank=True)
    to_people = models.PositiveIntegerField(_("people after"), null=True, blank=True)
    change = models.ForeignKey(
        BookingChange,
        models.CASCADE,
        verbose_name=_("request for a change"),
        null=True,
        blank=True,
        related_name="events",
        help_text=_("The request that was made or ended; the booking itself changes only if it is approved."),
    )
    change_state = models.CharField(_("state of the request"), max_length=12, choices=BookingChange.State.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("booking history")
        verbose_name_plural = _("booking history")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.booking} {self.from_state or '—'} → {self.to_state}"
