from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from backoffice.audit_log import triggers
        from content import clock, through_names
        from content.pictures import signals as upkeep

        clock.store_offsets_with(self.get_model("RehearsalClock").objects.load_offset)
        through_names.name_connections(self.apps)
        upkeep.connect()
        post_migrate.connect(triggers.after_migrate, sender=self)
        autodiscover_modules("exchange")  # each app says there what can be imported and exported
