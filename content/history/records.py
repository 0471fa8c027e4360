"""How versions of a record are stored: its values and many-to-many links, who saved them, and what was saved with them."""

from django.db import models
from simple_history.models import HistoricalRecords

from content.history.change_context import Author, current_author, current_key, current_user


class Version(models.Model):
    """Base of every history row: the change it belongs to and who made it, besides the values."""

    change_key = models.UUIDField(null=True, editable=False, default=current_key)
    made_by = models.CharField(max_length=8, choices=Author.choices, null=True, editable=False, default=current_author)

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        return str(self.history_user or Author(self.made_by or Author.PORTAL).label)


class Versions(HistoricalRecords):
    """History of a model, including its many-to-many fields.

    Links set in the same change as the record are stored in the version which that change created.
    """

    def __init__(self, **kwargs):
        super().__init__(bases=[Version], get_user=current_user, **kwargs)

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, model, **_more):
        if action not in ("post_add", "post_remove", "post_clear"):
            return
        records = model._base_manager.filter(pk__in=pk_set or ()) if reverse else [instance]
        for record in records:
            version = self.version_of_this_change(record)
            if version:
                self.replace_links(version, record, record._meta.get_field(attr))
            else:
                self.create_historical_record(record, "~")

    def version_of_this_change(self, record):
        key = current_key()
        return key and getattr(record, self.manager_name).filter(change_key=key).first()

    def replace_links(self, version, record, link):
        link_model = self.m2m_models[link]
        link_model.objects.filter(history=version).delete()
        names = [field.attname for field in link.remote_field.through._meta.fields]
        rows = link.remote_field.through.objects.filter(**{link.m2m_field_name(): record}).values(*names)
        link_model.objects.bulk_create(link_model(history=version, **row) for row in rows)
