from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Picture, Record
from content.richtext.fields import MarkdownField
from schools.models import Enterprise, Major, School, Trade


class Graduate(Record):
    """A graduate as described in the report. No birth dates, no contact details, nothing inferred."""

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
    )
    post = models.CharField(
        _("post at the time of the report"),
        max_length=80,
        blank=True,
        help_text=_("Only where the report says what they are now; the page then says “at the time of the report”."),
    )
    post_en = models.CharField(_("post at the time of the report (English)"), max_length=160, blank=True)
    trades = models.ManyToManyField(Trade, verbose_name=_("trades"), blank=True, related_name="graduates")
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    summary_en = models.CharField(_("summary (English)"), max_length=300, blank=True)
    story = MarkdownField(_("story"), blank=True)
    story_en = MarkdownField(_("story (English)"), blank=True)
    picture = models.ForeignKey(Picture, models.SET_NULL, verbose_name=_("picture"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("name", "name_en", "summary", "summary_en", "story", "story_en")

    class Meta:
        verbose_name = _("graduate")
        verbose_name_plural = _("graduates")
        ordering = ["order", "sort_key"]

    def __str__(self):
        return self.name

    def list_large_texts(self):
        return [quotation["quote"] for quotation in self.quotations if quotation.get("quote")]

    @property
    def seal(self) -> str:
        """The first character of the name, drawn as a seal where there is no portrait."""
        return self.name[:1]
