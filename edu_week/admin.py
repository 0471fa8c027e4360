"""The back office of what belongs to the portal as a whole: the everyday words of the search."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backoffice.admin import RecordAdmin
from content.models import SearchSynonym
from spreadsheets.pages.list_admin import SpreadsheetAdminMixin

WORDS_SHOWN = 4


def list_first_words(words: list[str]) -> str:
    """Return the first words; the list of records stays one to be looked through."""
    return "、".join(words[:WORDS_SHOWN]) + ("…" if len(words) > WORDS_SHOWN else "")


@admin.register(SearchSynonym)
class SearchSynonymAdmin(SpreadsheetAdminMixin, RecordAdmin):
    list_display = ("name", "shown_spellings", "shown_means", "leads_to", "order", "status", "source")
    list_filter = ("status", "source")
    list_editable = ("order",)
    groups = ((_("What it means"), ("means", "leads_to", "link")),)

    @admin.display(description=_("or type in other words"))
    def shown_spellings(self, synonym):
        return list_first_words(synonym.spellings)

    @admin.display(description=_("also look for"))
    def shown_means(self, synonym):
        return list_first_words(synonym.means)
