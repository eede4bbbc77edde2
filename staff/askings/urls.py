"""Addresses of requests about one of us."""

from django.urls import path

from . import views

app_name = "askings"
urlpatterns = [
    path("callers/colleague/", views.record_asking, name="record_asking"),
    path("callers/colleague/<uuid:asking_id>/", views.record, name="record"),
    path("about-staff/", views.home, name="home"),
    path("about-staff/<uuid:asking_id>/", views.asking, name="asking"),
    path("about-staff/<uuid:asking_id>/<slug:step>/", views.note, name="note"),
]
