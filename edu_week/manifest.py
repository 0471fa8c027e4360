"""The web app manifest, read by a phone that adds the portal to its home screen. There is one, in Chinese."""

from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.models import SiteSettings
from content.site_names import site_description, site_name
from events.models import ActivityWeek

PNG = "image/png"


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request):
    with override("zh-hans"):
        content = manifest_content(SiteSettings.load(), ActivityWeek.objects.current())
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def manifest_content(site, week):
    root, name = reverse("home"), site_name(site)
    return {
        "id": root,
        "name": name,
        "short_name": (week.short_name if week else "") or name,
        "description": site_description(site),
        "lang": "zh-CN",
        "dir": "ltr",
        "start_url": root,
        "scope": root,
        "display": "standalone",
        "theme_color": "#f6f0e4",
        "background_color": "#f6f0e4",
        "icons": manifest_icons(),
        "shortcuts": [manifest_shortcut(_("Programme"), "programme"), manifest_shortcut(_("My bookings"), "booking_find")],
    }


def manifest_icons():
    return [
        {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": PNG},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": PNG},
        {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": PNG, "purpose": "maskable"},
    ]


def manifest_shortcut(name, view):
    return {"name": name, "url": reverse(view), "icons": [{"src": static("img/icon-192.png"), "sizes": "192x192", "type": PNG}]}
