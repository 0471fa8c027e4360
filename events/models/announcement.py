from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content import clock
from content.models import PublishedQuerySet, Record
from content.publishing import PUBLISHED
from content.richtext.fields import MarkdownField
from events.models.week import ActivityWeek


class AnnouncementQuerySet(PublishedQuerySet):
    def urgent(self):
        return self.filter(is_urgent=True)


class Announcement(Record):
    """Public news; an urgent announcement is a banner on every page while it is public.

    It is dated by `publish_at`: the moment chosen for it, or else the one at which it was first saved as published.
    """

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
    objects = AnnouncementQuerySet.as_manager()

    search_fields = ("title", "title_en", "body", "body_en")

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = [F("publish_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=PUBLISHED) | Q(publish_at__isnull=False),
                name="announcement_published_with_day",
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at__isnull=True) | Q(publish_at__isnull=True) | Q(unpublish_at__gt=F("publish_at")),
                name="announcement_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.date_publication()
        super().clean()

    def save(self, **kwargs):
        self.date_publication()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "publish_at"}
        super().save(**kwargs)

    def date_publication(self):
        if self.status == PUBLISHED and self.publish_at is None:
            self.publish_at = clock.now()
