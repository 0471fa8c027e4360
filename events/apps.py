from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from content.publishing import approval_rules
        from events.publishing_approval import week_requires_approval

        approval_rules.append(week_requires_approval)
