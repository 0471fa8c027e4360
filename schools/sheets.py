"""Spreadsheets of schools, majors, industry colleges and figures."""

from schools.models import VISITOR_INFORMATION, Figure, IndustryCollege, Major, School
from spreadsheets.checking.resources import SheetResource
from spreadsheets.checking.sheet_columns import PROVENANCE, PUBLISHING
from spreadsheets.kinds import SpreadsheetKind, register_kind


class SchoolSheet(SheetResource):
    examples = {
        "slug": "demo-school",
        "name": "示例学校",
        "group": "county",
        "level": "secondary",
        "aliases": ["示例校"],
        "honours": ["示例荣誉一", "示例荣誉二"],
    }

    class Meta(SheetResource.Meta):
        model = School
        fields = (
            *("slug", "name", "name_en", "group", "level", "level_basis", "district", "district_basis", "aliases"),
            *(
                "roles",
                "roles_en",
                "honours",
                "honours_en",
                "pathways",
                "pathways_en",
                "introduction",
                "introduction_en",
                *VISITOR_INFORMATION,
                "website",
            ),
            *(*PUBLISHING, *PROVENANCE),
        )


class MajorSheet(SheetResource):
    examples = {"slug": "demo-school-nursing", "school": "示例学校", "name": "护理", "code": "720201", "years": 3}

    class Meta(SheetResource.Meta):
        model = Major
        fields = (
            *("slug", "school", "name", "name_en", "code", "years", "introduction", "trades"),
            *(*PUBLISHING, *PROVENANCE),
        )


class IndustryCollegeSheet(SheetResource):
    examples = {"slug": "demo-college", "name": "示例产业学院", "schools": "示例学校、示例学校二", "outcomes": ["示例成果"]}

    class Meta(SheetResource.Meta):
        model = IndustryCollege
        fields = (
            *(
                "slug",
                "name",
                "name_en",
                "district",
                "district_basis",
                "provincial_status",
                "is_on_boards",
                "outcomes",
                "outcomes_en",
            ),
            *("introduction", "introduction_en", "possible_same_as", "schools", "partners", "trades"),
            *(*PUBLISHING, *PROVENANCE),
        )


class FigureSheet(SheetResource):
    examples = {"slug": "demo-figure", "label": "示例数字", "display": "近500名", "value": 500, "qualifier": "nearly"}

    class Meta(SheetResource.Meta):
        model = Figure
        fields = (
            *("slug", "label", "label_en", "display", "display_en", "value", "unit", "qualifier", "period", "period_en", "group"),
            *("order", "is_headline", *PUBLISHING, *PROVENANCE),
        )


for sheet in (SchoolSheet, MajorSheet, IndustryCollegeSheet, FigureSheet):
    register_kind(SpreadsheetKind(model=sheet._meta.model, sheets=(sheet,)))
