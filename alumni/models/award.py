from django.db import models
from django.utils.translation import gettext_lazy as _

from alumni.models.graduate import Graduate
from content.history.records import Versions
from content.models import Sourced


class Award(Sourced):
    """An honour of one graduate or, without a graduate, one that the report gives to several unnamed graduates."""

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
