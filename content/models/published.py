"""The status of a record and the times between which it is public."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from content import clock
from content.models.clean_texts import CleanTexts
from content.publishing import is_public, public_condition


class PublishedQuerySet(models.QuerySet):
    def published(self, now=None):
        """Rows that are public at that moment, by default the portal's now, including a row being previewed."""
        return self.filter(public_condition(self.model, now or clock.now()))


class Published(CleanTexts):
    """A record with a status; `content.publishing` defines when it is public.

    `public_parents` names the foreign keys to records that have to be public for this one to be.
    """

    public_parents: tuple[str, ...] = ()

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("awaiting review")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status.choices,
        default=Status.DRAFT,
        db_index=True,
        help_text=_("The public sees published records only."),
    )
    publish_at = models.DateTimeField(
        _("public from"),
        null=True,
        blank=True,
        help_text=_("Blank: as soon as it is published."),
    )
    unpublish_at = models.DateTimeField(
        _("public until"),
        null=True,
        blank=True,
        help_text=_("Blank: for good. It then disappears by itself."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether it is public now."""
        return is_public(self)

    def is_read_by_public(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def clean(self):
        super().clean()
        if self.publish_at and self.unpublish_at and self.unpublish_at <= self.publish_at:
            raise ValidationError({"unpublish_at": _("That is not after it becomes public.")})
