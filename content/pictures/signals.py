"""What follows when a picture is stored, replaced or deleted, whoever does it. Files change only after the commit."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils.translation import gettext as _

from content.models import Picture
from content.pictures import tasks
from content.pictures.usage import find_picture_uses


def connect_picture_signals():
    pre_save.connect(remember_replaced, sender=Picture)
    post_save.connect(prepare_later, sender=Picture)
    pre_delete.connect(refuse_while_shown, sender=Picture)
    post_delete.connect(remove_deleted, sender=Picture)


def remember_replaced(instance, **kwargs):
    stored = None if instance.image._committed else Picture.objects.filter(pk=instance.pk).first()
    instance.replaced_names = stored.names if stored else []


def prepare_later(instance, **kwargs):
    remove_after_commit(instance.replaced_names)
    if instance.is_being_prepared:
        # robust: should the queue not take it, the worker's duty finds the row
        transaction.on_commit(lambda: tasks.prepare_picture.enqueue(instance.pk), robust=True)


def refuse_while_shown(instance, **kwargs):
    if shown_by := find_picture_uses(instance):
        raise ProtectedError(_("This picture is still shown."), set(shown_by))


def remove_deleted(instance, **kwargs):
    remove_after_commit(instance.names)


def remove_after_commit(names: list[str]):
    """What cannot be removed now is swept later."""
    for name in names:
        transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)
