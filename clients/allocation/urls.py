"""Addresses of allocation and cover."""

from django.urls import path

from clients.references import FILE

from . import views, views_file

app_name = "allocation"
urlpatterns = [
    path("allocation/", views.queue, name="queue"),
    path("allocation/load/", views.load, name="load"),
    path("allocation/load/<uuid:member_id>/limit/", views.limit, name="limit"),
    path("allocation/load/<uuid:lead_id>/hand-over/", views.hand_over, name="hand_over"),
    path(FILE + "allocate/", views_file.allocate, name="allocate"),
    path(FILE + "cover/", views_file.cover, name="cover"),
    path(FILE + "cover/end/", views_file.end_cover, name="end_cover"),
]
