"""Admin page that shows what the public will see of another edition, exchanges the one shown, and takes that back."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.admin_pages import AdminPage
from backoffice.audit_log import events
from backoffice.previews.admin import FRAME_SIZES, frame_width_labels
from backoffice.previews.links import make_preview_token, preview_valid_until
from content import clock
from content.absolute_urls import prepend_base_url
from content.publishing import PUBLISH_PERMISSION
from content.query_values import parse_id
from events.editions.checklist import Checklist
from events.editions.showing import (
    EditionError,
    count_live_bookings,
    find_obstacle,
    find_swap_to_undo,
    show_edition,
    show_previous_edition,
)
from events.models import ActivityWeek, EventSession, TimeSlot
from schools.scoping import sees_every_school

PAGES = ("home", "programme")


def may_show_editions(user) -> bool:
    return sees_every_school(user) and user.has_perms(("events.change_activityweek", PUBLISH_PERMISSION))


def show_edition_context(model_admin, request, week) -> dict:
    return {"may_show_edition": week is not None and may_show_editions(request.user)}


class ShowEditionPage:
    """Mixin for the ModelAdmin of editions."""

    pages = (AdminPage(route="<path:object_id>/show/", view="show_view", name="show"),)
    page_context = (show_edition_context,)

    def show_view(self, request, object_id):
        if not may_show_editions(request.user):
            raise PermissionDenied
        week = self.get_object(request, unquote(object_id))
        if week is None:
            raise Http404
        if request.method == "POST":
            self.exchange(request, week)
            return HttpResponseRedirect(reverse("admin:events_activityweek_show", args=[week.pk]))
        return self.preview_edition(request, week)

    def exchange(self, request, week):
        now = clock.now()
        try:
            if "_previous" in request.POST:
                self.show_previous(request, week, now)
            elif "_show" in request.POST:
                self.show_this(request, week, now)
        except EditionError as error:
            self.message_user(request, str(error), messages.WARNING)

    @transaction.atomic
    def show_this(self, request, week, now):
        swap = show_edition(week.pk, instead_of=parse_id(request.POST.get("instead_of")), user=request.user, now=now)
        before = _("before: %(name)s") % {"name": swap.instead_of} if swap.instead_of else _("before: none")
        self.note(request, week, _("Shown to the public; %(before)s") % {"before": before})
        self.message_user(request, _("The public now sees “%(name)s”.") % {"name": week}, messages.SUCCESS)

    @transaction.atomic
    def show_previous(self, request, week, now):
        swap = show_previous_edition(week.pk, now=now)
        self.note(request, swap.instead_of, _("Shown to the public again; taken back: %(name)s") % {"name": week})
        self.message_user(request, _("The public sees “%(name)s” again.") % {"name": swap.instead_of}, messages.SUCCESS)

    def note(self, request, week, sentence: str):
        self.log_change(request, week, sentence)
        events.record_audit_event(events.Event.PUBLISHED, request=request, about=week, detail=sentence)

    def preview_edition(self, request, week):
        now = clock.now()
        current = ActivityWeek.objects.filter(is_current=True).first()
        name = request.GET.get("page") if request.GET.get("page") in PAGES else PAGES[0]
        width = request.GET.get("width") if request.GET.get("width") in FRAME_SIZES else "phone"
        page = reverse("preview", args=[make_preview_token(week, page=name)])
        if not week.is_current and not request.GET:
            events.record_audit_event(events.Event.PREVIEW_LINK, request=request, about=week)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The edition shown") if week.is_current else _("Show this edition"),
            "subtitle": str(week),
            "opts": self.opts,
            "original": week,
            "current": current,
            "obstacle": find_obstacle(week),
            "swap": find_swap_to_undo(week, now),
            "page": page,
            "link": prepend_base_url(page),
            "valid_until": preview_valid_until(),
            "frame": FRAME_SIZES[width],
            "width": width,
            "widths": [(key, label, key == width) for key, label in frame_width_labels()],
            "page_name": name,
            "page_names": [(key, label, key == name) for key, label in (("home", _("Home")), ("programme", _("Programme")))],
            **self.describe_change(week, current, now),
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/events/editions/show_edition.html", context)

    def describe_change(self, week, current, now) -> dict:
        """Return what the page says about before and after."""
        sessions = EventSession.objects.filter(week=week).exclude(status=EventSession.Status.ARCHIVED)
        published = sessions.filter(status=EventSession.Status.PUBLISHED)
        old = current if current and current != week else None
        return {
            "published_count": published.count(),
            "draft_count": sessions.exclude(status=EventSession.Status.PUBLISHED).count(),
            "open_count": Checklist(week).open_count,
            "old_slots": TimeSlot.objects.filter(session__week=old, ends_at__gt=now).count() if old else 0,
            "old_bookings": count_live_bookings(old, now) if old else 0,
            "own_bookings": count_live_bookings(week, now),
            "old_is_over": old is not None and old.ends_on < clock.today(),
        }
