"""Names for rows of Django's automatic many-to-many tables, which the admin's delete confirmation lists."""

from django.utils.translation import gettext_lazy as _


def name_through_models(apps):
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created:
            model._meta.verbose_name, model._meta.verbose_name_plural = _("connection"), _("connections")
            model.__str__ = describe_through_row


def describe_through_row(connection) -> str:
    ends = [field.name for field in connection._meta.concrete_fields if field.is_relation]
    return " — ".join(str(getattr(connection, name)) for name in ends)
