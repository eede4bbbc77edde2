"""Addresses of sharing protocols."""

from django.urls import path

from . import views

app_name = "protocols"
ONE = "protocols/<uuid:protocol_id>/"
urlpatterns = [
    path("protocols/", views.protocols, name="protocols"),
    path("protocols/new/", views.propose, name="propose"),
    path(ONE, views.protocol, name="protocol"),
    path(ONE + "decide/", views.decide, name="decide"),
    path(ONE + "end/", views.end, name="end"),
    path(ONE + "copies/<uuid:party_id>/", views.record_copy, name="record_copy"),
    path(ONE + "files/new/", views.name_file, name="name_file"),
    path(ONE + "files/<uuid:named_id>/off/", views.take_file_off, name="take_file_off"),
]
