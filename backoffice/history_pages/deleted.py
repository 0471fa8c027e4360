"""Deleted records, found in their history."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef


def deleted_records(model, limit: Callable):
    """Return the last history row of each deleted record, latest first; `limit` filters rows to those the user may read."""
    history = getattr(model, model._meta.simple_history_manager_attribute).all()
    key = model._meta.pk.attname
    lives = model._base_manager.filter(pk=OuterRef(key))
    later = history.model._base_manager.filter(**{key: OuterRef(key)}, history_type="-", history_id__gt=OuterRef("history_id"))
    deleted = limit(history.filter(history_type="-")).filter(~Exists(lives), ~Exists(later))
    return deleted.select_related("history_user").order_by("-history_date", "-history_id")
