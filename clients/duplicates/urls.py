"""Addresses of entries that tell the same."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "duplicates"
urlpatterns = [
    path("written-twice/", views.waiting, name="waiting"),
    path(FILE + "entries/<uuid:entry_id>/twice/", views.propose, name="propose"),
    path(FILE + "twice/<uuid:duplicate_id>/", views.duplicate, name="duplicate"),
]
