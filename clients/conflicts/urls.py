"""Addresses of conflicts: notices for line managers, and what is said at a file."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "conflicts"
urlpatterns = [
    path("conflicts/", views.notices, name="notices"),
    path("conflicts/<uuid:notice_id>/", views.notice, name="notice"),
    path(FILE + "colleagues/", views.name_colleagues, name="name_colleagues"),
    path(FILE + "step-back/", views.step_back, name="step_back"),
]
