"""Spreadsheets of graduates."""

from alumni.models import Graduate
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.sheet_columns import PROVENANCE, PUBLISHING
from spreadsheets.kinds import SpreadsheetKind, register_kind


class GraduateSheet(SheetResource):
    examples = {"slug": "demo-graduate", "name": "示例毕业生", "school": "示例学校", "summary": "一句话介绍"}

    class Meta(SheetResource.Meta):
        model = Graduate
        fields = (
            *("slug", "name", "name_en", "school", "major", "employer", "post", "post_en", "trades"),
            *("summary", "summary_en", "story", "story_en", "order", *PUBLISHING, *PROVENANCE),
        )


register_kind(SpreadsheetKind(model=Graduate, sheets=(GraduateSheet,)))
