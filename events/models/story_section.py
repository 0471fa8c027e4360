from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Record
from content.richtext.fields import MarkdownField
from events.models.session import EventSession
from events.models.week import ActivityWeek
from schools.models import Figure, IndustryCollege, School


class StorySection(Record):
    """A part of the story of a week: what was reported, told in the portal's own words around short quotations.

    `voice` are exact words of the report, shown large; `voice_en` is the portal's own rendering of them.
    """

    public_parents = ("week",)

    class Shows(models.TextChoices):
        DAYS = "days", _("the days: reported sessions and visits, in order of time")
        GRADUATES = "graduates", _("the graduates")

    week = models.ForeignKey(ActivityWeek, models.CASCADE, verbose_name=_("week"), related_name="story_sections")
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    text = MarkdownField(
        _("text"),
        help_text=_("In your own words. A report belongs to its author: quote words of it, never more than a sentence or two."),
    )
    text_en = MarkdownField(_("text (English)"), blank=True)
    voice = models.CharField(_("words quoted large"), max_length=120, blank=True, help_text=_("Exact words of the report."))
    voice_en = models.CharField(
        _("words quoted large (English)"), max_length=240, blank=True, help_text=_("Shown as a rendering of our own.")
    )
    speaker = models.CharField(_("whose words"), max_length=60, blank=True, help_text=_("Blank: those of the report."))
    speaker_en = models.CharField(_("whose words (English)"), max_length=120, blank=True)
    shows = models.CharField(_("shows below the text"), max_length=12, choices=Shows.choices, blank=True)
    figures = models.ManyToManyField(Figure, verbose_name=_("figures"), blank=True, related_name="+")
    schools = models.ManyToManyField(School, verbose_name=_("schools"), blank=True, related_name="+")
    industry_colleges = models.ManyToManyField(IndustryCollege, verbose_name=_("industry colleges"), blank=True, related_name="+")
    sessions = models.ManyToManyField(EventSession, verbose_name=_("sessions"), blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("title", "title_en", "text", "text_en", "voice", "voice_en", "speaker", "speaker_en")

    class Meta:
        verbose_name = _("section of the story")
        verbose_name_plural = _("story of the week")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.title

    def list_large_texts(self):
        return [self.voice] if self.voice else []

    def clean(self):
        super().clean()
        if self.speaker and not self.voice:
            raise ValidationError({"speaker": _("Nothing is quoted whose words these could be.")})
