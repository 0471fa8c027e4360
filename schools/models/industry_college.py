from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Picture, Record
from content.richtext.fields import MarkdownField
from schools.models.district import District
from schools.models.drawing import Drawn
from schools.models.partnership import Enterprise
from schools.models.school import School, Trade


class IndustryCollege(Drawn, Record):
    class ProvincialStatus(models.TextChoices):
        CONFIRMED = "confirmed", _("named as a provincial industry college")
        NOT_STATED = "not_stated", _("not stated")

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    district = models.ForeignKey(
        District,
        models.PROTECT,
        verbose_name=_("district"),
        null=True,
        blank=True,
        related_name="industry_colleges",
    )
    district_basis = models.CharField(
        _("basis of the district"), max_length=100, blank=True, help_text=_("Filled when it is inferred, not reported.")
    )
    provincial_status = models.CharField(
        _("provincial status"),
        max_length=12,
        choices=ProvincialStatus.choices,
        default=ProvincialStatus.NOT_STATED,
        help_text=_("Only what is documented. Do not complete the list by guessing."),
    )
    is_on_boards = models.BooleanField(_("shown on the display boards"), default=False)
    outcomes = models.JSONField(_("outcomes"), default=list, blank=True)
    outcomes_en = models.JSONField(_("outcomes (English)"), default=list, blank=True)
    introduction = MarkdownField(_("introduction"), blank=True)
    introduction_en = MarkdownField(_("introduction (English)"), blank=True)
    possible_same_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("possibly the same as"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The report leaves it open; neither merge them nor say they are two."),
    )
    schools = models.ManyToManyField(School, verbose_name=_("schools"), blank=True, related_name="industry_colleges")
    partners = models.ManyToManyField(
        Enterprise,
        verbose_name=_("partner enterprises"),
        blank=True,
        related_name="industry_colleges",
    )
    trades = models.ManyToManyField(Trade, verbose_name=_("trades"), blank=True, related_name="industry_colleges")
    picture = models.ForeignKey(Picture, models.SET_NULL, verbose_name=_("picture"), null=True, blank=True)

    class Meta:
        verbose_name = _("industry college")
        verbose_name_plural = _("industry colleges")
        ordering = ["provincial_status", "sort_key"]

    def __str__(self):
        return self.name

    def search_source(self):
        return [self.name, self.name_en, *self.outcomes, *self.outcomes_en, self.introduction, self.introduction_en]

    @property
    def is_provincial(self) -> bool:
        return self.provincial_status == self.ProvincialStatus.CONFIRMED
