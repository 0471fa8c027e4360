"""The task that makes renditions. It may run too often or never: the row alone decides what is due."""

from django_tasks import task

from content.pictures import renditions


@task(priority=-10)  # notices go first
def prepare_picture(picture_id: int):
    renditions.prepare_renditions(picture_id)
