from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Picture, Record, Sourced
from content.richtext.fields import MarkdownField
from content.versions.records import Versions
from schools.models import Enterprise, Major, School, Trade


class Graduate(Record):
    """A graduate as the report tells of them. No birth dates, no contact details, nothing inferred."""

    name = models.CharField(_("full name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    school = models.ForeignKey(School, models.PROTECT, verbose_name=_("school"), related_name="graduates")
    major = models.ForeignKey(Major, models.SET_NULL, verbose_name=_("major"), null=True, blank=True)
    employer = models.ForeignKey(
        Enterprise,
        models.SET_NULL,
        verbose_name=_("where they went"),
        null=True,
        blank=True,
        related_name="graduates",
        help_text=_("At the time of the report."),
    )
    trades = models.ManyToManyField(Trade, verbose_name=_("trades"), blank=True, related_name="graduates")
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    story = MarkdownField(_("story"), blank=True)
    story_en = MarkdownField(_("story (English)"), blank=True)
    picture = models.ForeignKey(Picture, models.SET_NULL, verbose_name=_("picture"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("name", "name_en", "summary", "story")

    class Meta:
        verbose_name = _("graduate")
        verbose_name_plural = _("graduates")
        ordering = ["order", "sort_key"]

    def __str__(self):
        return self.name

    @property
    def seal(self) -> str:
        """The surname's first character, cut as a seal instead of a portrait."""
        return self.name[:1]


class Milestone(models.Model):
    graduate = models.ForeignKey(Graduate, models.CASCADE, verbose_name=_("graduate"), related_name="milestones")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, help_text=_("Blank: the report does not say."))
    text = models.CharField(_("what happened"), max_length=200)
    text_en = models.CharField(_("what happened (English)"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))
    history = Versions()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__gte=1900, year__lte=2100),
                name="milestone_year_plausible",
            ),
        ]

    def __str__(self):
        return self.text


class Award(Sourced):
    """An honour of one graduate, or, without a graduate, one reported of several unnamed ones."""

    graduate = models.ForeignKey(
        Graduate,
        models.CASCADE,
        verbose_name=_("graduate"),
        null=True,
        blank=True,
        related_name="awards",
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__gte=1900, year__lte=2100),
                name="award_year_plausible",
            ),
        ]

    def __str__(self):
        return self.name
