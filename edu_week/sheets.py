"""Spreadsheet of the everyday words of the search."""

from content.models import SearchSynonym
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.sheet_columns import PROVENANCE, PUBLISHING
from spreadsheets.kinds import SpreadsheetKind, register_kind


class SearchSynonymSheet(SheetResource):
    examples = {
        "slug": "demo-word",
        "name": "怎么来",
        "spellings": ["怎么走", "how to get there"],
        "leads_to": "/about/#come",
        "link": "怎么来",
    }

    class Meta(SheetResource.Meta):
        model = SearchSynonym
        fields = (
            *("slug", "name", "spellings", "means", "leads_to", "link", "link_en", "order"),
            *(*PUBLISHING, *PROVENANCE),
        )


register_kind(SpreadsheetKind(model=SearchSynonym, sheets=(SearchSynonymSheet,)))
