from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import Record
from content.richtext.fields import MarkdownField


class Enterprise(Record):
    """An organisation that schools work with. `kind` distinguishes companies from the university and the bureau in the report."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        UNIVERSITY = "university", _("university")
        AUTHORITY = "authority", _("public authority")

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.COMPANY)

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["sort_key"]

    def __str__(self):
        return self.name


class Partnership(Record):
    class Kind(models.TextChoices):
        GROUP = "group", _("education group")
        ALLIANCE = "alliance", _("alliance")
        CONSORTIUM = "consortium", _("consortium")

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        related_name="members",
    )
    level = models.CharField(_("level"), max_length=40, blank=True)
    level_en = models.CharField(_("level (English)"), max_length=80, blank=True)
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    batch_en = models.CharField(_("batch (English)"), max_length=80, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    purpose_en = models.CharField(_("purpose (English)"), max_length=300, blank=True)
    introduction = MarkdownField(_("introduction"), blank=True)
    introduction_en = MarkdownField(_("introduction (English)"), blank=True)
    name_note = models.CharField(_("note on the name"), max_length=200, blank=True)
    enterprises = models.ManyToManyField(Enterprise, verbose_name=_("enterprises"), blank=True)
    schools = models.ManyToManyField("schools.School", verbose_name=_("schools"), blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["kind", "sort_key"]

    def __str__(self):
        return self.name

    def search_source(self):
        return [self.name, self.name_en, self.purpose, self.purpose_en, self.introduction, self.introduction_en]
