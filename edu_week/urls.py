"""Every address of the portal. Pages carry a language prefix outside Chinese; files for machines never do."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

import alumni.urls
import events.urls
import schools.urls
from edu_week import views

urlpatterns = [
    path("display/theme/", views.set_theme, name="set_theme"),
    path("display/large-print/", views.set_a11y, name="set_a11y"),
    path("", include(events.urls.machine_urlpatterns)),
    path("", include(schools.urls.machine_urlpatterns)),
    path("", include(alumni.urls.machine_urlpatterns)),
]

urlpatterns += i18n_patterns(
    path("", include("events.urls")),
    path("", include("schools.urls")),
    path("", include("alumni.urls")),
    prefix_default_language=False,
)

handler400 = "edu_week.views.bad_request"
handler403 = "edu_week.views.permission_denied"
handler404 = "edu_week.views.page_not_found"
handler500 = "edu_week.views.server_error"
