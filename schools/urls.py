from django.urls import path

from schools import views

urlpatterns = [
    path("schools/", views.school_list, name="school_list"),
    path("schools/<slug:slug>/", views.school_detail, name="school_detail"),
    path("industry-colleges/", views.college_list, name="college_list"),
    path("industry-colleges/<slug:slug>/", views.college_detail, name="college_detail"),
    path("partnerships/", views.partnership_list, name="partnership_list"),
    path("numbers/", views.numbers, name="numbers"),
]
machine_urlpatterns = []
