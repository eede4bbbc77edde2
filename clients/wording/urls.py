"""Addresses of the writing aid and its list."""

from django.urls import path

from . import views

app_name = "wording"
urlpatterns = [
    path("wording/", views.terms, name="terms"),
    path("wording/look/", views.look, name="look"),
    path("wording/new/", views.add_term, name="add_term"),
    path("wording/<uuid:term>/", views.change_term, name="change_term"),
]
