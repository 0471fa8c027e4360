from django.urls import path

from events.checkin import views
from events.checkin.decoder_views import desk_decoder
from events.checkin.qr_decoder import VERSION as DECODER_VERSION

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<id:slot_id>/", views.desk_slot, name="desk_slot"),
]

machine_urlpatterns = [
    path(f"desk/qr-{DECODER_VERSION}/<str:name>", desk_decoder, name="desk_decoder"),
]
