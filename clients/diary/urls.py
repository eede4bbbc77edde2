"""Addresses of the diary."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "diary"
urlpatterns = [
    path("diary/", views.week, name="week"),
    path("diary/coming/", views.coming, name="coming"),
    path("diary/new/", views.add, name="add"),
    path("diary/<uuid:appointment_id>/", views.appointment, name="appointment"),
    path("diary/<uuid:appointment_id>/move/", views.move, name="move"),
    path("diary/<uuid:appointment_id>/said/", views.say, name="say"),
    path(FILE + "diary/", views.on_file, name="on_file"),
    path(FILE + "diary/new/", views.add_on_file, name="add_on_file"),
]
