from django.urls import path

from alumni import share_image_views, views

urlpatterns = [
    path("alumni/", views.graduate_list, name="graduate_list"),
    path("alumni/<slug:slug>/", views.graduate_detail, name="graduate_detail"),
    path("alumni/<slug:slug>/card.png", share_image_views.graduate_card, name="graduate_card"),
]
machine_urlpatterns = []
