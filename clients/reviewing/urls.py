"""Addresses of the access review."""

from django.urls import path

from . import views

app_name = "reviewing"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("house/", views.house, name="house"),
    path("results/", views.results, name="results"),
    path("begin/", views.begin, name="begin"),
    path("<uuid:person_id>/", views.person, name="person"),
]
