"""Addresses of safe contact and of the contacts made."""

from django.urls import path

from clients.references import FILE

from . import views, views_made

app_name = "contacting"
urlpatterns = [
    path("contact/", views_made.waiting, name="waiting"),
    path("contact/<uuid:contact_id>/seen/", views_made.seen, name="seen"),
    path(FILE + "contact/", views.profile, name="profile"),
    path(FILE + "contact/change/", views.change, name="change"),
    path(FILE + "contact/confirm/", views.confirm, name="confirm"),
    path(FILE + "contact/new/", views_made.make, name="make"),
    path("duty/<uuid:search_id>/contact/", views_made.make_on_duty, name="make_on_duty"),
]
