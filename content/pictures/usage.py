"""Where a picture is used: by records with a foreign key to it, and by texts that refer to it as `picture:12`."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models

from content.models import Picture, Published, Sourced

FIELDS_NOT_SHOWN = {"search_text", "phrases", "editor_note"}


def find_picture_uses(picture: Picture) -> list[models.Model]:
    records = [record for model, condition in use_conditions(picture) for record in model._default_manager.filter(condition)]
    return list(dict.fromkeys(records))


def use_conditions(picture: Picture):
    """Yield each model that can show pictures, with the condition for its rows that show this one."""
    for relation in Picture._meta.related_objects:
        yield relation.related_model, models.Q(**{relation.field.name: picture})
    reference = rf"picture:{picture.pk}([^0-9]|$)"
    for model in apps.get_models():
        fields = searched_text_fields(model)
        if fields:
            yield model, reduce(or_, (models.Q(**{f"{field}__regex": reference}) for field in fields))


def searched_text_fields(model) -> list[str]:
    if not issubclass(model, (Published, Sourced)):
        return []
    texts = [field for field in model._meta.concrete_fields if isinstance(field, models.TextField)]
    return [field.name for field in texts if field.name not in FIELDS_NOT_SHOWN]
