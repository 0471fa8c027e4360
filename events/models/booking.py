import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from content import clock
from content.masking import mask_phone
from content.models import Sourced
from content.prepared_inserts import PreparedInserts
from events.models.class_key import MAX_LENGTH as CLASS_KEY_LENGTH
from events.models.class_key import join_grade_and_class, make_class_key
from events.models.time_slot import TimeSlot, new_uid
from schools.models import School

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0/O and 1/I/L, since it is read aloud and typed at the door
REFERENCE_LENGTH = 8
CLASS_NAME_FIELDS = {"kind", "school", "school_name", "grade", "class_name"}


def new_reference() -> str:
    number = secrets.randbelow(len(REFERENCE_ALPHABET) ** REFERENCE_LENGTH)  # a choice for each sign takes longer
    digits = []
    for _n in range(REFERENCE_LENGTH):
        number, digit = divmod(number, len(REFERENCE_ALPHABET))
        digits.append(REFERENCE_ALPHABET[digit])
    return "".join(digits)


def new_token() -> str:
    return secrets.token_urlsafe(32)


LEAST_PEOPLE = Least("people", Coalesce("accept_fewer", "people"))  # the fewest places that a party in line would accept


class BookingQuerySet(models.QuerySet):
    def live(self):
        """Bookings that hold places or wait for some, waiting-list entries included."""
        return self.filter(state__in=Booking.LIVE_STATES)

    def taking_places(self):
        return self.filter(state__in=Booking.PLACE_STATES)

    def waiting(self):
        return self.filter(state=Booking.State.WAITLISTED)

    def in_line(self):
        """The waiting list, the first in line first."""
        return self.waiting().order_by("queued_at", "pk")

    def made_together_with(self, booking: "Booking"):
        """The bookings of the same plan and the other half of a split class; `booking` itself is among them."""
        together = Q(pk=booking.pk)
        together |= Q(plan=booking.plan) if booking.plan else Q()
        return self.filter(together | Q(split=booking.split) if booking.split else together)

    def expired(self, now):
        """Held or pending bookings whose time has run out, whether or not they have been settled as lapsed yet."""
        return self.filter(state__in=Booking.EXPIRING_STATES, expires_at__lte=now)


