"""Addresses of today and of tasks."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "tasks"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("today/tasks/<uuid:task_id>/done/", views.finish, name="finish"),
    path(FILE + "tasks/", views.on_file, name="on_file"),
]
