from django.db import models
from django.utils.translation import gettext_lazy as _

from content.local_time import format_moment
from content.prepared_inserts import PreparedInserts
from events.models.booking import Booking


class Submission(PreparedInserts):
    """One request to book that was granted: the token of its form, what it asked for as sent, and the booking it made.

    Never rewritten, whatever becomes of the booking, and deleted when the booking's personal data are erased.
    """

    token = models.CharField(_("token of the form"), max_length=64)
    request_hash = models.CharField(_("hash of the request"), max_length=64)
    booking = models.ForeignKey(Booking, models.CASCADE, verbose_name=_("booking"), related_name="submissions")
    submitted_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("request to book")
        verbose_name_plural = _("requests to book")
        constraints = [models.UniqueConstraint(fields=["token", "request_hash"], name="submission_once")]

    def __str__(self):
        return f"{self.booking} {format_moment(self.submitted_at)}"
