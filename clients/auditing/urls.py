"""Addresses of the audit."""

from django.urls import path

from . import views

app_name = "auditing"
urlpatterns = [
    path("", views.events, name="events"),
    path("events/<uuid:event_id>/", views.event, name="event"),
    path("root/", views.daily_root, name="daily_root"),
]
