"""Addresses of callers."""

from django.urls import path

from . import views

app_name = "callers"
urlpatterns = [
    path("callers/", views.home, name="home"),
    path("callers/client/", views.record_call, name="record_call"),
    path("callers/waiting/", views.waiting, name="waiting"),
    path("callers/calls/<uuid:call_id>/", views.call, name="call"),
    path("callers/calls/<uuid:call_id>/look/", views.look, name="look"),
    path("callers/calls/<uuid:call_id>/file/", views.put_on_file, name="put_on_file"),
    path(
        "callers/calls/<uuid:call_id>/files/<uuid:link_id>/",
        views.take_off_file,
        name="take_off_file",
    ),
    path("files/<str:reference>/callers/", views.on_file, name="on_file"),
]
