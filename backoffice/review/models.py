from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.proposals.models import ProposedChange
from content.models import CleanTexts

REMARK_MAX_LENGTH = 1000  # characters


class ReviewRemark(CleanTexts, models.Model):
    """What the school and the bureau say to each other about a record that is being reviewed.

    `field` is a key of `backoffice.review.comparison`; blank: about the whole record. It is read by those who may change the
    record, by nobody else, and stands in no export. With `closed_at` it belongs to a review that has ended.
    """

    model = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("number of the record"))
    proposal = models.ForeignKey(
        ProposedChange, models.CASCADE, verbose_name=_("proposed change"), null=True, blank=True, related_name="+"
    )
    field = models.CharField(_("field"), max_length=120, blank=True)
    text = models.TextField(_("remark"), max_length=REMARK_MAX_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+")
    is_from_bureau = models.BooleanField(_("from the bureau"))
    written_at = models.DateTimeField(_("written"))
    closed_at = models.DateTimeField(_("review ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="remarks_of_record")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_has_text")]

    def __str__(self):
        return self.text
