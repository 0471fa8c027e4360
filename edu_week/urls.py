"""Every address of the portal. English pages have a language prefix; files for machines never do."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

import accounts.urls
import alumni.urls
import events.urls
import schools.urls
from edu_week import feeds, health, info_pages, manifest, media, preview_page, views
from edu_week.api import api, unknown_api_path
from edu_week.home.views import home
from edu_week.home.week_page import week_detail
from edu_week.metrics.views import metrics
from edu_week.offline import views as offline
from edu_week.search.views import search
from edu_week.site_share_image import site_card
from edu_week.sitemap import sitemap

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/<path:path>", unknown_api_path),
    path("feeds/news.atom", feeds.news_feed, name="news_feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("admin/", include("accounts.urls")),  # log-in and passwords, before Django's own pages of these addresses
    path("admin/", admin.site.urls),
    re_path(r"^media/(?P<path>pictures/.+)$", media.picture_file),
    path("display/theme/", views.set_theme, name="set_theme"),
    path("display/large-print/", views.set_a11y, name="set_a11y"),
    path("", include(events.urls.machine_urlpatterns)),
    path("", include(schools.urls.machine_urlpatterns)),
    path("", include(alumni.urls.machine_urlpatterns)),
]

urlpatterns += i18n_patterns(
    path("", home, name="home"),
    path("weeks/<slug:slug>/", week_detail, name="week_detail"),
    path("search/", search, name="search"),
    path("card.png", site_card, name="site_card"),
    path("offline/", offline.offline, name="offline"),
    path("about/", info_pages.about, name="about"),
    path("privacy/", info_pages.privacy, name="privacy"),
    path("preview/<str:token>/", preview_page.preview, name="preview"),
    path("accessibility/", info_pages.accessibility, name="accessibility"),
    path("desk/", include(accounts.urls.desk_urlpatterns)),
    path("", include("events.urls")),
    path("", include("schools.urls")),
    path("", include("alumni.urls")),
    prefix_default_language=False,
)

handler400 = "edu_week.views.bad_request"
handler403 = "edu_week.views.permission_denied"
handler404 = "edu_week.views.page_not_found"
handler500 = "edu_week.views.server_error"
