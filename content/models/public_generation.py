from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicGeneration(models.Model):
    """How often what the public sees was changed: one row, raised by database triggers once in every writing transaction.

    The triggers are `edu_week.page_cache.triggers`. A page kept in memory is good only for the number it was made under.
    """

    number = models.BigIntegerField(_("generation"), default=1)

    class Meta:
        verbose_name = _("generation of the public pages")
        verbose_name_plural = _("generation of the public pages")

    def __str__(self):
        return str(self.number)
