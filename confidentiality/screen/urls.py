"""Addresses of the screen. None needs a session, none shows anything of one."""

from django.urls import path

from . import views

app_name = "screen"
urlpatterns = [
    path("lock/", views.lock, name="lock"),
    path("state/", views.state, name="state"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/look.css", views.look, name="look"),
]
