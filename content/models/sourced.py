from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.clean_texts import CleanTexts

WHOLE, OTHER = "whole", "other"


class Sourced(CleanTexts):
    """Where a record, and each of its fields, comes from.

    `source` applies to the record as a whole; fields listed in `sample_fields` are made up for demonstration nevertheless.
    `quotations` are exact words of the report: a list of {"ref": sentence id, "quote": words}, each with "en", the portal's own
    English rendering, where somebody wrote one.
    `loose_sample_fields` are names that `sample_fields` may have beside those of the model's fields.
    `loaded` is what the loader last wrote, so that a later load can recognise changes made by hand.
    """

    class Source(models.TextChoices):
        ARTICLE = "article", _("press report")
        SAMPLE = "sample", _("sample")
        REFERENCE = "reference", _("public reference")
        EDITOR = "editor", _("entered by staff")

    source = models.CharField(
        _("source"),
        max_length=12,
        choices=Source.choices,
        default=Source.EDITOR,
        db_index=True,
        help_text=_(
            "Right for what you write yourself: “entered by staff”. Samples wear a label and are removed by one command."
        ),
    )
    sample_fields = models.JSONField(
        _("sample fields"),
        default=list,
        blank=True,
        help_text=_("Usually blank. Names of fields that are samples although the record is real, such as capacity."),
    )
    quotations = models.JSONField(
        _("quotations"),
        default=list,
        blank=True,
        help_text=_("Exact words of the report that support this record."),
    )
    editor_note = models.TextField(
        _("note to editors"),
        blank=True,
        help_text=_("What the report does not say. Never shown to the public."),
    )
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    loose_sample_fields: tuple[str, ...] = ()

    def is_read_by_public(self) -> bool:
        """A record without a status of its own is public with what it belongs to."""
        return True

    @property
    def is_sample(self) -> bool:
        return self.source == self.Source.SAMPLE or "*" in self.sample_fields

    @property
    def sample_parts(self) -> frozenset[str]:
        """What of the record is made up: nothing, `WHOLE` of it, or parts of it; `content.sample_marks` has the words."""
        if self.is_sample:
            return frozenset({WHOLE})
        return frozenset({OTHER} if self.sample_fields else ())
