from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models import Sourced
from events.models.venue import Venue
from events.models.week import ActivityWeek
from schools.models import District, School


class ReportedVisit(Sourced):
    """A class visit as the press reported it: who came and roughly when, without head-counts."""

    week = models.ForeignKey(
        ActivityWeek,
        models.CASCADE,
        verbose_name=_("week"),
        related_name="reported_visits",
    )
    slug = models.SlugField(_("key"), max_length=80, unique=True)
    school = models.ForeignKey(
        School,
        models.PROTECT,
        verbose_name=_("school"),
        null=True,
        blank=True,
        related_name="reported_visits",
    )
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("district"), null=True, blank=True)
    destination = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("destination"), null=True, blank=True)
    activity = models.CharField(_("activity"), max_length=40)
    activity_en = models.CharField(_("activity (English)"), max_length=80, blank=True)
    grade_level = models.CharField(_("grades"), max_length=40, blank=True)
    grade_level_en = models.CharField(_("grades (English)"), max_length=80, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    date_note = models.CharField(_("words for the date"), max_length=60, blank=True)
    former_session = models.SlugField(
        _("address name of its former session"),
        max_length=80,
        blank=True,
        help_text=_("Where the visit was once a session of the programme: its old address leads to the story of the week."),
    )
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("reported visit")
        verbose_name_plural = _("reported visits")
        ordering = ["starts_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False) | Q(district__isnull=False),
                name="visit_somebody_came",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="visit_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.guest} {self.activity}"

    @property
    def guest(self) -> School | District:
        return self.school or self.district
