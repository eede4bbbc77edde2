"""Addresses of drafts."""

from django.urls import path

from . import views

app_name = "drafts"
urlpatterns = [
    path("", views.my_drafts, name="my_drafts"),
    path("save/", views.save, name="save"),
    path("keep/", views.keep, name="keep"),
    path("<uuid:draft_id>/", views.draft, name="draft"),
    path("<uuid:draft_id>/discard/", views.discard, name="discard"),
]
