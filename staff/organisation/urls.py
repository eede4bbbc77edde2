"""The address of the list of what there is to set up."""

from django.urls import path

from . import views

app_name = "organisation"
urlpatterns = [path("", views.overview, name="setup")]
