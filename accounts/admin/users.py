from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import lockout
from accounts.admin.account_tools import AccountActionsMixin, make_account_link
from accounts.admin.forms import InvitationForm, TemporaryPasswordForm, extend_form
from accounts.admin.permission_fields import ReadablePermissionsMixin
from accounts.extensions import list_extensions
from accounts.invitations import password_links
from accounts.models.user import User
from accounts.second_factor import devices
from accounts.sessions import live_sessions
from backoffice.audit_log import events
from backoffice.form_drafts.plain_admin import ReopensFormMixin

SUPERUSERS_ONLY = ("is_superuser", "user_permissions")
WORK = _("Work")  # the group that fields of other apps are added to
NOT_ON_OWN_ACCOUNT = ("is_active", "is_staff", "expires_at", "groups")


class LockedFilter(admin.SimpleListFilter):
    title = _("log-in lock")
    parameter_name = "locked"

    def lookups(self, request, model_admin):
        return [("1", _("locked now"))]

    def queryset(self, request, queryset):
        return queryset.filter(is_locked=True) if self.value() else queryset


@admin.register(User)
class UserAdmin(ReopensFormMixin, AccountActionsMixin, ReadablePermissionsMixin, DjangoUserAdmin):
    list_display = ("username", "display_name", "role_names", "account_state", "last_login")
    list_filter = (LockedFilter, "is_active", "is_superuser", "groups")
    search_fields = ("username", "display_name", "first_name", "last_name", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        (WORK, {"fields": ("groups",)}),
        (_("Rights"), {"fields": ("is_active", "expires_at", "is_staff", "is_superuser", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "email")}),
        (WORK, {"fields": ("groups",)}),
    )
    add_form = InvitationForm
    add_form_template = "admin/accounts/invite.html"
    change_password_form = TemporaryPasswordForm

    def get_queryset(self, request):
        locked = lockout.list_lockouts().filter(username=OuterRef("username"))
        accounts = super().get_queryset(request).prefetch_related("groups", *extension_prefetches())
        return accounts.annotate(is_locked=Exists(locked))

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "label": _("roles"), "help_text": _("What the person may do.")}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("roles"))
    def role_names(self, user):
        return "、".join(role.name for role in user.groups.all()) or "—"

    @admin.display(description=_("account state"))
    def account_state(self, user):
        if not user.is_active:
            return _("account closed") if user.has_usable_password() else _("invited, no password yet")
        if user.has_ended:
            return _("account ended")
        return _("account locked") if user.is_locked else _("account open")

    # Nobody may grant themselves rights, or change an account with more rights than their own

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and may_manage_account(obj, request.user)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_manage_account(obj, request.user) and obj != request.user

    def get_fieldsets(self, request, obj=None):
        fieldsets = self.add_extension_fields(super().get_fieldsets(request, obj), request, obj)
        if request.user.is_superuser:
            return fieldsets
        allowed = lambda names: [name for name in names if name not in SUPERUSERS_ONLY]  # noqa: E731
        return [(title, {**options, "fields": allowed(options["fields"])}) for title, options in fieldsets]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if may_give_rights(request, obj):
            return fields
        return (*fields, *NOT_ON_OWN_ACCOUNT, *(extension.column for extension in list_extensions()))

    # Fields, columns and filters of other apps

    def may_edit_extension_fields(self, request, obj) -> bool:
        return may_give_rights(request, obj) and (obj is None or self.has_change_permission(request, obj))

    def add_extension_fields(self, fieldsets, request, obj):
        """Add the extensions to the group `WORK`: as a field, or as its column where the account may not edit it."""
        may_edit = self.may_edit_extension_fields(request, obj)
        added = [extension.name if may_edit else extension.column for extension in list_extensions()]
        return [
            (title, {**options, "fields": [*options["fields"], *added]} if title == WORK else options)
            for title, options in fieldsets
        ]

    def get_list_display(self, request):
        first, name, *others = super().get_list_display(request)
        return (first, name, *(extension.column for extension in list_extensions()), *others)

    def get_list_filter(self, request):
        added = [item for extension in list_extensions() for item in extension.list_filter]
        return (*super().get_list_filter(request), *added)

    # Invitations, and passwords set by somebody else

    def get_form(self, request, obj=None, **kwargs):
        extensions = list_extensions() if self.may_edit_extension_fields(request, obj) else []
        kwargs.setdefault("form", extend_form(self.add_form if obj is None else self.form, extensions))
        form = super().get_form(request, obj, **kwargs)
        if "groups" in form.base_fields:
            form.base_fields["groups"].widget.can_add_related = False  # a role is not created in passing
        return form

    def add_view(self, request, form_url="", extra_context=None):
        return super().add_view(request, form_url, {**(extra_context or {}), "title": gettext("Invite somebody")})

    def response_add(self, request, obj, post_url_continue=None):
        return make_account_link(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        account = self.get_object(request, object_id)
        state = describe_account_state(account) if account and self.has_change_permission(request, account) else None
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "account_state": state})

    def user_change_password(self, request, id, form_url=""):
        if str(request.user.pk) == id:
            return HttpResponseRedirect(reverse("accounts:password_change"))
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            account = self.get_object(request, id)
            live_sessions.end_all_sessions(account)
            events.record_audit_event(
                events.Event.PASSWORD_CHANGED, request=request, about=account, detail=gettext("by an administrator")
            )
        return response

    def save_related(self, request, form, formsets, change):
        before = list_role_names(form.instance)
        super().save_related(request, form, formsets, change)
        form.save_extension_fields()
        record_account_changes(request, form, before)


def may_give_rights(request, account) -> bool:
    """Nobody but a superuser may change the rights of their own account."""
    return account != request.user or request.user.is_superuser


def extension_prefetches() -> list[str]:
    return [path for extension in list_extensions() for path in extension.prefetch]


def may_manage_account(account, user) -> bool:
    return account is None or user.is_superuser or not account.is_superuser


def describe_account_state(account) -> dict:
    return {
        "link": password_links.open_password_links(account).first(),
        "was_opened": account.is_active or account.has_usable_password(),
        "locks": list(lockout.list_lockouts().filter(username=account.username)),
        "session_count": live_sessions.live_sessions(account).count(),
        "has_second_factor": devices.confirmed_device(account) is not None,
    }


def list_role_names(account) -> list[str]:
    return list(account.groups.order_by("pk").values_list("name", flat=True))


def record_account_changes(request, form, roles_before):
    account, changed = form.instance, set(form.changed_data)
    roles = list_role_names(account)
    if "groups" in changed:
        detail = f"{'、'.join(roles_before) or '—'} → {'、'.join(roles) or '—'}"
        events.record_audit_event(events.Event.ROLES_CHANGED, request=request, about=account, detail=detail)
    labels = [str(form.fields[name].label) for name in form.changed_data if name != "groups"]
    if labels:
        events.record_audit_event(events.Event.ACCOUNT_CHANGED, request=request, about=account, detail="、".join(labels))


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReopensFormMixin, ReadablePermissionsMixin, DjangoGroupAdmin):
    """Nobody but a superuser may change a role they have: they would grant themselves rights."""

    def has_change_permission(self, request, obj=None):
        is_own = obj is not None and not request.user.is_superuser and request.user.groups.filter(pk=obj.pk).exists()
        return super().has_change_permission(request, obj) and not is_own

    def get_deleted_objects(self, objs, request):
        """List only the roles, without a line for each of their permissions."""
        _lines, counts, needed, protected = super().get_deleted_objects(objs, request)
        return [str(role) for role in objs], counts, needed, protected
