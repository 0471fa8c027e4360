from django.urls import path

from alumni import views

urlpatterns = [
    path("alumni/", views.graduate_list, name="graduate_list"),
    path("alumni/<slug:slug>/", views.graduate_detail, name="graduate_detail"),
]
machine_urlpatterns = []
