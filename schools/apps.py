from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools and industry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from schools.accounts import recording  # noqa: F401 (connects its receivers)
