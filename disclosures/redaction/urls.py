"""Addresses of the workbench and of the review of what would leave."""

from django.urls import path

from disclosures.redaction import views, views_review

app_name = "redaction"
ONE = "disclosures/<uuid:request_id>/"
ENTRY = ONE + "prepare/<uuid:entry_id>/"
urlpatterns = [
    path(ONE + "prepare/", views.workbench, name="workbench"),
    path(ONE + "prepare/decide/", views.decide_everywhere, name="decide_everywhere"),
    path(ONE + "prepare/undo/", views.undo, name="undo"),
    path(ONE + "prepare/read/", views.let_machine_read, name="let_machine_read"),
    path(ENTRY, views.entry, name="entry"),
    path(ENTRY + "withhold/", views.withhold, name="withhold"),
    path(ENTRY + "whole/", views.withhold_whole, name="withhold_whole"),
    path(ENTRY + "decide/", views.decide, name="decide"),
    path(ENTRY + "weigh/<str:part>/<int:start>/<int:end>/", views.weigh, name="weigh"),
    path(ENTRY + "permission/", views.permit, name="permit"),
    path(ENTRY + "read/", views.looked, name="looked"),
    path(ENTRY + "back/<uuid:step_id>/", views.take_back, name="take_back"),
    path(ONE + "review/", views_review.review, name="review"),
    path(ONE + "leaving/<uuid:document_id>/<int:number>.png", views_review.picture, name="picture"),
    path(
        ONE + "original/<uuid:document_id>/<int:number>.png", views_review.original, name="original"
    ),
]
