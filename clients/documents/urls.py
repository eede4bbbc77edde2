"""Addresses of documents, each below its case file."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "documents"
urlpatterns = [
    path(FILE + "documents/new/", views.add_document, name="add_document"),
    path(FILE + "documents/<uuid:document_id>/", views.document, name="document"),
    path(
        FILE + "third-party/documents/new/",
        views.add_third_party_document,
        name="add_third_party_document",
    ),
    path(
        FILE + "third-party/documents/<uuid:document_id>/",
        views.third_party_document,
        name="third_party_document",
    ),
]
