"""The sitemap: every public page in each of its languages, with the last change of the page or of what it shows.

Past editions stay in it. Only addresses without a query are listed, since these are the canonical ones.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from django.db.models import Max
from django.http import HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from alumni.models import Award, Graduate, Milestone
from content import clock
from content.absolute_urls import absolute_url
from content.control_characters import strip_unwritable
from edu_week.home.week_page import weeks_with_page
from events.models import ActivityWeek, Announcement, EventSession, TimeSlot
from schools.models import Enterprise, Figure, IndustryCollege, Initiative, Major, Partnership, School

DETAILS = (
    ("session_detail", EventSession),
    ("school_detail", School),
    ("college_detail", IndustryCollege),
    ("graduate_detail", Graduate),
)
LISTS = {
    "home": (EventSession, School, IndustryCollege, Graduate, Figure, Announcement, ActivityWeek),
    "programme": (EventSession,),
    "school_list": (School,),
    "college_list": (IndustryCollege,),
    "partnership_list": (Partnership, Enterprise, Initiative),
    "graduate_list": (Graduate,),
    "numbers": (Figure,),
    "about": (),
    "privacy": (),
    "accessibility": (),
}
# Related rows that a record's page shows. Models without `updated_at` have the dates of their history
PARTS = (
    (EventSession, TimeSlot.history, "session_id", "history_date"),
    (Graduate, Milestone.history, "graduate_id", "history_date"),
    (Graduate, Award.history, "graduate_id", "history_date"),
    (School, Major.objects, "school_id", "updated_at"),
    (School, EventSession.objects, "host_school_id", "updated_at"),
    (School, Graduate.objects, "school_id", "updated_at"),
)
LANGUAGES = (("zh-hans", "zh-CN"), ("en", "en"))


@require_safe
@cache_control(public=True, max_age=300)
def sitemap(request):
    changes = {model: last_changes_by_slug(model) for _name, model in DETAILS}
    entries = [sitemap_entry(name, changed_at=newest_change(models, changes)) for name, models in LISTS.items()]
    for name, model in DETAILS:
        entries += [sitemap_entry(name, slug, changed_at=changed_at) for slug, changed_at in changes[model].items()]
    for week in weeks_with_page():
        changed_at = max(filter(None, (week.updated_at, week.told_at)))
        entries.append(sitemap_entry("week_detail", week.slug, changed_at=changed_at))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{''.join(entries)}</urlset>\n"
    )
    return HttpResponse(strip_unwritable(body), content_type="application/xml; charset=utf-8")


def last_changes_by_slug(model) -> dict[str, dt.datetime]:
    """Return slug → last change of each public record, its related rows included."""
    parts = defaultdict(list)
    for owner, rows, link, date in PARTS:
        if owner is model:
            rows = rows.published() if hasattr(rows, "published") else rows
            for pk, changed_at in rows.order_by().values_list(link).annotate(Max(date)):
                parts[pk].append(changed_at)
    records = model.objects.published().order_by("pk").values_list("pk", "slug", "updated_at")
    return {slug: max([updated_at, *parts[pk]]) for pk, slug, updated_at in records}


def newest_change(models: Iterable, changes: dict) -> dt.datetime | None:
    """Return the last change among all public records of these models; None if there are none."""
    dates = [date for model in models if model in changes for date in changes[model].values()]
    others = [model.objects.published(clock.now()) for model in models if model not in changes]
    dates += [records.aggregate(newest=Max("updated_at"))["newest"] for records in others]
    return max(filter(None, dates), default=None)


def sitemap_entry(name: str, *args, changed_at: dt.datetime | None = None) -> str:
    """Return the entries of one page, one per language, each with links to all of them; x-default is the Chinese one."""
    urls = []
    for code, tag in LANGUAGES:
        with override(code):
            urls.append((tag, absolute_url(name, *args)))
    links = "".join(alternate_link(tag, url) for tag, url in [*urls, ("x-default", urls[0][1])])
    changed = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
    return "".join(f"<url><loc>{escape(url)}</loc>{changed}{links}</url>\n" for _tag, url in urls)


def alternate_link(tag: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url)}/>'
