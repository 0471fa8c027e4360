from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.models import Record
from content.publishing import public_at
from content.richtext.fields import MarkdownField
from events.models.week import ActivityWeek


class AnnouncementQuerySet(models.QuerySet):
    def published(self, now):
        """Shown at that moment: published, begun, and not over."""
        begun = self.filter(public_at(now), shown_from__lte=now)
        return begun.filter(Q(shown_until__isnull=True) | Q(shown_until__gt=now))

    def urgent(self):
        return self.filter(is_urgent=True)


class Announcement(Record):
    """Public news; an urgent one is a banner on every page while it is shown."""

    week = models.ForeignKey(
        ActivityWeek,
        models.CASCADE,
        verbose_name=_("week"),
        null=True,
        blank=True,
        related_name="announcements",
        help_text=_("Blank: for every edition."),
    )
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=160, blank=True)
    body = MarkdownField(_("text"), blank=True)
    body_en = MarkdownField(_("text (English)"), blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False, help_text=_("A banner on every page."))
    shown_from = models.DateTimeField(_("shown from"))
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True, help_text=_("Blank: until it is withdrawn."))

    objects = AnnouncementQuerySet.as_manager()

    search_fields = ("title", "title_en", "body")

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-shown_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_until__isnull=True) | Q(shown_until__gt=F("shown_from")),
                name="announcement_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.title
