import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts
from events.models.booking import Booking
from events.models.time_slot import TimeSlot


class BookingChangeQuerySet(models.QuerySet):
    def pending(self):
        """Requests that hold places, expired ones that have not been settled yet included."""
        return self.filter(state=BookingChange.State.PENDING)

    def expired(self, now: dt.datetime):
        """Pending requests whose time has run out and that have not been settled as lapsed yet."""
        return self.pending().filter(expires_at__lte=now)

    def awaiting_decision(self, now: dt.datetime):
        """Requests that staff can still approve or reject."""
        return self.pending().filter(expires_at__gt=now)

    def concerning_slots(self, slot_ids):
        """Requests for one of these slots, or of a booking in one of them."""
        return self.filter(Q(slot__in=slot_ids) | Q(booking__slot__in=slot_ids))


class BookingChange(CleanTexts):
    """What the booker of a confirmed class asks for beside the booking: more people, or another slot.

    The booking stays as it is until the request is approved; `slot`, `people`, `pupils` and `adults` are what it would be
    then. `places` is what the request holds in `slot` beyond the booking while it is pending: the difference for more
    people, the whole party for another slot. `TimeSlot.places_taken` counts it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("awaiting approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        LAPSED = "lapsed", _("lapsed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REPLACED = "replaced", _("replaced by a newer request")
        ENDED = "ended", _("ended, because the booking or the time slot changed")

    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name=_("booking"), related_name="change_requests")
    slot = models.ForeignKey(TimeSlot, models.PROTECT, verbose_name=_("time slot asked for"), related_name="change_requests")
    people = models.PositiveIntegerField(_("people"))
    pupils = models.PositiveIntegerField(_("pupils"))
    adults = models.PositiveIntegerField(_("adults"))
    places = models.PositiveIntegerField(_("places held"), help_text=_("While it is pending, beyond those of the booking."))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING)
    expires_at = models.DateTimeField(_("lapses at"))
    created_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided or ended"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = BookingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for a change")
        ordering = ["created_at", "pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["slot"], condition=Q(state="pending"), name="change_pending_of_slot"),
            models.Index(fields=["expires_at"], condition=Q(state="pending"), name="change_pending_until"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state="pending"), name="change_one_pending_per_booking"),
            models.CheckConstraint(condition=~Q(state="pending") | Q(places__gte=1), name="change_holds_places"),
            models.CheckConstraint(condition=Q(people=F("pupils") + F("adults"), adults__gte=1), name="change_counts_everyone"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True) | ~Q(state="pending") & Q(decided_at__isnull=False),
                name="change_ended_at",
            ),
        ]

    def __str__(self):
        return f"{self.booking} {self.get_state_display()}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    def has_expired(self, now: dt.datetime) -> bool:
        """The same condition as `BookingChangeQuerySet.expired`, for one row."""
        return self.is_pending and self.expires_at <= now


def awaiting_decision(now: dt.datetime) -> Q:
    """Bookings that staff have to decide on: pending classes, and those whose booker asks for a change.

    Both are found by indexes of their own; "or" would have the database look at every booking.
    """
    pending = Booking.objects.filter(state=Booking.State.PENDING, expires_at__gt=now).order_by()
    asked = BookingChange.objects.awaiting_decision(now).order_by()
    return Q(pk__in=pending.values("pk").union(asked.values("booking")))
