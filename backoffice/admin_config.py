"""The back office as an app: Django's admin with the portal's own site behind it."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "backoffice.site.BackOffice"
