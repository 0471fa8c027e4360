from django.urls import path

from events.bookings import views

urlpatterns = [
    path("events/<slug:slug>/book/", views.SessionBook.as_view(), name="session_book"),
    path("bookings/", views.BookingFind.as_view(), name="booking_find"),
    path("bookings/<str:token>/", views.ticket, name="ticket"),
    path("bookings/<str:token>/cancel/", views.ticket_cancel, name="ticket_cancel"),
    path("bookings/<str:token>/qr.png", views.ticket_qr, name="ticket_qr"),
    path("bookings/<str:token>/calendar.ics", views.ticket_ics, name="ticket_ics"),
]
