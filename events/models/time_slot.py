import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.local_time import format_span, local_time, moment_of_day
from content.models import Sourced
from content.models.sourced import WHOLE
from events.models.sample_parts import find_own_parts
from events.models.session import EventSession


def new_uid() -> str:
    return uuid.uuid4().hex


class TimeSlot(Sourced):
    """When a session happens and how many places it has.

    `capacity` is what the room holds. `bookable` is how many of these places can be booked: all but those kept back for walk-ins.
    `sample_fields` may name "day" beside the fields: of times that are made up, the day may be true all the same.
    `places_taken` counts the people of held, pending and confirmed bookings; only the booking services write it,
    and the database refuses a value beyond `bookable`.
    """

    session = models.ForeignKey(EventSession, models.PROTECT, verbose_name=_("session"), related_name="slots")
    starts_at = models.DateTimeField(_("start"), db_index=True)
    ends_at = models.DateTimeField(_("end"))
    is_all_day = models.BooleanField(
        _("open all day"),
        default=False,
        help_text=_("Opening hours of an exhibition rather than a start."),
    )
    capacity = models.PositiveIntegerField(
        _("capacity"),
        null=True,
        blank=True,
        help_text=_("Everyone in the room, adults included. Blank: no limit."),
    )
    kept_back = models.PositiveIntegerField(
        _("kept back for walk-ins"),
        null=True,
        blank=True,
        help_text=_("Places nobody can book, for people who just come. Blank: by the session's or week's share."),
    )
    bookable = models.PositiveIntegerField(_("bookable places"), default=0, editable=False)
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    cancelled_at = models.DateTimeField(
        _("cancelled at"),
        null=True,
        blank=True,
        help_text=_("Fill it in to cancel. The next page shows whom that touches before anything is saved."),
    )
    cancel_reason = models.CharField(
        _("reason for cancelling"),
        max_length=200,
        blank=True,
        help_text=_("Visitors read it. One sentence, with what they can do instead."),
    )
    uid = models.CharField(_("calendar UID"), max_length=32, default=new_uid, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)
    history = Versions(excluded_fields=["places_taken", "loaded"])
    loose_sample_fields = ("day",)

    class Meta:
        verbose_name = _("time slot")
        verbose_name_plural = _("time slots")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.CheckConstraint(
                condition=Q(places_taken__gte=0, places_taken__lte=F("bookable")),
                name="slot_never_oversold",
                violation_error_message=_("More places are booked than that leaves."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True, bookable=0) | Q(capacity__isnull=False, bookable__lte=F("capacity")),
                name="slot_bookable_within_capacity",
                violation_error_message=_("More places are bookable than the room holds."),
            ),
            models.CheckConstraint(
                condition=Q(kept_back__isnull=True) | Q(capacity__isnull=False, kept_back__lte=F("capacity")),
                name="slot_keeps_back_within_capacity",
                violation_error_message=_("More places are kept back than the room holds."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="slot_cancelled_with_reason",
                violation_error_message=_("Say why it is cancelled; visitors read it."),
            ),
        ]

    def __str__(self):
        return format_span(self.starts_at, self.ends_at)

    def save(self, **kwargs):
        """Never write `places_taken` of an existing slot: the booking services may have changed it in the meantime."""
        self.bookable = self.bookable_by_rule()
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = {
                field.name for field in self._meta.concrete_fields if field.name not in ("id", "places_taken")
            }
        super().save(**kwargs)

    def clean(self):
        self.bookable = self.bookable_by_rule()

    def bookable_by_rule(self) -> int:
        """Return the capacity less the places kept back: the slot's own number, or floor(capacity × share)."""
        if self.capacity is None or not self.session.takes_bookings:
            return 0
        kept_back = self.kept_back
        if kept_back is None:
            kept_back = self.capacity * self.session.walk_in_share // 100
        return max(self.capacity - kept_back, 0)

    @property
    def day(self) -> dt.date:
        return local_time(self.starts_at).date()

    @property
    def own_sample_parts(self) -> frozenset[str]:
        """What of the slot itself is made up, where not all of its session is."""
        return frozenset() if WHOLE in self.session.sample_parts else find_own_parts(self)

    @property
    def sample_parts(self) -> frozenset[str]:
        """What is made up of all that an entry or a message about the slot says."""
        of_session = self.session.sample_parts
        return of_session if WHOLE in of_session else of_session | find_own_parts(self)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None or self.session.is_cancelled

    @property
    def booking_opens_at(self) -> dt.datetime:
        week = self.session.week
        return self.session.opens_at or self._moment_days_before(week.opens_time, days_before=week.opens_days_before)

    @property
    def booking_closes_at(self) -> dt.datetime:
        """When booking closes for everybody: for individuals where they can book, else for classes."""
        return self.closes_at(for_class=self.session.is_for_classes)

    def closes_at(self, *, for_class: bool) -> dt.datetime:
        session = self.session
        if session.closes_at:
            return session.closes_at
        if for_class:
            return self._moment_days_before(session.week.class_cutoff_time, days_before=1)
        return self.starts_at - dt.timedelta(minutes=session.week.individual_cutoff_minutes)

    @property
    def decide_by(self) -> dt.datetime:
        """The last moment at which a class booking may still be pending."""
        return self._moment_days_before(self.session.week.decide_by_time, days_before=1)

    def changes_until(self, *, for_class: bool) -> dt.datetime:
        """Return until when a booker may change numbers or time; cancelling stays possible until the start."""
        if for_class:
            return self.decide_by
        return self.starts_at - dt.timedelta(minutes=self.session.week.change_until_minutes)

    @property
    def admits_from(self) -> dt.datetime:
        """From when the door lets people in."""
        return self.starts_at - dt.timedelta(minutes=self.session.week.door_opens_minutes)

    @property
    def places_kept_until(self) -> dt.datetime:
        """Until when the places of those who booked are kept for them: as long as it is open, where there is no start to miss."""
        if self.is_all_day:
            return self.ends_at
        return min(self.starts_at + dt.timedelta(minutes=self.session.week.places_kept_minutes), self.ends_at)

    def _moment_days_before(self, time: dt.time, *, days_before: int) -> dt.datetime:
        """Return that time of day, in the portal's time zone, so many days before the slot's day."""
        return moment_of_day(self.day - dt.timedelta(days=days_before), time)