class Booking(PreparedInserts, Sourced):
    """One party's booking of a slot. `state` is changed only by the functions of `events.bookings`."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("individual")
        CLASS = "class", _("class")

    class State(models.TextChoices):
        HELD = "held", _("held")
        PENDING = "pending", _("awaiting approval")
        CONFIRMED = "confirmed", _("confirmed")
        WAITLISTED = "waitlisted", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        REJECTED = "rejected", _("rejected")
        LAPSED = "lapsed", _("lapsed")

    PLACE_STATES = (State.HELD, State.PENDING, State.CONFIRMED)
    LIVE_STATES = (*PLACE_STATES, State.WAITLISTED)
    EXPIRING_STATES = (State.HELD, State.PENDING)

    class Grade(models.IntegerChoices):
        SEVEN = 7, _("Grade 7")
        EIGHT = 8, _("Grade 8")
        NINE = 9, _("Grade 9")

    slot = models.ForeignKey(  # its index is the one with the state; by one of its own, all bookings of the slot would be read
        TimeSlot, models.PROTECT, verbose_name=_("time slot"), related_name="bookings", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INDIVIDUAL)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, db_index=True)
    reference = models.CharField(_("reference"), max_length=8, unique=True, default=new_reference)
    token = models.CharField(_("ticket token"), max_length=64, unique=True, default=new_token, editable=False)
    uid = models.CharField(_("calendar UID"), max_length=32, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0, editable=False)

    people = models.PositiveIntegerField(_("people"), help_text=_("Everyone who comes: the places taken."))
    under_14 = models.PositiveIntegerField(_("of them under 14"), default=0)
    pupils = models.PositiveIntegerField(_("pupils"), default=0)
    adults = models.PositiveIntegerField(_("adults"), default=0)
    contact_name = models.CharField(_("contact"), max_length=25, blank=True)
    phone = models.CharField(_("mobile number"), max_length=11, blank=True, db_index=True)
    email = models.EmailField(_("email"), blank=True)
    school = models.ForeignKey(School, models.SET_NULL, verbose_name=_("school"), null=True, blank=True, related_name="bookings")
    school_name = models.CharField(_("school name"), max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade.choices, null=True, blank=True)
    class_name = models.CharField(_("name of the class"), max_length=40, blank=True)
    class_key = models.CharField(
        _("key of the class"),
        max_length=CLASS_KEY_LENGTH,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("The same for one class however its name is written. Blank for individuals."),
    )
    arrival = models.CharField(_("arrival"), max_length=100, blank=True)
    access_needs = models.CharField(_("access needs"), max_length=200, blank=True)
    accept_fewer = models.PositiveIntegerField(_("accepts at least"), null=True, blank=True)
    may_split = models.BooleanField(_("may be split"), default=False)
    consented_at = models.DateTimeField(_("consent given"), null=True, blank=True)
    consent_version = models.CharField(_("privacy rules accepted"), max_length=20, blank=True)
    guardian_consented = models.BooleanField(_("guardian's consent"), default=False)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    made_in_rehearsal = models.BooleanField(_("made in a rehearsal"), default=clock.is_rehearsal, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Staff who took the booking by telephone. Blank: the visitor."),
    )
    expires_at = models.DateTimeField(
        _("expires"),
        null=True,
        blank=True,
        help_text=_("When a held or pending booking gives its places back."),
    )
    queued_at = models.DateTimeField(
        _("in line since"),
        null=True,
        blank=True,
        help_text=_("The place on the waiting list follows it."),
    )
    plan = models.CharField(
        _("plan"),
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("Bookings of one class that were made together share it."),
    )
    split = models.CharField(
        _("split"),
        max_length=64,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("The two halves of one class that was split between two time slots share it. Blank: not split."),
    )
    feed_token = models.CharField(
        _("calendar feed token"),
        max_length=64,
        unique=True,
        null=True,
        default=None,
        editable=False,
        help_text=_("Blank until the booker asks for a feed, and again once it is revoked."),
    )
    created_at = models.DateTimeField(_("booked"))
    changed_at = models.DateTimeField(_("last changed"))
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        permissions = [
            ("decide_classes", "Can approve and reject class bookings"),
            ("see_whole_phone", "Can see a whole mobile number, which is recorded"),
            ("export_bookings", "Can export bookings"),
        ]
        ordering = ["-created_at", "-pk"]
        indexes = [
            # "people" and "kind" at their ends: sums over a week are read from the index alone
            models.Index(fields=["slot", "state", "people"], name="booking_slot_state"),
            models.Index(fields=["-created_at", "-id", "kind"], name="booking_newest_first"),
            models.Index(fields=["expires_at"], condition=Q(state="pending"), name="booking_pending_until"),
            models.Index(fields=["slot", "queued_at", "id"], condition=Q(state="waitlisted"), name="booking_line"),
            models.Index("slot", "kind", LEAST_PEOPLE, condition=Q(state="waitlisted"), name="booking_least_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "phone"],
                condition=Q(
                    kind="individual",
                    state__in=("held", "pending", "confirmed", "waitlisted"),
                )
                & ~Q(phone=""),
                name="booking_one_live_per_phone_and_slot",
            ),
            models.UniqueConstraint(
                fields=["slot", "class_key"],
                condition=Q(state__in=("held", "pending", "confirmed", "waitlisted")) & ~Q(class_key=""),
                name="booking_one_live_per_class_and_slot",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="booking_has_people"),
            models.CheckConstraint(
                condition=Q(kind="class") | Q(under_14__lt=F("people")),
                name="booking_somebody_older_comes",
            ),
            models.CheckConstraint(
                condition=Q(kind="individual") | Q(people=F("pupils") + F("adults"), adults__gte=1),
                name="booking_class_counts_everyone",
            ),
            models.CheckConstraint(
                condition=Q(kind="class") | Q(under_14=0) | Q(guardian_consented=True),
                name="booking_guardian_consented",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "pending")) | Q(expires_at__isnull=False),
                name="booking_hold_expires",
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(queued_at__isnull=False),
                name="booking_waits_since",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=False) | Q(state__in=("held", "lapsed", "cancelled")),
                name="booking_consented",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    contact_name="",
                    phone="",
                    email="",
                    access_needs="",
                    arrival="",
                    school__isnull=True,
                    school_name="",
                    grade__isnull=True,
                    class_name="",
                    class_key="",
                ),
                name="booking_erased_means_blank",
            ),
        ]

    def __str__(self):
        return self.spaced_reference

    def save(self, **kwargs):
        """Keep `class_key` with the names it is made from."""
        self.class_key = self.make_class_key()
        if kwargs.get("update_fields") is not None and CLASS_NAME_FIELDS & set(kwargs["update_fields"]):
            kwargs["update_fields"] = {*kwargs["update_fields"], "class_key"}
        super().save(**kwargs)

    def make_class_key(self) -> str:
        """Return the key of the booking's class; blank for individuals, and for a plan before its class is named."""
        if not self.is_for_class:
            return ""
        return make_class_key(
            school_id=self.school_id, school_name=self.school_name, grade=self.grade, class_name=self.class_name
        )

    @property
    def grade_and_class(self) -> str:
        """Return how the class is called within its school; blank for individuals and before it is named."""
        return join_grade_and_class(self.grade, self.get_grade_display() or "", self.class_name)

    @property
    def is_half(self) -> bool:
        """Whether it is one of the two bookings of a class that was split."""
        return bool(self.split)

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE_STATES

    @property
    def takes_places(self) -> bool:
        return self.state in self.PLACE_STATES

    def has_expired(self, now: dt.datetime) -> bool:
        """The same condition as `BookingQuerySet.expired`, for one row."""
        return self.state in self.EXPIRING_STATES and self.expires_at is not None and self.expires_at <= now

    @property
    def is_for_class(self) -> bool:
        return self.kind == self.Kind.CLASS

    @property
    def is_checked_in(self) -> bool:
        """Whether its party is in. A query, unless `check_in` was selected."""
        return hasattr(self, "check_in")

    @property
    def changes_until(self) -> dt.datetime:
        """Until when the booker may change the numbers or the time."""
        return self.slot.changes_until(for_class=self.is_for_class)

    @property
    def masked_phone(self) -> str:
        """The mobile number as 138****1234, for wherever the whole number is not needed."""
        return mask_phone(self.phone)

    @property
    def spaced_reference(self) -> str:
        return f"{self.reference[:4]}-{self.reference[4:]}"
