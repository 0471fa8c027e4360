"""Signal handlers for pictures being stored, replaced or deleted. Files are deleted only after the commit."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _

from content.models import Picture
from content.pictures import tasks
from content.pictures.usage import find_picture_uses


def connect_picture_signals():
    pre_save.connect(store_replaced_names, sender=Picture)
    post_save.connect(enqueue_renditions, sender=Picture)
    pre_delete.connect(refuse_deletion_while_used, sender=Picture)
    post_delete.connect(delete_files_of_deleted, sender=Picture)


def store_replaced_names(instance, **kwargs):
    # `_committed` is private in Django 5.2.19: False for a file that is not stored yet
    stored = None if instance.image._committed else Picture.objects.filter(pk=instance.pk).first()
    instance.replaced_names = stored.file_names if stored else []


def enqueue_renditions(instance, **kwargs):
    delete_files_after_commit(instance.replaced_names)
    if instance.is_being_prepared:
        # robust: if the queue fails, the worker's duty finds the row
        transaction.on_commit(lambda: tasks.prepare_picture.enqueue(instance.pk), robust=True)


def refuse_deletion_while_used(instance, **kwargs):
    if uses := find_picture_uses(instance):
        raise ProtectedError(_("This picture is still shown."), set(uses))


def delete_files_of_deleted(instance, **kwargs):
    delete_files_after_commit(instance.file_names)


def delete_files_after_commit(names: list[str]):
    """Delete the files after the commit; files that cannot be deleted become orphans."""
    for name in names:
        transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)
