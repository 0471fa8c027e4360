from django.urls import path

from events.bookings import change_views, plan_views, tickets, views

urlpatterns = [
    path("events/<slug:slug>/book/", views.SessionBook.as_view(), name="session_book"),
    path("events/plan/", plan_views.PlanTimes.as_view(), name="plan_times"),
    path("bookings/plan/<str:plan>/", plan_views.PlanDetails.as_view(), name="plan_details"),
    path("bookings/plan/<str:plan>/drop/", plan_views.plan_drop, name="plan_drop"),
    path("bookings/", views.BookingFind.as_view(), name="booking_find"),
    path("bookings/<str:token>/", tickets.ticket, name="ticket"),
    path("bookings/<str:token>/cancel/", views.ticket_cancel, name="ticket_cancel"),
    path("bookings/<str:token>/change/", change_views.TicketChange.as_view(), name="ticket_change"),
    path("bookings/<str:token>/qr.png", tickets.ticket_qr, name="ticket_qr"),
    path("bookings/<str:token>/card/", tickets.ticket_card, name="ticket_card"),
    path("bookings/<str:token>/sheet/", tickets.class_sheet, name="class_sheet"),
    path("bookings/<str:token>/feed/", tickets.ticket_feed, name="ticket_feed"),
    path("bookings/<str:token>/calendar.ics", tickets.ticket_ics, name="ticket_ics"),
]

machine_urlpatterns = [
    path("bookings/feed/<str:feed_token>.ics", tickets.booking_feed, name="booking_feed"),
]
