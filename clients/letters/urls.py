"""Addresses of letters, below their case file, and of the organisation's templates."""

from django.urls import path

from clients.references import FILE

from . import views, views_templates

app_name = "letters"
urlpatterns = [
    path("letters/", views_templates.templates, name="templates"),
    path("letters/new/", views_templates.add_template, name="add_template"),
    path("letters/<uuid:template>/", views_templates.change_template, name="change_template"),
    path(
        "letters/<uuid:template>/retire/", views_templates.retire_template, name="retire_template"
    ),
    path(FILE + "letters/", views.letters, name="letters"),
    path(FILE + "letters/new/<uuid:template>/", views.write, name="write"),
    path(FILE + "letters/new/<uuid:template>/make/", views.make, name="make"),
    path(FILE + "letters/<uuid:letter>/", views.letter, name="letter"),
    path(FILE + "letters/<uuid:letter>/print/", views.print_letter, name="print_letter"),
]
