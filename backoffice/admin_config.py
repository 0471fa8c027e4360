"""App config of Django's admin with the portal's own admin site."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "backoffice.site.BackOffice"
