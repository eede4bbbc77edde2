"""Addresses of what leavers left."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "leaving"
urlpatterns = [
    path("left-drafts/", views.left_drafts, name="left_drafts"),
    path(FILE + "left-drafts/<uuid:draft_id>/", views.left_draft, name="left_draft"),
    path(
        FILE + "left-drafts/<uuid:draft_id>/discard/",
        views.discard_left_draft,
        name="discard_left_draft",
    ),
]
