from django.urls import include, path

import events.bookings.urls
import events.checkin.urls
from events.programme import embed, share_image_views, views

urlpatterns = [
    path("events/", views.programme, name="programme"),
    path("embed/programme/", embed.embed_programme, name="embed_programme"),
    path("", include("events.bookings.urls")),  # before session_detail, whose pattern matches events/plan/ too
    path("", include("events.checkin.urls")),
    path("events/<slug:slug>/", views.session_detail, name="session_detail"),
    path("events/<slug:slug>/card.png", share_image_views.session_card, name="session_card"),
]

machine_urlpatterns = [
    path("events/availability.json", views.availability_json, name="availability_json"),
    path("events/calendar.ics", views.programme_ics, name="programme_ics"),
    path("events/<slug:slug>/calendar.ics", views.session_ics, name="session_ics"),
    *events.bookings.urls.machine_urlpatterns,
    *events.checkin.urls.machine_urlpatterns,
]
