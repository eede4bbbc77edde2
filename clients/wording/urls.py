"""Addresses of the writing aid's list."""

from django.urls import path

from . import views

app_name = "wording"
urlpatterns = [
    path("wording/", views.terms, name="terms"),
    path("wording/new/", views.add_term, name="add_term"),
    path("wording/<uuid:term>/", views.change_term, name="change_term"),
]
