"""Addresses of decisions not to share."""

from django.urls import path

from . import views

app_name = "refusals"
urlpatterns = [
    path("not-warned/", views.waiting, name="waiting"),
    path("files/<str:reference>/not-shared/", views.refusals, name="refusals"),
    path("files/<str:reference>/not-shared/new/", views.record_refusal, name="record_refusal"),
    path(
        "files/<str:reference>/not-shared/<uuid:refusal_id>/confirm/", views.confirm, name="confirm"
    ),
]
