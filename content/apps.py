from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from content import audit_guard, clock, connections
        from content.pictures import upkeep

        clock.store_offsets_with(self.get_model("RehearsalClock").objects.load_offset)
        connections.name_connections(self.apps)
        upkeep.connect()
        post_migrate.connect(audit_guard.after_migrate, sender=self)
        autodiscover_modules("exchange")  # each app says there what can be imported and exported
