"""Addresses of records of what others said, and of passages that were moved out of entries."""

from django.urls import path

from clients.references import FILE

from . import views, views_moves

RECORD = FILE + "third-party/<uuid:record_id>/"
ENTRY = FILE + "entries/<uuid:entry_id>/"

app_name = "thirdparty"
urlpatterns = [
    path(RECORD, views.record, name="record"),
    path(RECORD + "change/", views.change_record, name="change_record"),
    path(RECORD + "correct/", views.correct_record, name="correct_record"),
    path(ENTRY + "move/", views_moves.move_passage, name="move_passage"),
    path(ENTRY + "moved/", views_moves.moved, name="moved"),
    path(FILE + "third-party/moves/<uuid:move_id>/undo/", views_moves.undo_move, name="undo_move"),
]
