from django.urls import path

from events.checkin import json_views, now_views, views
from events.checkin.decoder_views import desk_decoder
from events.checkin.qr_decoder import VERSION as DECODER_VERSION

urlpatterns = [
    path("events/now/", now_views.events_now, name="events_now"),  # before session_detail, whose pattern matches it too
    path("desk/", views.desk, name="desk"),
    path("desk/list.json", json_views.desk_list, name="desk_list"),
    path("desk/counts.json", json_views.desk_counts, name="desk_counts"),
    path("desk/scans.json", json_views.desk_scans, name="desk_scans"),
    path("desk/<id:slot_id>/", views.desk_slot, name="desk_slot"),
]

machine_urlpatterns = [
    path(f"desk/qr-{DECODER_VERSION}/<str:name>", desk_decoder, name="desk_decoder"),
]
