from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from content.history.records import Versions
from content.models import Sourced
from events.models.venue import Venue

MOST_MINUTES = 240


class TransferTime(Sourced):
    """How many minutes a class needs from one venue to another, and back: what editors have timed. None is worked out."""

    from_venue = models.ForeignKey(Venue, models.CASCADE, verbose_name=_("from"), related_name="+")
    to_venue = models.ForeignKey(Venue, models.CASCADE, verbose_name=_("to"), related_name="+")
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("For a class, either way. Only what somebody has timed."),
    )
    note = models.CharField(_("note"), max_length=100, blank=True, help_text=_("Such as: on foot, past the library."))
    note_en = models.CharField(_("note (English)"), max_length=160, blank=True)
    history = Versions(excluded_fields=["loaded"])

    class Meta:
        verbose_name = _("transfer time")
        verbose_name_plural = _("transfer times")
        ordering = ["from_venue__sort_key", "to_venue__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_venue=F("to_venue")),
                name="transfer_between_two_venues",
                violation_error_message=_("Choose two different venues."),
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="transfer_minutes_within_limits"),
            models.UniqueConstraint(
                Least("from_venue", "to_venue"),
                Greatest("from_venue", "to_venue"),
                name="transfer_once_per_pair",
                violation_error_message=_("The time between these two venues is recorded already; it holds both ways."),
            ),
        ]

    def __str__(self):
        return f"{self.from_venue} – {self.to_venue}"
