from django.db import models
from django.utils.translation import gettext_lazy as _

from alumni.models.graduate import Graduate
from content.history.records import Versions
from content.models import CleanTexts


class Milestone(CleanTexts):
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

    def is_read_by_public(self) -> bool:
        return True

    def __str__(self):
        return self.text
