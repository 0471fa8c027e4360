"""Fields of records in the active language."""

from django.utils.translation import get_language


def localized_value(record, field: str) -> str:
    """Return the English field if English is active and the field is filled, else the Chinese one.

    For places such as attributes and titles, where a Chinese fallback cannot be marked as Chinese.
    """
    english = getattr(record, f"{field}_en", "") if get_language() == "en" else ""
    return english or getattr(record, field, "") or ""
