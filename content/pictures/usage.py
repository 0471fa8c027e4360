"""Where a picture is shown: by records that point to it, and by texts that name it as `picture:12`."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models

from content.models import Picture, Published, Sourced

NOT_SHOWN = {"search_text", "editor_note"}


def find_picture_uses(picture: Picture) -> list[models.Model]:
    found = [record for model, named in use_conditions(picture) for record in model._default_manager.filter(named)]
    return list(dict.fromkeys(found))


def use_conditions(picture: Picture):
    """Models that can show pictures, each with the condition under which a row of it shows this one."""
    for relation in Picture._meta.related_objects:
        yield relation.related_model, models.Q(**{relation.field.name: picture})
    named = rf"picture:{picture.pk}([^0-9]|$)"
    for model in apps.get_models():
        fields = searched_text_fields(model)
        if fields:
            yield model, reduce(or_, (models.Q(**{f"{field}__regex": named}) for field in fields))


def searched_text_fields(model) -> list[str]:
    if not issubclass(model, (Published, Sourced)):
        return []
    texts = [field for field in model._meta.concrete_fields if isinstance(field, models.TextField)]
    return [field.name for field in texts if field.name not in NOT_SHOWN]
