from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProposedChange(models.Model):
    """A change of a public record by somebody who may not publish. The public sees the old values until it is accepted.

    `data` holds the proposed values only, in the format of `backoffice.proposals.form_values`; `changes` describes them
    for people as a list of {"key", "label", "before", "after"}. The school goes on writing one that is open or was returned.
    """

    class State(models.TextChoices):
        OPEN = "open", _("awaiting review")
        TAKEN = "taken", _("adopted")
        REFUSED = "refused", _("returned")
        RECALLED = "recalled", _("taken back by the school")

    model = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("number of the record"))
    name = models.CharField(_("record"), max_length=200)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("proposed by"), related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who decided"), null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id"], condition=Q(state="open"), name="one_open_proposal_per_record"
            ),
            models.CheckConstraint(condition=Q(state="open") | Q(decided_at__isnull=False), name="proposal_decided_at"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="proposal_refused_with_reason"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def stamp(self) -> str:
        """Identifies this version of the proposal: it changes when the school replaces the proposal by another."""
        return f"{self.pk} {self.proposed_at.isoformat()}"
