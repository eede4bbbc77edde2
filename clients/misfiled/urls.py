"""Addresses of what stands in the wrong file."""

from django.urls import path

from clients.references import FILE

from . import views, views_told

app_name = "misfiled"
urlpatterns = [
    path("wrong-file/", views.waiting, name="waiting"),
    path("wrong-file/<uuid:parcel_id>/", views.parcel, name="parcel"),
    path("wrong-file/ended/<uuid:notice_id>/", views.see_ended_handing, name="see_ended_handing"),
    path("wrong-file/seen/<uuid:notice_id>/", views.see_notice, name="see_notice"),
    path(
        "wrong-file/discussions/<uuid:notice_id>/",
        views.see_lost_discussion,
        name="see_lost_discussion",
    ),
    path(FILE + "entries/<uuid:subject_id>/wrong-file/", views.hand_on_entry, name="hand_on_entry"),
    path(
        FILE + "third-party/<uuid:subject_id>/wrong-file/",
        views.hand_on_record,
        name="hand_on_record",
    ),
    path(
        FILE + "people/<uuid:person_id>/wrong-file/",
        views_told.hand_on_person,
        name="hand_on_person",
    ),
    path(
        FILE + "contact/<uuid:version_id>/wrong-file/",
        views_told.hand_on_telling,
        name="hand_on_telling",
    ),
]
