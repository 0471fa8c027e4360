from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "backoffice"
    verbose_name = _("Back office")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from backoffice import date_filters
        from backoffice.audit_log import triggers
        from backoffice.review.rounds import delete_reviews_of_record

        date_filters.use_portal_date_filter()
        post_delete.connect(delete_reviews_of_record, dispatch_uid="delete_reviews_of_record")
        post_migrate.connect(triggers.install_triggers_after_migrate, sender=self)
