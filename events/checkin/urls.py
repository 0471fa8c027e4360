from django.urls import path

from events.checkin import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/<int:slot_id>/", views.desk_slot, name="desk_slot"),
]
