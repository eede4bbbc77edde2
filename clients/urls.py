"""Addresses of case files and what is in them."""

from django.urls import path

from . import views, views_duty, views_entries, views_search, views_third_party
from .auditing import views as views_looks
from .references import FILE

app_name = "clients"
urlpatterns = [
    path("files/", views.my_files, name="my_files"),
    path("search/", views_search.search, name="search"),
    path("duty/", views_duty.duty_search, name="duty_search"),
    path("duty/<uuid:search_id>/", views_duty.duty, name="duty"),
    path("duty/<uuid:search_id>/call/", views_duty.duty_call, name="duty_call"),
    path("duty/<uuid:search_id>/seen/", views_duty.duty_seen, name="duty_seen"),
    path("files/new/", views.open_new_file, name="open_new_file"),
    path(FILE, views.file, name="file"),
    path(FILE + "looks/", views_looks.looks, name="looks"),
    path(FILE + "close/", views.close_file, name="close_file"),
    path(FILE + "date-of-birth/", views.change_born, name="change_born"),
    path(FILE + "names/", views.change_names, name="change_names"),
    path(FILE + "entries/new/", views_entries.add_entry, name="add_entry"),
    path(FILE + "entries/<uuid:entry_id>/", views_entries.entry, name="entry"),
    path(
        FILE + "entries/<uuid:entry_id>/court/",
        views_entries.say_court_paper,
        {"it_is": True},
        name="court_paper",
    ),
    path(
        FILE + "entries/<uuid:entry_id>/no-court/",
        views_entries.say_court_paper,
        {"it_is": False},
        name="no_court_paper",
    ),
    path(FILE + "entries/<uuid:entry_id>/change/", views_entries.change_entry, name="change_entry"),
    path(
        FILE + "entries/<uuid:entry_id>/correct/", views_entries.correct_entry, name="correct_entry"
    ),
    path(FILE + "third-party/", views_third_party.third_party, name="third_party"),
    path(
        FILE + "third-party/new/",
        views_third_party.add_third_party_record,
        name="add_third_party_record",
    ),
]
