"""Whether a school may publish by itself: the week of the record says it, for pages without one the current week."""

from events.models import ActivityWeek


def week_requires_approval(record) -> bool:
    week = getattr(record, "week", None) or ActivityWeek.objects.filter(is_current=True).first()
    return week is None or week.requires_approval
