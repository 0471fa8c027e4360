"""Previews: the public page of an unpublished record, for anybody with its signed link."""

from csp.decorators import csp_replace
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from alumni.models import Graduate
from backoffice.previews.links import read_preview_token
from content.models import Record, SearchSynonym
from content.publishing import describe_status, is_public, preview_as_public
from content.rollback import run_rolled_back
from events.editions.showing import show_in_preview
from events.models import ActivityWeek, Announcement, EventSession, StorySection, Venue
from schools.models import (
    District,
    Enterprise,
    Figure,
    FigureStory,
    IndustryCollege,
    Initiative,
    Major,
    Partnership,
    School,
    Trade,
)

DETAIL_PAGES = {
    EventSession: "session_detail",
    School: "school_detail",
    IndustryCollege: "college_detail",
    Graduate: "graduate_detail",
}
STORY_PAGES = {
    FigureStory.Place.NUMBERS: "numbers",
    FigureStory.Place.HOME_MAP: "home",
    FigureStory.Place.SCHOOLS: "school_list",
    FigureStory.Place.COLLEGES: "college_list",
    FigureStory.Place.PARTNERSHIPS: "partnership_list",
    FigureStory.Place.CONSORTIA: "partnership_list",
}
LIST_PAGES = {
    Partnership: "partnership_list",
    Enterprise: "partnership_list",
    Initiative: "partnership_list",
    Figure: "numbers",
    District: "school_list",
    Announcement: "home",
    Venue: "programme",
    Trade: "programme",
    SearchSynonym: "search",
}


def record_page_url(record: Record) -> str:
    """Return the address of the public page that shows the record."""
    if isinstance(record, Major):
        return reverse("school_detail", args=[record.school.slug])
    if isinstance(record, ActivityWeek):
        return reverse("programme") if record.is_current else reverse("week_detail", args=[record.slug])
    if isinstance(record, StorySection):
        return reverse("week_detail", args=[record.week.slug])
    if isinstance(record, FigureStory):
        return reverse(STORY_PAGES[record.place])
    if type(record) in DETAIL_PAGES:
        return reverse(DETAIL_PAGES[type(record)], args=[record.slug])
    return reverse(LIST_PAGES[type(record)])


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def preview(request, token):
    try:
        record, page_name = read_preview_token(token)
    except signing.SignatureExpired:
        return preview_gone_response(request, _("This preview link has expired. Ask for a new one."))
    except signing.BadSignature:
        return preview_gone_response(request, _("This preview link is not complete. Copy it again."))
    if record is None:
        return preview_gone_response(request, _("What this link showed is no longer there."))
    if is_public(record) and (record.is_current if page_name else True):
        if "framed" in request.GET:  # the public page itself may not be framed
            return draw_page(request, reverse(page_name) if page_name else record_page_url(record))
        return redirect(page_name or record_page_url(record))
    request.preview = {"name": str(record), "state": describe_status(record)}
    with preview_as_public(record):
        if page_name:
            response = run_rolled_back(lambda: draw_with_edition(request, record, page_name))
        else:
            response = draw_page(request, record_page_url(record))
    response["X-Robots-Tag"] = "noindex"
    return response


def draw_with_edition(request, week: ActivityWeek, page_name: str):
    """Draw a page as it will be once this edition is the one shown; the caller takes back that it is."""
    show_in_preview(week)
    return draw_page(request, reverse(page_name))


def draw_page(request, address: str):
    page = resolve(address)
    return page.func(request, *page.args, **page.kwargs)


def preview_gone_response(request, sentence):
    return render(request, "pages/preview_unavailable.html", {"sentence": sentence}, status=404)
