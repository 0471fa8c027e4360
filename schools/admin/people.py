from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from schools.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ("username", "display_name", "school_names", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser", "groups", "schools")
    search_fields = ("username", "display_name", "first_name", "last_name", "email")
    autocomplete_fields = ("schools",)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email")}),
        (_("Work"), {"fields": ("schools", "groups")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "display_name", "usable_password", "password1", "password2")}),
        (_("Work"), {"fields": ("is_staff", "schools", "groups")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("schools")

    @admin.display(description=_("schools"))
    def school_names(self, user):
        return "、".join(school.name for school in user.schools.all()) or "—"
