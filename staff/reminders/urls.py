"""Addresses of one's own reminders."""

from django.urls import path

from . import views

app_name = "reminders"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("address/", views.address, name="address"),
    path("address/code/", views.confirm, name="confirm"),
    path("address/erase/", views.erase, name="erase"),
    path("trial/", views.trial, name="trial"),
]
