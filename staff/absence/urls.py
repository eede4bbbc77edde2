"""Addresses of days away."""

from django.urls import path

from . import views

app_name = "absence"
urlpatterns = [
    path("", views.absences, name="absences"),
    path("<uuid:absence_id>/take-back/", views.take_back, name="take_back"),
]
