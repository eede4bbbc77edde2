"""Addresses of the register of paper."""

from django.urls import path

from clients.references import FILE

from . import views, views_places

app_name = "paper"
FOLDER = FILE + "paper/<uuid:folder>/"
urlpatterns = [
    path("paper/", views_places.register, name="register"),
    path("paper/places/new/", views_places.add_place, name="add_place"),
    path("paper/places/<uuid:place>/", views_places.change_place, name="change_place"),
    path("paper/places/<uuid:place>/count/", views_places.count, name="count"),
    path("paper/<uuid:folder>/back/", views_places.bring_back, name="bring_back"),
    path(FILE + "paper/", views.folders, name="folders"),
    path(FILE + "paper/new/", views.add_folder, name="add_folder"),
    path(FOLDER + "take-out/", views.take_out, name="take_out"),
    path(FOLDER + "label/", views.label, name="label"),
]
