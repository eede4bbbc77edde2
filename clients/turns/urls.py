"""Addresses of turns."""

from django.urls import path

from . import views

app_name = "turns"
urlpatterns = [
    path("turns/", views.turn, name="turn"),
    path("turns/<uuid:turn_id>/end/", views.end, name="end"),
]
