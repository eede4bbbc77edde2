"""Addresses of the people tied to case files."""

from django.urls import path

from clients.references import FILE

from . import views, views_merges

PERSON = FILE + "people/<uuid:person_id>/"

app_name = "people"
urlpatterns = [
    path("merges/", views_merges.merges, name="merges"),
    path(FILE + "people/", views.people, name="people"),
    path(FILE + "people/new/", views.add_person, name="add_person"),
    path(FILE + "people/named/", views.tie_named, name="tie_named"),
    path(PERSON, views.person, name="person"),
    path(PERSON + "change/", views.change_person, name="change_person"),
    path(PERSON + "tie/", views.tie, name="tie"),
    path(PERSON + "same-as/", views_merges.propose_merge, name="propose_merge"),
    path(PERSON + "not-same/", views_merges.propose_split, name="propose_split"),
    path(FILE + "people/merges/<uuid:merge_id>/", views_merges.merge, name="merge"),
]
