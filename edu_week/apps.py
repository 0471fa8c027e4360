from django.apps import AppConfig, apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EduWeekConfig(AppConfig):
    name = "edu_week"
    verbose_name = _("Portal")
    default = True

    def ready(self):
        from accounts import roles
        from content import public_cache
        from edu_week.page_cache import generation, moments, triggers
        from edu_week.roles import ROLE_TABLE

        roles.set_role_table(ROLE_TABLE)
        public_cache.watch_generation_with(
            generation.read_number_for_request, generation.find_recent_number, moments.moments.next_after
        )
        # sent by the app auth, since Django sends no post_migrate for an app without models
        for install in (roles.create_groups_after_migrate, triggers.install_triggers_after_migrate):
            post_migrate.connect(install, sender=apps.get_app_config("auth"))


class StaticFiles(StaticFilesConfig):
    """Leaves out files of packages that no page uses: compressing them would take most of the first start's time."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "bootstrap*",  # the parts in use are bundled into css/portal.css
        "ninja",  # the API's interactive page is off
        "ext",  # htmx extensions
        "htm*x-4*",
        "material-icons*",  # of django-prose-editor only editor.js is used
        "django_prose_editor/*.css",
        "django_prose_editor/*.map",
        "django_prose_editor/[cd]*.js",
    ]
