import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content import public_cache
from content.history.records import Versions
from content.local_time import format_date
from content.models import PublishedQuerySet, Record, Sourced
from content.models.sourced import WHOLE
from content.richtext.fields import MarkdownField


class ActivityWeekQuerySet(PublishedQuerySet):
    def current(self) -> "ActivityWeek | None":
        """Return the published edition that the portal shows now, or None before the first is published.

        `has_story` says whether its story has a public section; every page asks, so it costs no query of its own.
        """

        def find_current():
            return self.published().filter(is_current=True).annotate(has_story=self.told()).first()

        return public_cache.get_or_make("current week", find_current)

    def told(self) -> models.Exists:
        """Return the condition that an edition's story has a public section."""
        sections = self.model._meta.get_field("story_sections").related_model.objects
        return models.Exists(sections.published().filter(week=models.OuterRef("pk")))


def within_edition(rows: models.QuerySet, path: str, week_id: int) -> models.QuerySet:
    """Return the rows of this edition, to which `path` leads; those that name none belong to every edition.

    The linked table is short and the rows may be many, so that table is asked for keys.
    """
    first, _dot, rest = path.partition("__")
    link = rows.model._meta.get_field(first)
    if rest:
        return rows.filter(**{f"{first}__in": link.related_model._base_manager.filter(**{rest: week_id}).values("pk")})
    condition = models.Q(**{first: week_id})
    return rows.filter(condition | models.Q(**{f"{first}__isnull": True}) if link.null else condition)


class ActivityWeek(Record):
    """One edition, with the booking settings of its sessions, which a session may override."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    short_name_en = models.CharField(_("short name (English)"), max_length=80, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    venue = models.ForeignKey(
        "events.Venue",
        models.SET_NULL,
        verbose_name=_("main venue"),
        null=True,
        blank=True,
        related_name="+",
    )
    introduction = MarkdownField(_("introduction"), blank=True)
    introduction_en = MarkdownField(_("introduction (English)"), blank=True)
    report = models.CharField(
        _("report"),
        max_length=120,
        blank=True,
        help_text=_("Where the facts of this edition come from, as it stands in “Facts and figures on this site come from …”."),
    )
    report_en = models.CharField(_("report (English)"), max_length=200, blank=True)
    closing_line = models.CharField(
        _("closing line"), max_length=60, blank=True, help_text=_("Ornament at the end of the home page.")
    )
    is_current = models.BooleanField(
        _("the edition shown"), default=False, help_text=_("The home page and the programme show it. Only one edition can be.")
    )

    opens_days_before = models.PositiveSmallIntegerField(
        _("booking opens, days before"), default=7, help_text=_("Counted from the slot's day. A session may differ.")
    )
    opens_time = models.TimeField(_("booking opens, time of day"), default=dt.time(8, 0))
    individual_cutoff_minutes = models.PositiveIntegerField(
        _("individuals: booking closes, minutes before the start"), default=30
    )
    class_cutoff_time = models.TimeField(_("classes: booking closes the day before at"), default=dt.time(12, 0))
    individual_max_people = models.PositiveSmallIntegerField(_("individuals: most people"), default=5)
    individual_max_under_14 = models.PositiveSmallIntegerField(_("individuals: most under 14"), default=3)
    class_min_pupils = models.PositiveSmallIntegerField(_("classes: fewest pupils"), default=10)
    class_max_pupils = models.PositiveSmallIntegerField(_("classes: most pupils"), default=60)
    pupils_per_adult = models.PositiveSmallIntegerField(
        _("classes: pupils per adult"), default=20, validators=[MinValueValidator(1)]
    )
    class_min_adults = models.PositiveSmallIntegerField(
        _("classes: fewest adults"), default=1, validators=[MinValueValidator(1)], help_text=_("However small the class is.")
    )
    half_min_pupils = models.PositiveSmallIntegerField(
        _("classes: fewest pupils of a half"),
        default=5,
        validators=[MinValueValidator(1)],
        help_text=_("Of a class that may be split between two time slots of one day."),
    )
    class_max_undecided = models.PositiveSmallIntegerField(
        _("classes: most bookings of one number without a decision"),
        default=8,
        validators=[MinValueValidator(1)],
        help_text=_("How many class bookings that nobody has approved yet one mobile number may have."),
    )
    walk_in_percent = models.PositiveSmallIntegerField(
        _("individual slots: kept back for walk-ins (%)"),
        default=20,
        validators=[MaxValueValidator(100)],
        help_text=_("Places nobody can book, for people who just come."),
    )
    class_walk_in_percent = models.PositiveSmallIntegerField(
        _("class slots: kept back for walk-ins (%)"),
        default=0,
        validators=[MaxValueValidator(100)],
    )
    decide_within_hours = models.PositiveSmallIntegerField(
        _("classes: decide within hours"), default=48, help_text=_("Who has no answer by then loses the places.")
    )
    decide_by_time = models.TimeField(_("classes: decide by, the day before"), default=dt.time(17, 0))
    change_until_minutes = models.PositiveIntegerField(_("individuals: changes until, minutes before the start"), default=120)
    door_opens_minutes = models.PositiveSmallIntegerField(_("door: people are let in from, minutes before the start"), default=15)
    places_kept_minutes = models.PositiveSmallIntegerField(
        _("door: places are kept until, minutes after the start"),
        default=15,
        help_text=_("From then on, places of those who have not come are for walk-ins and latecomers."),
    )
    requires_approval = models.BooleanField(
        _("schools ask before they publish"),
        default=True,
        help_text=_("What a school writes is public only after the bureau has looked at it."),
    )
    erase_after_days = models.PositiveSmallIntegerField(
        _("personal data erased, days after the last day"),
        default=30,
        help_text=_("Names, numbers and email addresses of bookers. The counts stay."),
    )
    privacy_version = models.CharField(
        _("version of the privacy rules"),
        max_length=20,
        default="2025-05",
        help_text=_("Raise it when the privacy page changes; each consent records it."),
    )

    objects = ActivityWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity week")
        verbose_name_plural = _("activity weeks")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="week_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="week_one_current",
                violation_error_message=_("Another edition is already the one shown."),
            ),
            models.CheckConstraint(
                condition=models.Q(walk_in_percent__lte=100, class_walk_in_percent__lte=100),
                name="week_shares_are_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(pupils_per_adult__gte=1, class_min_adults__gte=1),
                name="week_adults_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(half_min_pupils__gte=1, class_max_undecided__gte=1),
                name="week_class_limits_positive",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def dates(self) -> list[dt.date]:
        return [self.starts_on + dt.timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1)]

    @property
    def erase_on(self) -> dt.date:
        return self.ends_on + dt.timedelta(days=self.erase_after_days)


class WeekDay(Sourced):
    """A day of the week and its theme."""

    week = models.ForeignKey(ActivityWeek, models.CASCADE, verbose_name=_("week"), related_name="days")
    date = models.DateField(_("date"))
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    theme_en = models.CharField(_("theme (English)"), max_length=120, blank=True)
    lunar = models.CharField(_("lunar date"), max_length=12, blank=True)
    observances = models.JSONField(_("observances"), default=list, blank=True)
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["week", "date"], name="day_once_per_week")]

    def __str__(self):
        return f"{format_date(self.date)} {self.theme}".strip()

    @property
    def sample_parts(self) -> frozenset[str]:
        """Of a day only its theme can be made up."""
        return frozenset({WHOLE} if self.is_sample or "theme" in self.sample_fields else ())
