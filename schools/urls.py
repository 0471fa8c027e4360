from django.urls import path

from schools import share_image_views, views

urlpatterns = [
    path("schools/", views.school_list, name="school_list"),
    path("schools/<slug:slug>/", views.school_detail, name="school_detail"),
    path("schools/<slug:slug>/card.png", share_image_views.school_card, name="school_card"),
    path("industry-colleges/", views.college_list, name="college_list"),
    path("industry-colleges/<slug:slug>/", views.college_detail, name="college_detail"),
    path("industry-colleges/<slug:slug>/card.png", share_image_views.college_card, name="college_card"),
    path("partnerships/", views.partnership_list, name="partnership_list"),
    path("numbers/", views.numbers, name="numbers"),
]
machine_urlpatterns = []
