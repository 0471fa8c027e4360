from django.apps import AppConfig
from django.core import signals as core_signals
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.urls import register_converter

        from content import clock, public_cache, site_identity, through_names
        from content.pictures import signals
        from content.query_values import IdConverter

        clock.store_offsets_with(self.get_model("RehearsalClock").objects.load_offset)
        through_names.name_through_models(self.apps)
        post_migrate.connect(site_identity.store_domain_after_migrate, sender=self)
        signals.connect_picture_signals()
        core_signals.request_started.connect(public_cache.begin_request)
        core_signals.request_finished.connect(public_cache.end_request)
        register_converter(IdConverter, "id")
