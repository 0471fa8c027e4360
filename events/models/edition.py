from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.local_time import format_date
from content.models import Published
from events.models.week import ActivityWeek


class EditionPreparation(models.Model):
    """How far the next edition is: what it was copied from, and what staff have decided that no record shows.

    Its moments are real time, as those of the history are. `decided` has an entry for each such item of the check-list:
    {"pictures": {"by": "Alice", "at": "2026-03-01T09:00:00+08:00"}}.
    """

    week = models.OneToOneField(
        ActivityWeek, models.CASCADE, verbose_name=_("week"), primary_key=True, related_name="preparation"
    )
    copied_from = models.ForeignKey(
        ActivityWeek, models.SET_NULL, verbose_name=_("copied from"), null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("begun"))
    decided = models.JSONField(_("decisions"), default=dict)

    class Meta:
        verbose_name = _("preparation of an edition")
        verbose_name_plural = _("preparations of editions")
        default_permissions = ()

    def __str__(self):
        return str(self.week)


class EditionSwap(models.Model):
    """That an edition became the one shown, instead of which other; so that it can be undone."""

    shown = models.ForeignKey(ActivityWeek, models.CASCADE, verbose_name=_("the edition shown"), related_name="+")
    instead_of = models.ForeignKey(
        ActivityWeek, models.SET_NULL, verbose_name=_("instead of"), null=True, blank=True, related_name="+"
    )
    status_before = models.CharField(_("its status before"), max_length=12, choices=Published.Status.choices)
    shown_at = models.DateTimeField(_("when"))
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("who"), null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of the edition shown")
        verbose_name_plural = _("changes of the edition shown")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"{format_date(self.shown_at)} {self.shown}"
