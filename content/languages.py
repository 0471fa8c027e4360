"""Texts of records in the language of the reader."""

from django.utils.translation import get_language


def localized_value(record, field: str) -> str:
    """The English field where English is read and it is filled, else the Chinese. For where no language can be marked."""
    english = getattr(record, f"{field}_en", "") if get_language() == "en" else ""
    return english or getattr(record, field, "") or ""
