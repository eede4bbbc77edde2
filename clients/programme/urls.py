"""Addresses of a man's events, below his case file."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "programme"
urlpatterns = [
    path(FILE + "programme/", views.programme, name="programme"),
    path(FILE + "programme/form/", views.form_to_sign, name="form_to_sign"),
    path(FILE + "programme/signed/", views.record_signed, name="record_signed"),
    path(FILE + "programme/new/", views.record_event, name="record_event"),
    path(FILE + "programme/<uuid:event_id>/correct/", views.correct_event, name="correct_event"),
]
