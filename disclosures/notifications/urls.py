"""Addresses of notifications, of strands, and of what a client wants to be told."""

from django.urls import path

from clients.references import FILE

from . import views, views_strands

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.waiting, name="waiting"),
    path("notifications/<uuid:notification_id>/", views.notification, name="notification"),
    path("notifications/<uuid:notification_id>/not-told/", views.not_told, name="not_told"),
    path("notifications/<uuid:notification_id>/stop/", views.stop, name="stop"),
    path("notifications/<uuid:notification_id>/settle/", views.settle, name="settle"),
    path("strands/<uuid:strand_id>/", views_strands.strand, name="strand"),
    path("strands/<uuid:strand_id>/preference/", views_strands.preference, name="strand_wants"),
    path("strands/<uuid:strand_id>/review/", views_strands.review, name="review"),
    path(FILE + "notifications/", views.on_file, name="on_file"),
    path(FILE + "notifications/preference/", views.preference, name="preference"),
]
