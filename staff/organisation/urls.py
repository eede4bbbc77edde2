"""Addresses of the list of what there is to set up, and of the organisation's details."""

from django.urls import path

from . import views, views_details

app_name = "organisation"
urlpatterns = [
    path("", views.overview, name="setup"),
    path("details/", views_details.overview, name="details"),
    *(
        path(f"details/{kind}/", views_details.ask, {"kind": str(kind)}, name=f"ask_{kind}")
        for kind in views_details.ASKED_HERE
    ),
    path("details/changes/<uuid:change_id>/", views_details.change, name="change"),
    path("details/changes/<uuid:change_id>/withdraw/", views_details.withdraw, name="withdraw"),
]
