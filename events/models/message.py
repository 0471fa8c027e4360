import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import CleanTexts
from events.models.session import EventSession
from events.models.time_slot import TimeSlot


class Message(CleanTexts):
    """A text of staff to many bookers, selected by day, sessions or slot, state and kind. Each booker gets a `Notice` of it."""

    key = models.UUIDField(
        _("key"),
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text=_("Made with the form: what is sent twice with one key is sent once."),
    )
    day = models.DateField(_("day"), null=True, blank=True)
    sessions = models.ManyToManyField(EventSession, verbose_name=_("sessions"), blank=True, related_name="+")
    slot = models.ForeignKey(TimeSlot, models.SET_NULL, verbose_name=_("time slot"), null=True, blank=True, related_name="+")
    states = models.JSONField(_("states"), default=list)
    kinds = models.JSONField(_("kinds"), default=list)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))
    subject_en = models.CharField(_("subject (English)"), max_length=120, blank=True)
    body_en = models.TextField(_("text (English)"), blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("sent by"), null=True, related_name="+")
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("message to bookers")
        verbose_name_plural = _("messages to bookers")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()  # those of Notice apply: to view it, and to change it for writing messages
        constraints = [
            models.CheckConstraint(
                condition=models.Q(subject_en="", body_en="") | ~models.Q(subject_en="") & ~models.Q(body_en=""),
                name="message_english_whole_or_not",
            ),
        ]

    def is_read_by_public(self) -> bool:
        return True

    def __str__(self):
        return self.subject
