"""Files that programs read: the news feed, the sitemap, robots."""

from xml.sax.saxutils import escape, quoteattr

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from alumni.models import Graduate
from content import clock
from content.links import absolute_url
from content.models import SiteSettings
from content.richtext.rendering import attach_pictures, render
from events.models import ActivityWeek, Announcement, EventSession
from schools.models import IndustryCollege, School

PAGES = (
    "home",
    "programme",
    "school_list",
    "college_list",
    "partnership_list",
    "graduate_list",
    "numbers",
    "about",
    "privacy",
    "accessibility",
)
DETAILS = (
    ("session_detail", EventSession),
    ("school_detail", School),
    ("college_detail", IndustryCollege),
    ("graduate_detail", Graduate),
)
LANGUAGES = (("zh-hans", "zh-CN"), ("en", "en"))


def site_name():
    week = ActivityWeek.objects.current()
    return SiteSettings.load().site_name or (week.name if week else "晋中职业教育活动周")


class AbsoluteAtom(Atom1Feed):
    def root_attributes(self):
        return {**super().root_attributes(), "xml:lang": "zh-CN"}


class NewsFeed(Feed):
    feed_type = AbsoluteAtom

    def title(self):
        return site_name()

    def link(self):
        return absolute_url("home")

    def feed_url(self):
        return absolute_url("news_feed")

    def feed_guid(self):
        return absolute_url("news_feed")

    def items(self):
        return attach_pictures(Announcement.objects.published(clock.now()).order_by("-shown_from", "-pk")[:50], "body")

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return str(render(item.body, pictures=item.text_pictures))

    def item_link(self, item):
        return f"{absolute_url('home')}#{item.slug}"

    def item_guid(self, item):
        return self.item_link(item)

    def item_pubdate(self, item):
        return item.shown_from

    def item_updateddate(self, item):
        return max(item.updated_at, item.shown_from)


news_feed = require_safe(cache_control(public=True, max_age=60)(NewsFeed()))


@require_safe
@cache_control(public=True, max_age=300)
def sitemap(request):
    entries = [entry(name) for name in PAGES]
    for name, model in DETAILS:
        records = model.objects.published().order_by("pk").values_list("slug", "updated_at")
        entries += [entry(name, slug, changed_at=updated_at) for slug, updated_at in records]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        f"{''.join(entries)}</urlset>\n"
    )
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def entry(name, *args, changed_at=None):
    """One page in each of its languages, each naming all of them."""
    places = []
    for code, tag in LANGUAGES:
        with override(code):
            places.append((tag, absolute_url(name, *args)))
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(url)}/>' for tag, url in places)
    changed = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
    return "".join(f"<url><loc>{escape(url)}</loc>{changed}{links}</url>\n" for _tag, url in places)


@require_safe
@cache_control(public=True, max_age=300)
def robots(request):
    """A rehearsal asks not to be indexed at all."""
    root = reverse("home")
    shut = [root] if clock.is_rehearsal() else [f"{root}{part}/" for part in ("admin", "bookings", "en/bookings", "desk")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in shut)]
    if not clock.is_rehearsal():
        lines.append(f"Sitemap: {absolute_url('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
