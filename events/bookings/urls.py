from django.urls import path

from events.bookings import (
    certificate_views,
    change_views,
    feedback_views,
    find_views,
    own_data_views,
    plan_views,
    ticket_views,
    views,
)

urlpatterns = [
    path("events/<slug:slug>/book/", views.SessionBook.as_view(), name="session_book"),
    path("events/plan/", plan_views.PlanTimes.as_view(), name="plan_times"),
    path("bookings/plan/<str:plan>/", plan_views.PlanDetails.as_view(), name="plan_details"),
    path("bookings/plan/<str:plan>/drop/", plan_views.plan_drop, name="plan_drop"),
    path("bookings/", find_views.BookingFind.as_view(), name="booking_find"),
    path("bookings/ticket-link/", find_views.TicketLink.as_view(), name="ticket_link"),
    path("bookings/<str:token>/", ticket_views.ticket, name="ticket"),
    path("bookings/<str:token>/cancel/", views.ticket_cancel, name="ticket_cancel"),
    path("bookings/<str:token>/change/", change_views.TicketChange.as_view(), name="ticket_change"),
    path("bookings/<str:token>/withdraw/", change_views.ticket_withdraw, name="ticket_withdraw"),
    path("bookings/<str:token>/erase/", own_data_views.TicketErase.as_view(), name="ticket_erase"),
    path("bookings/<str:token>/data/", own_data_views.TicketData.as_view(), name="ticket_data"),
    path("bookings/<str:token>/qr.png", ticket_views.ticket_qr, name="ticket_qr"),
    path("bookings/<str:token>/card/", ticket_views.ticket_card, name="ticket_card"),
    path("bookings/<str:token>/sheet/", ticket_views.class_sheet, name="class_sheet"),
    path("bookings/<str:token>/feedback/", feedback_views.BookingFeedback.as_view(), name="booking_feedback"),
    path("bookings/<str:token>/certificate/", certificate_views.booking_certificate, name="booking_certificate"),
    path("bookings/<str:token>/feed/", ticket_views.ticket_feed, name="ticket_feed"),
    path("bookings/<str:token>/calendar.ics", ticket_views.ticket_ics, name="ticket_ics"),
]

machine_urlpatterns = [
    path("bookings/feed/<str:feed_token>.ics", ticket_views.booking_feed, name="booking_feed"),
]
