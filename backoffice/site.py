from functools import wraps

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from backoffice.django_translations import AdminJavaScriptCatalog
from backoffice.form_drafts.account_keys import form_draft_key
from backoffice.form_drafts.site_views import give_forms_back, keep_forms_of_logged_out
from backoffice.number_search import redirect_whole_number
from backoffice.richtext_views import richtext_urls

APP_ORDER = ("events", "schools", "alumni", "content", "accounts", "backoffice")
MODEL_ORDER = (
    "Booking",
    "CallList",
    "EventSession",
    "TimeSlot",
    "Announcement",
    "ActivityWeek",
    "Venue",
    "TransferTime",
    "School",
    "Major",
    "IndustryCollege",
    "Graduate",
    "Picture",
)
DAILY_MODELS = MODEL_ORDER[:5]  # stand open on the first page

# The task queue is of no use to staff: what was sent is listed under notices. The others hold secrets of second factors,
# session keys and log-in attempts: the account pages show what may be shown of them.
HIDDEN_APPS = {"django_tasks_database", "otp_static", "otp_totp", "qsessions", "axes"}


DESK_SESSION_KEY = "desk"  # in the session of a phone at the door: it lasts long, and does not open the back office


def sort_position(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def is_door_staff_only(user) -> bool:
    return user.get_all_permissions() == {"events.use_desk"}


class BackOffice(admin.AdminSite):
    """The admin site. It lists what is used daily first, since the order of English class names means nothing to its users."""

    site_header = _("Activity week back office")
    site_title = _("Activity week back office")
    index_title = _("What do you want to look after?")

    def has_permission(self, request):
        if request.session.get(DESK_SESSION_KEY):
            return False
        return super().has_permission(request) and not is_door_staff_only(request.user)

    @property
    def site_url(self):
        return reverse("home")

    def register(self, model_or_iterable, admin_class=None, **options):
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        models = [model for model in models if model._meta.app_label not in HIDDEN_APPS]
        super().register(models, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        guarded = give_forms_back(keep_numbers_out_of_address(refuse_unstorable_values(view)), self)
        return keep_forms_of_logged_out(super().admin_view(guarded, cacheable), self)

    def get_urls(self):
        help_page = path("help/", self.admin_view(self.help), name="help")
        draft_key = path("form-drafts/key/", self.admin_view(form_draft_key), name="form_draft_key")
        return [help_page, draft_key, *richtext_urls(self), *super().get_urls()]

    def i18n_javascript(self, request, extra_context=None):  # undocumented in Django 5.2.19
        return AdminJavaScriptCatalog.as_view(packages=["django.contrib.admin"])(request)

    def help(self, request):
        """Show the help page, for staff who use the back office once a year."""
        context = {**self.each_context(request), "title": _("How it works")}
        return TemplateResponse(request, "admin/help.html", context)

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"] += [link for model in app["models"] for link in self.more_pages(request, model["model"])]
            app["models"].sort(key=lambda model: sort_position(model["object_name"], MODEL_ORDER))
            app["daily_models"] = [model for model in app["models"] if model["object_name"] in DAILY_MODELS]
            app["other_models"] = [model for model in app["models"] if model["object_name"] not in DAILY_MODELS]
        return sorted(apps, key=lambda app: sort_position(app["app_label"], APP_ORDER))

    def more_pages(self, request, model):
        """Return further entries that a model's admin adds to the app list, in the format of `get_app_list`."""
        model_admin = self._registry[model]  # private in Django 5.2.19
        return model_admin.more_pages(request) if hasattr(model_admin, "more_pages") else []


def keep_numbers_out_of_address(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        return redirect_whole_number(request) or view(request, *args, **kwargs)

    return guarded


def refuse_unstorable_values(view):
    """Answer 404 where an address filters by something that is no column, or by a value that no column can hold.

    Django's lists turn any parameter into a filter; databases differ in which values they refuse, and with what.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (IncorrectLookupParameters, OverflowError, DataError):
            if request.method != "GET":
                raise
            raise Http404 from None

    return guarded
