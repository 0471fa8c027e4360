"""Admin of pictures: they belong to the schools of the account that uploaded them; everybody may use the bureau's."""

from django.contrib import admin
from django.db.models import Q

from backoffice.picture_admin import PictureAdmin
from content.models import Picture, Published
from content.pictures.usage import find_picture_uses
from content.publishing import may_publish
from schools.scoped_admin import OwnSchoolsOnly
from schools.scoping import sees_every_school, within_own_schools


@admin.register(Picture)
class SchoolPictureAdmin(OwnSchoolsOnly, PictureAdmin):
    school_path = "uploaded_by__editorships__school"

    def get_queryset(self, request):
        """Own pictures, the bureau's, and those that records of own schools use; the last two may be used, but not changed."""
        pictures = PictureAdmin.get_queryset(self, request)
        if sees_every_school(request.user):
            return pictures
        own = within_own_schools(pictures, request.user, self.school_path)
        of_bureau = Q(uploaded_by__editorships__isnull=True)
        return pictures.filter(Q(pk__in=own.values("pk")) | of_bureau | self.used_by_own_schools(request))

    def used_by_own_schools(self, request) -> Q:
        condition = Q()
        for relation in Picture._meta.related_objects:
            related = self.admin_site._registry.get(relation.related_model)
            if isinstance(related, OwnSchoolsOnly):
                rows = relation.related_model._default_manager.all()
                own = within_own_schools(rows, request.user, related.school_path)
                condition |= Q(pk__in=own.values(relation.field.name))
        return condition

    def is_own(self, request, obj) -> bool:
        """A picture on a public page does not count as own for an account whose changes there need approval."""
        return super().is_own(request, obj) and (
            obj is None or obj.pk is None or sees_every_school(request.user) or not needs_approval_to_change(request.user, obj)
        )


def needs_approval_to_change(user, picture) -> bool:
    uses = picture.uses if hasattr(picture, "uses") else find_picture_uses(picture)
    public = [use for use in uses if isinstance(use, Published) and use.is_published]
    return any(not may_publish(user, use) for use in public)
