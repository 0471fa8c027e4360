from django.urls import path

from events.checkin import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<id:slot_id>/", views.desk_slot, name="desk_slot"),
]
