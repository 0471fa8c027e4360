"""What the list of notices and the call list have in common."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from backoffice.admin_pages import DeclaresPages
from backoffice.keys_first import KeysFirstPaginator
from backoffice.read_only_admin import ReadOnlyAdmin
from events.admin.booking_search import NumberSearchMixin, search_by_booking
from events.admin.phone_numbers import may_see_phone_numbers
from schools.scoped_admin import OwnSchoolsOnly

EDITION_OF_NOTICE = "booking__slot__session__week"


class NoticeAdminBase(NumberSearchMixin, OwnSchoolsOnly, ReadOnlyAdmin, DeclaresPages):
    """Read-only lists of the notices of the user's own schools."""

    school_path = "booking__slot__session__host_school"
    list_select_related = ("booking__slot__session", "booking__school")
    list_per_page = 50
    paginator = KeysFirstPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count beside each kind would read every notice
    search_fields = ("booking__reference", "booking__phone")  # what `search_by_booking` looks at
    search_help_text = gettext_lazy("Reference, or the whole mobile number")

    def get_search_results(self, request, queryset, search_term):
        return search_by_booking(queryset, search_term) if search_term else queryset, False

    def has_notify_permission(self, request):
        """Whether the user may send notices again or tick off telephone calls."""
        return request.user.has_perm("events.change_notice")

    def has_see_numbers_permission(self, request):
        return self.has_notify_permission(request) and may_see_phone_numbers(request.user)

    @admin.display(description=gettext_lazy("reference"), ordering="booking__reference")
    def reference(self, notice):
        return notice.booking.spaced_reference

    @admin.display(description=gettext_lazy("to whom"))
    def recipient(self, notice):
        return notice.masked_recipient or "—"

    @admin.display(description=gettext_lazy("session"))
    def session(self, notice):
        return notice.booking.slot.session.title

    @admin.display(description=gettext_lazy("time slot"), ordering="booking__slot__starts_at")
    def slot(self, notice):
        return notice.booking.slot
