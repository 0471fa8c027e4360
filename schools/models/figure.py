from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Record


class Figure(Record):
    """A published statistic. `display` is the published text that is shown; `value` is for sorting and charts only."""

    class Group(models.TextChoices):
        LAYOUT = "layout", _("layout")
        INTEGRATION = "integration", _("integration of industry and education")
        EXPERIENCE = "experience", _("career experience")
        SKILLS = "skills", _("skills contests")
        PATHWAYS = "pathways", _("pathways to further study")
        SERVICE = "service", _("service")
        PEOPLE = "people", _("notable people")

    class Qualifier(models.TextChoices):
        EXACT = "exact", _("exactly")
        ABOUT = "about", _("about")
        NEARLY = "nearly", _("nearly")
        MORE_THAN = "more_than", _("more than")
        AT_LEAST = "at_least", _("at least")
        NOMINAL = "nominal", _("in name")

    label = models.CharField(_("what is counted"), max_length=80)
    label_en = models.CharField(_("what is counted (English)"), max_length=160, blank=True)
    display = models.CharField(
        _("words shown"),
        max_length=40,
        help_text=_("Exactly as published; never recomputed."),
    )
    display_en = models.CharField(_("words shown (English)"), max_length=60, blank=True)
    value = models.DecimalField(
        _("value for sorting"), max_digits=14, decimal_places=3, help_text=_("Never shown; lists and charts go by it.")
    )
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    qualifier = models.CharField(
        _("qualifier"),
        max_length=12,
        choices=Qualifier.choices,
        default=Qualifier.EXACT,
    )
    period = models.CharField(_("period"), max_length=60, blank=True, help_text=_("As the report says it."))
    period_en = models.CharField(_("period (English)"), max_length=80, blank=True)
    group = models.CharField(pgettext_lazy("of figures", "group"), max_length=12, choices=Group.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))
    is_headline = models.BooleanField(_("on the home page"), default=False)

    search_fields = ("label", "label_en", "display", "display_en")

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["order", "slug"]

    def __str__(self):
        return f"{self.label} {self.display}"


class Initiative(Record):
    """A term of the city's policy that the report explains."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    text = models.TextField(_("explanation"))
    text_en = models.TextField(_("explanation (English)"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("name", "name_en", "text", "text_en")

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.name
