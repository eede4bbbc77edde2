"""Addresses of operations."""

from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("operations/", views.overview, name="overview"),
    path("metrics/", views.metrics, name="metrics"),
]
