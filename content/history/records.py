"""How versions of a record are kept: its values, its links to others, who saved them, and what was saved with them."""

from django.db import models
from simple_history.models import HistoricalRecords

from content.history.change_context import Author, current_author, current_key, current_user


class Version(models.Model):
    """What every kept version has besides the values."""

    change_key = models.UUIDField(null=True, editable=False, default=current_key)
    made_by = models.CharField(max_length=8, choices=Author.choices, null=True, editable=False, default=current_author)

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        return str(self.history_user or Author(self.made_by or Author.PORTAL).label)


class Versions(HistoricalRecords):
    """Links to many others are part of a version; those set in the same change go into the version it made."""

    def __init__(self, **kwargs):
        super().__init__(bases=[Version], get_user=current_user, **kwargs)

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, model, **_more):
        if action not in ("post_add", "post_remove", "post_clear"):
            return
        records = model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for record in records:
            made = self.version_of_this_change(record)
            if made:
                self.put_links(made, record, record._meta.get_field(attr))
            else:
                self.create_historical_record(record, "~")

    def version_of_this_change(self, record):
        key = current_key()
        return key and getattr(record, self.manager_name).filter(change_key=key).first()

    def put_links(self, version, record, link):
        kept = self.m2m_models[link]
        kept.objects.filter(history=version).delete()
        names = [field.attname for field in link.remote_field.through._meta.fields]
        rows = link.remote_field.through.objects.filter(**{link.m2m_field_name(): record}).values(*names)
        kept.objects.bulk_create(kept(history=version, **row) for row in rows)
