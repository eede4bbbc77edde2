"""Addresses of this room."""

from django.urls import path

from . import queue, views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.upload, name="upload"),
    path("queue/", queue.queue, name="queue"),
    path("queue/<uuid:row_id>/", queue.waiting_row, name="waiting_row"),
    path("queue/<uuid:row_id>/set-aside/", queue.set_aside, name="set_aside"),
    path("partners/<uuid:row_id>/", views.choose_partner, name="choose_partner"),
    path("<uuid:import_id>/", views.dry_run, name="dry_run"),
    path("<uuid:import_id>/progress/", views.progress, name="progress"),
    path("<uuid:import_id>/rows/<int:number>/", views.row, name="row"),
    path("<uuid:import_id>/order/", views.confirm_order, name="confirm_order"),
    path("<uuid:import_id>/partners/", views.partner_questions, name="partner_questions"),
    path("<uuid:import_id>/start/", views.start_import, name="start_import"),
    path("<uuid:import_id>/undo/", views.undo_import, name="undo_import"),
    path("<uuid:import_id>/close/", views.close_import, name="close_import"),
]
