"""What people type where a fact is still missing, such as XXX, 待定 or 0354-0000000. None of it may be public: leave it blank.

A blank field is shown nowhere. Drafts may have placeholders; what is public, or is to become so, may not.
"""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# Fields that no public page shows, or that are no texts of editors.
NOT_SHOWN = {"slug", "status", "source", "sample_fields", "quotations", "editor_note", "loaded", "search_text", "sort_key"}
AREA_CODE = r"(?<!\d)(?:0\d{2,3}[-－— ]?)"
PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?<![接招等期对看款善优])待定(?!点)",  # but not in 接待定点
        r"待补充?(?![助贴])|待填写?|待完善|待录入|资料暂缺|占位文字",
        r"\b(?:TBD|TBA|TBC|TODO|FIXME)\b|[Ll]orem ipsum|example\.(?:com|org|net)\b",
        r"[XxＸｘ×]{3,}|[XxＸｘ×]{2}(?=[省市县区镇路街号楼校年月日])|某某|[_＿]{3,}|[?？]{3,}",
        AREA_CODE + r"?(\d)\1{6,7}(?!\d)",
        AREA_CODE + r"1234567\d?(?!\d)",
        r"(?<!\d)1[3-9]\d(?:0{8}|12345678)(?!\d)|(?<!\d)1([3-9])\1{9}(?!\d)",
    )
]
SAYS_NOTHING = re.compile(r"(?:无|暂无|未知|不详|none|null|n/?a|undefined|[-—–.…·*#/、?？]+)", re.IGNORECASE)


def find_placeholder(value) -> str:
    """Return the placeholder in a text, or in any text of a list or dictionary; blank if there is none."""
    if isinstance(value, list | dict):
        items = value.values() if isinstance(value, dict) else value
        return next(filter(None, map(find_placeholder, items)), "")
    if not isinstance(value, str):
        return ""
    if SAYS_NOTHING.fullmatch(value.strip()):
        return value.strip()
    return next((found[0] for pattern in PATTERNS if (found := pattern.search(value))), "")


def is_shown_text(field: models.Field) -> bool:
    """Whether people write it and public pages show it."""
    is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return is_text and field.name not in NOT_SHOWN and not field.choices


def list_placeholders(record: models.Model, exclude: Iterable[str] = ()) -> dict[str, str]:
    """Return the placeholder of each field of the record that has one."""
    texts = (field for field in record._meta.concrete_fields if is_shown_text(field) and field.name not in (exclude or ()))
    found = ((field.name, find_placeholder(record.__dict__.get(field.attname))) for field in texts)
    return {name: placeholder for name, placeholder in found if placeholder}


def refuse_placeholders(record: models.Model, exclude: Iterable[str] = ()):
    """Raise `ValidationError` beside each field that has one."""
    sentence = _(
        "“%(placeholder)s” stands for something that is missing, and the public would read it. Leave it blank, or write it."
    )
    errors = {
        name: ValidationError(sentence, code="placeholder", params={"placeholder": placeholder})
        for name, placeholder in list_placeholders(record, exclude).items()
    }
    if errors:
        raise ValidationError(errors)
