"""Addresses of a draft's pages, below its request."""

from django.urls import path

from . import views

app_name = "scans"
ALL = "disclosures/<uuid:request_id>/pages/"
ONE = ALL + "<uuid:document_id>/"
urlpatterns = [
    path(ALL, views.documents, name="documents"),
    path(ONE + "take-out/", views.take_out, name="take_out"),
    path(ONE + "<int:number>/", views.page, name="page"),
    path(ONE + "<int:number>/picture.png", views.image, name="image"),
]
