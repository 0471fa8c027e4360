"""Base admin classes for records (grouped fields, lists as lines, publishing, history), and the admin of `content`."""

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.audit_log import admin as admin_audit  # noqa: F401 (registers its page)
from backoffice.base_admin import BaseAdmin
from backoffice.form_fields import LinesField, QuotationsField
from backoffice.lifecycle.archiving import ArchiveAdminMixin
from backoffice.previews.admin import PreviewAdminMixin
from backoffice.proposals import admin as admin_proposals  # noqa: F401 (registers its page)
from backoffice.publishing.admin import PUBLISHING, PublishingAdmin
from backoffice.read_only_admin import ReadOnlyAdmin
from backoffice.record_page.address_names import AddressNamePage
from backoffice.record_page.parts import list_declared_parts
from backoffice.record_page.side_panel import SidePanelMixin
from backoffice.review.pages import ReviewPages
from backoffice.richtext_admin import RichTextAdminMixin
from content.models import Heartbeat, RehearsalClock, SiteSettings
from content.text_search.tokens import fold_text

PROVENANCE = ("source", "sample_fields", "quotations", "editor_note")


class LineListFieldsMixin(RichTextAdminMixin):
    """Edits JSON lists as lines of text, and takes a web address without a scheme as https."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.JSONField):
            kwargs["show_hidden_initial"] = False  # changes are found by comparing with the stored value
            kwargs["form_class"] = QuotationsField if db_field.name == "quotations" else LinesField
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # no deleting of a school from the page of a session
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class GroupedFieldsetsMixin:
    """Fieldsets in the order people work: the public text, the admin's own `groups`, publishing, English, provenance.

    `groups` are pairs of (title, field names), or a `Part` where more belongs to it.
    """

    main_title = ""
    groups: tuple = ()

    def get_fieldsets(self, request, obj=None):
        fields = [name for name in self.get_fields(request, obj) if name != "slug"]
        slug = ["slug"] if "slug" in self.get_fields(request, obj) else []
        parts = list_declared_parts(self.groups)
        placed = {name for part in parts for name in part.fields} | {*PUBLISHING, *PROVENANCE}
        english = [name for name in fields if name.endswith("_en")]
        main = [name for name in fields if name not in placed and name not in english]
        sets = [(self.main_title or None, main + slug, "")]
        for part in parts:
            css = "collapse" if part.is_collapsed else ""
            sets.append((part.title, [name for name in part.fields if name in fields], css))
        sets.append((_("Publishing"), [name for name in PUBLISHING if name in fields], ""))
        sets.append((_("English"), english, "collapse"))
        sets.append((_("Where it comes from"), [name for name in PROVENANCE if name in fields], "collapse"))
        return [(title, {"fields": names, "classes": [css] if css else []}) for title, names, css in sets if names]


class SourcedAdmin(LineListFieldsMixin, GroupedFieldsetsMixin, BaseAdmin):
    list_per_page = 50


class RecordAdmin(
    AddressNamePage,
    SidePanelMixin,
    ReviewPages,
    PublishingAdmin,
    PreviewAdminMixin,
    ArchiveAdminMixin,
    LineListFieldsMixin,
    GroupedFieldsetsMixin,
    BaseAdmin,
):
    """Base admin for a `content.models.Record`."""

    list_per_page = 50
    search_fields = ("search_text__contains", "slug__contains")
    search_help_text = _("Words, pinyin or initials")

    def editable_rows(self, request):
        """Return the rows the user may change."""
        return self.get_queryset(request) if self.has_change_permission(request) else self.model._default_manager.none()

    def get_search_results(self, request, queryset, search_term):
        """Fold the term as `search_text` is, so that a plain comparison finds it, by an index where the database has one."""
        return super().get_search_results(request, queryset, fold_text(search_term))


@admin.register(SiteSettings)
class SiteSettingsAdmin(BaseAdmin):
    """Admin page for the site settings; its list redirects to the only row."""

    fieldsets = (
        (None, {"fields": ("site_name", "site_name_en", "organiser")}),
        (
            _("City and campus"),
            {
                "fields": (
                    *("city_name", "city_name_en", "city_in_addresses", "province_name"),
                    *("campus_name", "campus_name_en", "campus_short_name", "campus_short_name_en"),
                )
            },
        ),
        (
            _("Contact"),
            {"fields": ("hotline", "hotline_hours", "contact_email", "address", "complaints", "privacy_officer")},
        ),
        (_("Filing numbers"), {"fields": ("icp_number", "police_number", "site_code")}),
        (_("Logging in"), {"fields": ("second_factor_required", "password_max_age_days")}),
    )

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        SiteSettings.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:content_sitesettings_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RehearsalClock)
class RehearsalClockAdmin(ReadOnlyAdmin):
    list_display = ("value", "shown_offset", "first_seen_at")
    fields = ("value", "shown_offset", "first_seen_at")
    readonly_fields = ("shown_offset",)

    @admin.display(description=_("ahead of real time by"), ordering="offset")
    def shown_offset(self, clock):
        days = round(clock.offset.total_seconds() / 86400)
        if days < 0:
            return ngettext("%(count)s day behind", "%(count)s days behind", -days) % {"count": -days}
        return ngettext("%(count)s day ahead", "%(count)s days ahead", days) % {"count": days}


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ("name", "beat_at")
