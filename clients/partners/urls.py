"""Addresses of ties."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "partners"
urlpatterns = [
    path("ties/", views.ties, name="ties"),
    path("ties/<uuid:tie_id>/", views.tie, name="tie"),
    path(FILE + "partner/", views.say, name="say"),
]
