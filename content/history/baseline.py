"""For migrations: where the history of records begins that are older than it."""

from django.db.models import Max
from django.utils import timezone


def begin_history(app_label: str):
    """Keeps a first version of every record that has none, and the links to many in the newest version of the others."""

    def begin(apps, _schema_editor):
        for model in list(apps.get_app_config(app_label).get_models()):
            kept = apps.all_models[app_label].get(f"historical{model._meta.model_name}")
            if kept is not None:
                keep_records(model, kept)
                for link in model._meta.local_many_to_many:
                    keep_links(link, kept, apps.all_models[app_label])

    return begin


def keep_records(model, kept):
    key = model._meta.pk.attname
    names = [field.attname for field in kept._meta.fields if hasattr(model, field.attname)]
    without = model._base_manager.exclude(pk__in=kept._base_manager.values(key))
    own = {"history_date": timezone.now(), "history_type": "~", "made_by": "portal"}
    kept._base_manager.bulk_create(kept(**own, **row) for row in without.values(*names))


def keep_links(link, kept, models):
    through = link.remote_field.through
    of_link = models[f"historical{through._meta.model_name}"]
    owner = link.m2m_column_name()
    newest = kept._base_manager.values_list(link.model._meta.pk.attname).order_by().annotate(Max("history_id"))
    newest = {key: number for key, number in newest if not of_link._base_manager.filter(history_id=number).exists()}
    rows = [row for row in through._base_manager.values() if row[owner] in newest]
    of_link._base_manager.bulk_create(of_link(history_id=newest[row[owner]], **row) for row in rows)
