"""Updates what is worked out from texts, as `search_text`, of records whose related records changed since they were saved."""

from django.apps import apps

from content.models import Searchable

CHUNK = 200


def refresh_search_texts() -> int:
    """Update every record; return how many were out of date. Adds no history and leaves `updated_at` as it is."""
    return sum(refresh_model_search_texts(model) for model in apps.get_models() if issubclass(model, Searchable))


def refresh_model_search_texts(model) -> int:
    stale = [record for record in model._default_manager.all().iterator(CHUNK) if is_search_text_stale(record)]
    model._default_manager.bulk_update(stale, Searchable.worked_out_fields, batch_size=CHUNK)
    return len(stale)


def is_search_text_stale(record) -> bool:
    before = list_worked_out(record)
    record.index()
    return before != list_worked_out(record)


def list_worked_out(record) -> list[str]:
    return [getattr(record, name) for name in Searchable.worked_out_fields]
