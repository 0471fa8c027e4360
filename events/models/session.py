from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models import Picture, Record
from content.richtext.fields import MarkdownField
from events.models.sample_parts import find_session_parts
from events.models.venue import Venue
from events.models.week import ActivityWeek
from schools.models import District, Drawn, IndustryCollege, Major, School, Trade


class Audience(models.Model):
    """Whom a session is for. The seven rows are created by the first migration."""

    class Code(models.TextChoices):
        PUBLIC = "public", _("general public")
        CLASS = "class", _("middle-school classes")
        FAMILY = "family", _("pupils and parents")
        TEACHER = "teacher", _("teachers")
        ENTERPRISE = "enterprise", _("enterprises and trades")
        SENIOR = "senior", _("older learners")
        DISABLED = "disabled", _("people with disabilities and their families")

    code = models.CharField(_("code"), max_length=12, primary_key=True, choices=Code.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    history = Versions()

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["order"]

    def __str__(self):
        return str(self.get_code_display())


class EventSession(Drawn, Record):
    """What happens. Its time slots hold when it happens and how many places there are."""

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", _("career experience")
        DEMONSTRATION = "demonstration", _("skills demonstration")
        VISIT = "visit", _("visit")
        LECTURE = "lecture", _("lecture")
        EXHIBITION = "exhibition", _("exhibition")
        CEREMONY = "ceremony", _("ceremony")
        CONTEST = "contest", _("contest")

    class BookingMode(models.TextChoices):
        NONE = "none", _("no booking needed")
        INDIVIDUAL = "individual", _("individuals book")
        CLASS = "class", _("classes book")
        BOTH = "both", _("individuals and classes book")

    week = models.ForeignKey(ActivityWeek, models.PROTECT, verbose_name=_("week"), related_name="sessions")
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    audiences = models.ManyToManyField(
        Audience,
        verbose_name=_("audiences"),
        related_name="sessions",
        blank=True,
        help_text=_("Visitors filter the programme by it."),
    )
    summary = models.CharField(_("summary"), max_length=300, blank=True, help_text=_("One or two sentences; lists show them."))
    summary_en = models.CharField(_("summary (English)"), max_length=500, blank=True)
    description = MarkdownField(_("description"), blank=True)
    description_en = MarkdownField(_("description (English)"), blank=True)
    host_school = models.ForeignKey(
        School,
        models.PROTECT,
        verbose_name=_("host school"),
        null=True,
        blank=True,
        related_name="sessions",
        help_text=_("Its editors look after this session and its bookings."),
    )
    organiser = models.CharField(_("organiser"), max_length=100, blank=True, help_text=_("Only where it is not the host school."))
    organiser_en = models.CharField(_("organiser (English)"), max_length=160, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        verbose_name=_("district"),
        null=True,
        blank=True,
        related_name="sessions",
    )
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("venue"), related_name="sessions")
    presenter_name = models.CharField(_("presenter"), max_length=60, blank=True, help_text=_("Only who agreed to be named."))
    presenter_role = models.CharField(_("presenter's role"), max_length=60, blank=True)
    presenter_role_en = models.CharField(_("presenter's role (English)"), max_length=120, blank=True)
    industry_colleges = models.ManyToManyField(
        IndustryCollege,
        verbose_name=_("industry colleges"),
        blank=True,
        related_name="sessions",
        help_text=_("Their pages show this session."),
    )
    majors = models.ManyToManyField(Major, verbose_name=_("majors"), blank=True, related_name="sessions")
    trades = models.ManyToManyField(
        Trade,
        verbose_name=_("trades"),
        blank=True,
        related_name="sessions",
        help_text=_("Links sessions, industry colleges, majors and graduates of the same trade."),
    )
    what_to_bring = models.CharField(
        _("what to bring"), max_length=200, blank=True, help_text=_("Such as: student card, closed shoes.")
    )
    what_to_bring_en = models.CharField(_("what to bring (English)"), max_length=300, blank=True)
    access_notes = models.CharField(
        _("access"), max_length=200, blank=True, help_text=_("Such as: step-free, sign language at 10:00.")
    )
    access_notes_en = models.CharField(_("access (English)"), max_length=300, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True, help_text=_("Words people may search for."))
    is_highlight = models.BooleanField(
        _("highlight on the home page"), default=False, help_text=_("Among the first on the home page.")
    )
    picture = models.ForeignKey(Picture, models.SET_NULL, verbose_name=_("picture"), null=True, blank=True)

    booking_mode = models.CharField(
        _("booking"),
        max_length=12,
        choices=BookingMode.choices,
        default=BookingMode.NONE,
        help_text=_("Leave it off unless places are scarce."),
    )
    opens_at = models.DateTimeField(
        _("booking opens"),
        null=True,
        blank=True,
        help_text=_("Blank: as the week says."),
    )
    closes_at = models.DateTimeField(
        _("booking closes"),
        null=True,
        blank=True,
        help_text=_("Blank: as the week says."),
    )
    max_people = models.PositiveSmallIntegerField(
        _("most people per booking"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Blank: as the week says. Where only classes book: most pupils."),
    )
    min_people = models.PositiveSmallIntegerField(
        _("fewest people per booking"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Blank: as the week says. Where only classes book: fewest pupils."),
    )
    max_under_14 = models.PositiveSmallIntegerField(
        _("most under 14 per booking"),
        null=True,
        blank=True,
        help_text=_("Blank: as the week says."),
    )
    walk_in_percent = models.PositiveSmallIntegerField(
        _("kept back for walk-ins (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Blank: as the week says."),
    )
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

    public_parents = ("week",)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="session_closes_after_opening",
                violation_error_message=_("Booking closes before it opens."),
            ),
            models.CheckConstraint(
                condition=models.Q(min_people__isnull=True)
                | models.Q(max_people__isnull=True)
                | models.Q(max_people__gte=models.F("min_people")),
                name="session_sizes_in_order",
                violation_error_message=_("The most people are fewer than the fewest."),
            ),
            models.CheckConstraint(
                condition=models.Q(walk_in_percent__isnull=True) | models.Q(walk_in_percent__lte=100),
                name="session_share_is_percent",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=("plan", "now")),
                name="session_slug_is_not_another_address",
                violation_error_message=_("The address parts “plan” and “now” are taken by pages of the portal."),
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | ~models.Q(cancel_reason=""),
                name="session_cancelled_with_reason",
                violation_error_message=_("Say why it is cancelled; visitors read it."),
            ),
        ]

    def __str__(self):
        return self.title

    def search_source(self):
        hosts = [self.host_school.name, self.host_school.name_en] if self.host_school_id else []
        districts = [self.district.name, self.district.name_en] if self.district_id else []
        return [
            self.title,
            self.title_en,
            self.summary,
            self.summary_en,
            self.venue.name,
            self.venue.name_en,
            *hosts,
            *districts,
            self.presenter_name,
            self.presenter_role,
            *self.tags,
            self.description,
            self.description_en,
        ]

    @property
    def sample_parts(self) -> frozenset[str]:
        """What of it is made up whichever slot is meant; the slots add their own parts."""
        return find_session_parts(self)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def takes_bookings(self) -> bool:
        return self.booking_mode != self.BookingMode.NONE

    @property
    def is_for_classes(self) -> bool:
        """Whether only whole classes can book it."""
        return self.booking_mode == self.BookingMode.CLASS

    @property
    def takes_classes(self) -> bool:
        return self.booking_mode in CLASS_MODES

    @property
    def takes_individuals(self) -> bool:
        return self.takes_bookings and not self.is_for_classes

    @property
    def walk_in_share(self) -> int:
        """Percentage of the capacity kept back for walk-ins."""
        if self.walk_in_percent is not None:
            return self.walk_in_percent
        return self.week.class_walk_in_percent if self.is_for_classes else self.week.walk_in_percent


CLASS_MODES = (EventSession.BookingMode.CLASS, EventSession.BookingMode.BOTH)
