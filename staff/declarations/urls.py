"""Addresses of declarations, below /policy/conflicts/: open before anything else is."""

from django.urls import path

from . import views

app_name = "declarations"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.declare, name="declare"),
    path("<uuid:declared_id>/", views.correct, name="correct"),
    path("<uuid:declared_id>/end/", views.end, name="end"),
]
