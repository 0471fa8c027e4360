from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.models.record import Record


class SearchSynonym(Record):
    """Everyday words that no page has: other words to look for in their place, a page that answers them, or both.

    `leads_to` is a path of this site without a language, such as /about/#come; `link` is the text of the link to it.
    """

    name = models.CharField(_("what people type"), max_length=40, unique=True)
    spellings = models.JSONField(
        _("or type in other words"), default=list, blank=True, help_text=_("Chinese or English. Pinyin is known by itself.")
    )
    means = models.JSONField(
        _("also look for"), default=list, blank=True, help_text=_("Words that the pages use for it. All of them are looked for.")
    )
    leads_to = models.CharField(
        _("leads to"),
        max_length=200,
        blank=True,
        help_text=_("A page of this site that answers it, such as /about/#come or /events/?day=all&audience=senior."),
    )
    link = models.CharField(_("text of the link"), max_length=60, blank=True)
    link_en = models.CharField(_("text of the link (English)"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))

    search_fields = ("name", "link", "link_en")

    class Meta:
        verbose_name = _("everyday word of the search")
        verbose_name_plural = _("everyday words of the search")
        ordering = ["order", "sort_key"]

    def __str__(self):
        return self.name

    def search_source(self):
        return [*super().search_source(), *self.spellings, *self.means]

    def clean(self):
        super().clean()
        if not (self.means or self.leads_to):
            raise ValidationError(_("Say what else to look for, or which page answers it."))
        if self.leads_to and not is_page(self.leads_to):
            raise ValidationError({"leads_to": _("There is no such page here. Leave out the domain and /en.")})
        if self.leads_to and not self.link:
            raise ValidationError({"link": _("The link needs a text.")})


def is_page(address: str) -> bool:
    """Whether the address, without domain and language, is one of this site's."""
    parts = urlsplit(address)
    with override(settings.LANGUAGE_CODE):
        try:
            resolve(parts.path)
        except Resolver404:
            return False
    return not (parts.scheme or parts.netloc)
