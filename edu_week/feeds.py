"""The news feed and robots.txt."""

import datetime as dt
import uuid

from django.contrib.syndication.views import Feed
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content import clock
from content.absolute_urls import absolute_url
from content.control_characters import strip_unwritable
from content.models import SiteSettings
from content.richtext.rendering import attach_pictures, render_markdown
from content.sample_marks import mark_sample_title
from content.site_identity import permanent_domain
from content.site_names import site_name
from events.models import ActivityWeek, Announcement

NEWS = uuid.UUID("6f0c1b5e-93d4-4d0b-8f3e-2a6d0c7b9e51")  # namespace of the entries' ids; must never change
PRIVATE = ("admin", "bookings", "en/bookings", "desk", "en/desk")
BEFORE_ANY_WEEK = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class AbsoluteAtom(Atom1Feed):
    """Resolves relative addresses in texts against the portal; an empty feed was updated when its week was.

    What XML cannot hold is stripped from every text: one such character would take down the whole feed.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*map(strip_texts, args), **strip_texts(kwargs))

    def add_item(self, *args, **kwargs):
        super().add_item(*map(strip_texts, args), **strip_texts(kwargs))

    def root_attributes(self):
        return {**super().root_attributes(), "xml:lang": "zh-CN", "xml:base": absolute_url("home")}

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["updated_if_empty"]


def strip_texts(value):
    if isinstance(value, dict):
        return {name: strip_texts(each) for name, each in value.items()}
    return strip_unwritable(str(value)) if isinstance(value, str | Promise) else value


class NewsFeed(Feed):
    feed_type = AbsoluteAtom

    def get_object(self, request):
        return SiteSettings.load()

    def title(self, site):
        return site_name(site)

    def author_name(self, site):
        return site.organiser or site_name(site)

    def link(self):
        return absolute_url("home")

    def feed_url(self):
        return absolute_url("news_feed")

    def feed_guid(self):
        """Return an id that stays when the portal moves to another domain."""
        return uuid.uuid5(NEWS, permanent_domain()).urn

    def feed_extra_kwargs(self, site):
        week = ActivityWeek.objects.current()
        return {"updated_if_empty": week.updated_at if week else BEFORE_ANY_WEEK}

    def items(self):
        return attach_pictures(Announcement.objects.published(clock.now()).order_by("-publish_at", "-pk")[:50], "body")

    def item_title(self, item):
        return mark_sample_title(item.title, item.sample_parts)

    def item_description(self, item):
        return str(render_markdown(item.body, pictures=item.text_pictures))

    def item_link(self, item):
        return f"{absolute_url('home')}#{item.slug}"

    def item_guid(self, item):
        """Return an id that stays when the portal moves to another domain or the announcement gets another slug."""
        return uuid.uuid5(NEWS, f"{item.created_at.isoformat()}/{item.pk}").urn

    def item_pubdate(self, item):
        return item.publish_at

    def item_updateddate(self, item):
        return max(item.updated_at, item.publish_at)


news_feed = require_safe(cache_control(public=True, max_age=60)(NewsFeed()))


@require_safe
@cache_control(public=True, max_age=300)
def robots(request):
    """Disallow private pages; during a rehearsal disallow everything."""
    root = reverse("home")
    disallowed = [root] if clock.is_rehearsal() else [f"{root}{part}/" for part in PRIVATE]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed)]
    if not clock.is_rehearsal():
        lines.append(f"Sitemap: {absolute_url('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
