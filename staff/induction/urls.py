"""Addresses of the policy's text, below /policy/."""

from django.urls import path

from . import views

app_name = "induction"
urlpatterns = [
    path("text/", views.read, name="read"),
    path("text/versions/", views.history, name="history"),
    path("text/versions/<int:number>/", views.version, name="version"),
    path("text/versions/<int:number>/changes/", views.changes, name="changes"),
    path("text/write/", views.write, name="write"),
    path("text/waiting/", views.waiting, name="waiting"),
    path("text/waiting/throw-away/", views.throw_away, name="throw_away"),
    path("text/standings/", views.overview, name="overview"),
]
