from django.urls import path

from events.checkin import json_views, now_views, paper_views, scan_views, views
from events.checkin.decoder_views import desk_decoder
from events.checkin.qr_decoder import VERSION as DECODER_VERSION

urlpatterns = [
    path("events/now/", now_views.events_now, name="events_now"),  # before session_detail, whose pattern matches it too
    path("desk/", views.desk, name="desk"),
    path("desk/list.json", json_views.desk_list, name="desk_list"),
    path("desk/counts.json", json_views.desk_counts, name="desk_counts"),
    path("desk/scans.json", json_views.desk_scans, name="desk_scans"),
    path("desk/scan/", scan_views.desk_scan, name="desk_scan"),
    path("desk/sw.js", scan_views.desk_worker, name="desk_worker"),
    path("desk/choose/", views.desk_choose, name="desk_choose"),
    path("desk/door/", views.desk_door, name="desk_door"),
    path("desk/numbers/", views.desk_numbers, name="desk_numbers"),
    path("desk/find/", views.desk_find, name="desk_find"),
    path("desk/check-in/", views.desk_check_in, name="desk_check_in"),
    path("desk/walk-in/", views.desk_walk_in, name="desk_walk_in"),
    path("desk/arrivals/", views.desk_arrivals, name="desk_arrivals"),
    path("desk/arrivals/<id:arrival_id>/correct/", views.desk_correct, name="desk_correct"),
    path("desk/arrivals/<id:arrival_id>/undo/", views.desk_undo, name="desk_undo"),
    path("desk/arrivals/<id:arrival_id>/settle/", views.desk_settle, name="desk_settle"),
    path("desk/expected/", paper_views.desk_expected, name="desk_expected"),
    path("desk/pack/", paper_views.desk_pack, name="desk_pack"),
    path("desk/<id:slot_id>/", views.desk_slot, name="desk_slot"),
]

machine_urlpatterns = [
    path(f"desk/qr-{DECODER_VERSION}/<str:name>", desk_decoder, name="desk_decoder"),
]
