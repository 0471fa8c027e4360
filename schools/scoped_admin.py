"""Admin mixins that limit an account to the records of its own schools."""

from django.contrib import admin
from django.db.models import Q

from backoffice.admin import RecordAdmin
from schools.scoping import path_in_versions, sees_every_school, within_own_schools


class OwnSchoolsOnly:
    """Limit rows, choices and guessed ids to records whose `school_path` leads to one of the account's schools.

    With `shows_published`, published records of other schools may also be viewed and linked to, but not changed.
    """

    school_path = "school"
    shows_published = False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        own = within_own_schools(rows, request.user, self.school_path)
        if not self.shows_published or sees_every_school(request.user):
            return own
        return rows.filter(Q(pk__in=own.values("pk")) | Q(pk__in=self.model._default_manager.published().values("pk")))

    def editable_rows(self, request):
        return within_own_schools(super().editable_rows(request), request.user, self.school_path)

    def is_own(self, request, obj) -> bool:
        if obj is None or obj.pk is None or sees_every_school(request.user):
            return True
        return within_own_schools(super().get_queryset(request), request.user, self.school_path).filter(pk=obj.pk).exists()

    def is_visible(self, request, obj) -> bool:
        if obj is None or obj.pk is None or sees_every_school(request.user):
            return True
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def visible_versions(self, request, versions):
        """Limit versions to those from when the record belonged to one of the account's schools."""
        return within_own_schools(versions, request.user, path_in_versions(self.model, self.school_path))

    def has_versions_permission(self, request, obj=None):
        """The history of a record of another school may not be viewed, even where the record itself may be."""
        return super().has_versions_permission(request, obj) and self.is_own(request, obj)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.is_visible(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_own(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_own(request, obj)


class OwnChoicesOnly:
    """Limit foreign keys to rows that the admin of the related model would show.

    `required_for_schools` are fields that an account of some schools only must fill in.
    """

    required_for_schools: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        own = self.own_choices(db_field, request)
        if own is not None:
            kwargs.setdefault("queryset", own)
            if db_field.name in self.required_for_schools:
                kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def own_choices(self, db_field, request):
        """Return the queryset of choices, or None where they are not limited."""
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, OwnSchoolsOnly) and not sees_every_school(request.user):
            return related.get_queryset(request)
        return None


class SchoolRecordAdmin(OwnChoicesOnly, OwnSchoolsOnly, RecordAdmin):
    pass


class OwnTabularInline(OwnChoicesOnly, admin.TabularInline):
    pass
