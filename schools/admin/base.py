"""Whose pages a member of staff looks after: the one place that knows."""

from django.contrib import admin

from content.admin import RecordAdmin


def sees_every_school(user) -> bool:
    """Who may add schools works for all of them; everybody else for the schools named in the account."""
    return user.is_superuser or user.has_perm("schools.add_school")


def within_own_schools(queryset, user, path: str):
    """The rows whose school, reached over `path`, is one the user looks after."""
    if sees_every_school(user):
        return queryset
    return queryset.filter(**{f"{path}__in": user.schools.values("pk")})


class OwnSchoolsOnly:
    """Rows, choices and guessed ids are limited to `school_path` within the user's schools."""

    school_path = "school"

    def get_queryset(self, request):
        return within_own_schools(super().get_queryset(request), request.user, self.school_path)

    def is_own(self, request, obj) -> bool:
        if obj is None or obj.pk is None or sees_every_school(request.user):
            return True
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.is_own(request, obj)

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
