"""Whether schools need the bureau's approval to publish: a setting of the record's week, else of the current week."""

from events.models import ActivityWeek


def week_requires_approval(record) -> bool:
    week = getattr(record, "week", None) or ActivityWeek.objects.filter(is_current=True).first()
    return week is None or week.requires_approval
