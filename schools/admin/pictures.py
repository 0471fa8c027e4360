"""Pictures belong to the schools of whoever uploaded them; the bureau's are everybody's to use."""

from django.contrib import admin
from django.db.models import Q

from content.admin import PictureAdmin
from content.models import Picture
from schools.admin.base import OwnSchoolsOnly, sees_every_school, within_own_schools

admin.site.unregister(Picture)


@admin.register(Picture)
class SchoolPictureAdmin(OwnSchoolsOnly, PictureAdmin):
    school_path = "uploaded_by__schools"

    def get_queryset(self, request):
        """The bureau's may be looked at and used on one's pages, not changed."""
        every = PictureAdmin.get_queryset(self, request)
        if sees_every_school(request.user):
            return every
        own = within_own_schools(every, request.user, self.school_path)
        return every.filter(Q(pk__in=own.values("pk")) | Q(uploaded_by__schools__isnull=True))
