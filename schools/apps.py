from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools and industry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts import extensions, requirements
        from schools.account_extension import SchoolsOfAccount

        extensions.register_extension(SchoolsOfAccount())
        requirements.bureau_wide_permissions.append("schools.see_every_school")
