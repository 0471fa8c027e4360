"""Pages of the back office that show a member of staff the records of his own schools."""

from django.contrib import admin
from django.db.models import Q

from backoffice.admin import RecordAdmin
from schools.scoping import path_in_versions, sees_every_school, within_own_schools


class OwnSchoolsOnly:
    """Rows, choices and guessed ids are limited to `school_path` within the user's schools.

    Where `shows_published`, what the public sees of other schools may be looked at and linked to, but not changed.
    """

    school_path = "school"
    shows_published = False

    def get_queryset(self, request):
        every = super().get_queryset(request)
        own = within_own_schools(every, request.user, self.school_path)
        if not self.shows_published or sees_every_school(request.user):
            return own
        return every.filter(Q(pk__in=own.values("pk")) | Q(pk__in=self.model._default_manager.published().values("pk")))

    def is_own(self, request, obj) -> bool:
        if obj is None or obj.pk is None or sees_every_school(request.user):
            return True
        return within_own_schools(super().get_queryset(request), request.user, self.school_path).filter(pk=obj.pk).exists()

    def is_visible(self, request, obj) -> bool:
        if obj is None or obj.pk is None or sees_every_school(request.user):
            return True
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def visible_versions(self, request, versions):
        """Versions from when the record belonged to one of the user's schools."""
        return within_own_schools(versions, request.user, path_in_versions(self.model, self.school_path))

    def has_versions_permission(self, request, obj=None):
        """What the public sees of other schools may be looked at, how it came about may not."""
        return super().has_versions_permission(request, obj) and self.is_own(request, obj)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.is_visible(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_own(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_own(request, obj)


class OwnChoicesOnly:
    """Foreign keys offer, and accept, only rows the related page of the back office would show."""

    required_for_schools: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        own = self.own_choices(db_field, request)
        if own is not None:
            kwargs.setdefault("queryset", own)
            if db_field.name in self.required_for_schools:
                kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def own_choices(self, db_field, request):
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if isinstance(related, OwnSchoolsOnly) and not sees_every_school(request.user):
            return related.get_queryset(request)
        return None


class SchoolRecordAdmin(OwnChoicesOnly, OwnSchoolsOnly, RecordAdmin):
    pass


class OwnTabularInline(OwnChoicesOnly, admin.TabularInline):
    pass
