"""Addresses of inductions and trainings, below /policy/induction/: open before anything else is."""

from django.urls import path

from . import views, views_items

app_name = "training"
PERSON = "people/<uuid:person>/"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("people/", views.people, name="people"),
    path(PERSON, views.person, name="person"),
    path(PERSON + "lines/<uuid:item>/", views.note_line, name="note_line"),
    path(PERSON + "trainings/new/", views.note_training, name="note_training"),
    path("noted/<uuid:noted>/take-back/", views.take_back, name="take_back"),
    path(
        "trainings/<uuid:training>/take-back/",
        views.take_training_back,
        name="take_training_back",
    ),
    path("checklist/", views_items.items, name="items"),
    path("checklist/new/", views_items.add_item, name="add_item"),
    path("checklist/<uuid:item>/", views_items.change_item, name="change_item"),
]
