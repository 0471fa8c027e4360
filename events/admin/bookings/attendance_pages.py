"""Admin pages about who came: numbers and charts by day, school and session, what visitors answered, and all of it as xlsx."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage, DeclaresPages
from content import clock
from events.bookings.visiting_counts import list_visiting_schools
from events.checkin.attendance import AttendanceReport, AttendanceRow, build_attendance_report, list_feedback
from events.models import ActivityWeek, Booking
from schools.scoping import within_own_schools
from spreadsheets.exporting.file_formats import build_xlsx
from spreadsheets.pages.responses import download_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCHOOL_OF_BOOKING = "slot__session__host_school"


class AttendancePages(DeclaresPages):
    """Mixin for the ModelAdmin of arrivals."""

    pages = (
        AdminPage(route="attendance/", view="attendance_view", name="attendance"),
        AdminPage(route="attendance/xlsx/", view="attendance_xlsx", name="attendance_xlsx"),
    )

    def attendance_view(self, request):
        context = self.read_attendance(request)
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Attendance"), "is_popup": False}
        frame["subtitle"] = context["week"]
        return TemplateResponse(request, "admin/events/arrival/attendance.html", {**frame, **context})

    def attendance_xlsx(self, request):
        context = self.read_attendance(request)
        book = build_xlsx(list_sheets(context["report"], context["visitors"]))
        return download_response(book, f"attendance-{clock.today():%Y-%m-%d}.xlsx", XLSX)

    def read_attendance(self, request) -> dict:
        """Return report, feedback and visiting schools of the current week. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now, week = clock.now(), ActivityWeek.objects.current()
        report = build_attendance_report(request.user, week, now)
        feedback = list_feedback([row.label for row in report.by_session])
        return {"report": report, "week": week, "feedback": feedback, "visitors": self.list_visitors(request, week, now)}

    def list_visitors(self, request, week, now) -> list:
        """Return the visiting schools of the whole week: what was kept of them does not say whom they visited."""
        if week is None or not request.user.has_perm("schools.see_every_school"):
            return []
        return list_visiting_schools(week, within_own_schools(Booking.objects.all(), request.user, SCHOOL_OF_BOOKING), now)


def list_sheets(report: AttendanceReport, visitors: list):
    titles = [
        *(_("Time slots"), _("Time slots counted"), _("People booked"), _("Bookings"), _("Bookings that came")),
        *(_("Did not come"), _("Did not come, %"), _("Late"), _("Late, %"), _("Walk-ins"), _("People in")),
    ]
    for name, first, rows in (
        (_("By day"), _("Day"), report.by_day),
        (_("By host school"), _("Host school"), report.by_school),
        (_("By session"), _("Session"), report.by_session),
    ):
        yield name, [first, *titles], [list_cells(row) for row in rows]
    if visitors:
        heads = [_("School"), _("Classes"), _("Pupils"), _("Adults"), _("Classes in"), _("Pupils in"), _("Adults in")]
        yield _("Visiting schools"), heads, [list_visitor_cells(row) for row in visitors]


def list_cells(row: AttendanceRow) -> list:
    """Return the numbers of a row; where no door was counted those of who came are blank, as nobody knows."""
    counted = (row.parties, row.parties_in, row.no_shows, row.no_show_percent)
    counted += (row.late, row.late_percent, row.walk_ins, row.people_in)
    blank = (None,) * len(counted)
    return [str(row.label), row.slots, row.counted_slots, row.booked, *(counted if row.counted_slots else blank)]


def list_visitor_cells(row) -> list:
    name = str(row.school) if row.school else _("Other schools")
    return [name, row.classes, row.pupils, row.adults, row.classes_in, row.pupils_in, row.adults_in]
