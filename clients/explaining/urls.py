"""Addresses of what was explained to a client, below their case file."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "explaining"
urlpatterns = [
    path(FILE + "policy/", views.explanations, name="explanations"),
    path(FILE + "policy/new/", views.record_explanation, name="record_explanation"),
]
