"""Addresses of deputies."""

from django.urls import path

from . import views

app_name = "deputies"
urlpatterns = [
    path("", views.deputies, name="deputies"),
    path("ask/", views.ask, name="ask"),
    path("<uuid:deputyship_id>/end/", views.end, name="end"),
]
