"""Updates `search_text` and `sort_key` of records whose related records changed since they were saved."""

from django.apps import apps

from content.models import Searchable

CHUNK = 200


def refresh_search_texts() -> int:
    """Update every record; return how many were out of date. Adds no history and leaves `updated_at` as it is."""
    return sum(refresh_model_search_texts(model) for model in apps.get_models() if issubclass(model, Searchable))


def refresh_model_search_texts(model) -> int:
    stale = [record for record in model._default_manager.all().iterator(CHUNK) if is_search_text_stale(record)]
    model._default_manager.bulk_update(stale, ["search_text", "sort_key"], batch_size=CHUNK)
    return len(stale)


def is_search_text_stale(record) -> bool:
    before = record.search_text, record.sort_key
    record.index()
    return before != (record.search_text, record.sort_key)
