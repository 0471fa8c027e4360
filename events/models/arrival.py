from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts
from content.prepared_inserts import PreparedInserts
from events.models.booking import Booking
from events.models.time_slot import TimeSlot

DEVICE_LENGTH = 30


class Result(models.TextChoices):
    """What the door says about a code. `events.checkin.rules` decides it, `events.checkin.sentences` has the words."""

    WELCOME = "welcome", _("welcome")
    ALREADY_IN = "already_in", _("already in")
    TOO_EARLY = "too_early", _("too early")
    TOO_LATE = "too_late", _("too late")
    OTHER_SESSION = "other_session", _("other session")
    OTHER_DAY = "other_day", _("other day")
    CANCELLED = "cancelled", _("cancelled")
    REJECTED = "rejected", _("not approved")
    WAITING = "waiting", _("waiting list only")
    PENDING = "pending", _("awaiting approval")
    CHANGE_NOT_APPROVED = "change_not_approved", _("change not approved")
    UNKNOWN = "unknown", _("unknown")
    TAMPERED = "tampered", _("tampered with")
    NO_PLACES = "no_places", _("no places for walk-ins")
    NOT_LISTED = "not_listed", _("not on the device's list")


class Arrival(PreparedInserts, CleanTexts):
    """One deed at the door: what was scanned, typed or counted, and what it came to. Rows are only ever added.

    `people`, `pupils` and `adults` say by how many this deed changed who is in, so the sum over all rows of a slot is who is
    in now. Without a booking it is a walk-in, or a code that no booking has. `CheckIn` has what holds for a booking now.
    """

    class Verdict(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        DUPLICATE = "duplicate", _("already in")
        REFUSED = "refused", _("refused")
        CORRECTED = "corrected", _("numbers corrected")
        UNDONE = "undone", _("undone")
        SETTLED = "settled", _("contradiction settled")

    class Entry(models.TextChoices):
        SCANNED = "scanned", _("scanned")
        TYPED = "typed", _("typed")
        PICKED = "picked", _("chosen from the list")
        COUNTED = "counted", _("counted")

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
    result = models.CharField(_("result"), max_length=20, choices=Result.choices, default=Result.WELCOME)
    device_result = models.CharField(
        _("result on the device"),
        max_length=20,
        choices=Result.choices,
        blank=True,
        help_text=_("What the device decided without a network."),
    )
    people = models.IntegerField(_("people"), default=0, help_text=_("By how many this changed who is in."))
    pupils = models.IntegerField(_("pupils"), default=0)
    adults = models.IntegerField(_("adults"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    nonce = models.CharField(_("device's number of the scan"), max_length=64, unique=True)
    entry = models.CharField(_("how"), max_length=12, choices=Entry.choices, default=Entry.SCANNED)
    device = models.CharField(_("device"), max_length=DEVICE_LENGTH, blank=True)
    is_queued = models.BooleanField(_("sent in later"), default=False, help_text=_("It was decided without a network."))
    has_conflict = models.BooleanField(
        _("contradiction"), default=False, help_text=_("The device let somebody in whom the portal would not have.")
    )
    arrived_at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("refers to"),
        null=True,
        blank=True,
        related_name="followed_by",
        help_text=_("The record that is corrected, undone or settled by it."),
    )
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
        indexes = [models.Index(fields=["slot"], condition=Q(has_conflict=True), name="arrival_conflicts")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="admitted") | Q(people__gte=1),
                name="arrival_admits_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=("duplicate", "refused", "settled")) | Q(people=0, pupils=0, adults=0),
                name="arrival_changes_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=("undone", "settled")) | Q(about__isnull=False), name="arrival_about_another"
            ),
            models.UniqueConstraint(fields=["about"], condition=Q(verdict="undone"), name="arrival_undone_once"),
            models.UniqueConstraint(fields=["about"], condition=Q(verdict="settled"), name="arrival_settled_once"),
        ]

    def __str__(self):
        return f"{self.slot} {self.get_verdict_display()}"


class CheckIn(models.Model):
    """A booking whose party is in, with the numbers as they are now. The key is the booking, so nobody is let in twice.

    It is deleted when the check-in is undone; `Arrival` keeps what happened. Only `events.checkin.services` writes it.
    """

    booking = models.OneToOneField(Booking, models.PROTECT, verbose_name=_("booking"), primary_key=True, related_name="check_in")
    slot = models.ForeignKey(TimeSlot, models.PROTECT, verbose_name=_("time slot"), related_name="check_ins")
    people = models.PositiveIntegerField(_("people"))
    pupils = models.PositiveIntegerField(_("pupils"), default=0)
    adults = models.PositiveIntegerField(_("adults"), default=0)
    arrived_at = models.DateTimeField(_("when"), help_text=_("The first time."))
    device = models.CharField(_("device"), max_length=DEVICE_LENGTH, blank=True)
    arrival = models.ForeignKey(Arrival, models.PROTECT, verbose_name=_("record of an arrival"), related_name="+")

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(people__gte=1), name="check_in_has_people")]

    def __str__(self):
        return str(self.booking)


class SlotAttendance(models.Model):
    """How many people are in, walk-ins included, of a slot where the door has been used.

    The database refuses more than the room holds. `over` is how many people beyond it are in all the same: they were let in
    without a network, or had booked before the room became smaller. Walk-ins that are counted online never raise it.
    """

    slot = models.OneToOneField(
        TimeSlot, models.CASCADE, verbose_name=_("time slot"), primary_key=True, related_name="attendance"
    )
    people_in = models.PositiveIntegerField(_("people in"), default=0)
    walk_ins = models.PositiveIntegerField(_("walk-ins"), default=0, help_text=_("Of the people in, those without a booking."))
    room = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    over = models.PositiveIntegerField(_("beyond the capacity"), default=0)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(room__isnull=True) | Q(people_in__lte=F("room") + F("over")), name="attendance_within_room"
            ),
            models.CheckConstraint(condition=Q(walk_ins__lte=F("people_in")), name="attendance_counts_everyone"),
        ]

    def __str__(self):
        return f"{self.slot}: {self.people_in}"
