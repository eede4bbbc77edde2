"""Addresses of clients' own requests."""

from django.urls import path

from clients.references import FILE

from . import views, views_redress

app_name = "ownfile"
OWN = FILE + "own-file/"
ONE = OWN + "<uuid:request_id>/"
COMPLAINT = OWN + "complaints/<uuid:complaint_id>/"
urlpatterns = [
    path("own-files/", views.waiting, name="waiting"),
    path("own-files/for-clients/", views.tell_clients, name="for_clients"),
    path(OWN, views.requests, name="requests"),
    path(OWN + "new/", views.record_request, name="record_request"),
    path(OWN + "complaints/new/", views_redress.complain, name="complain"),
    path(COMPLAINT, views_redress.complaint, name="complaint"),
    path(COMPLAINT + "acknowledged/", views_redress.acknowledge, name="acknowledge"),
    path(COMPLAINT + "decision/", views_redress.judge, name="judge"),
    path(OWN + "minutes/", views_redress.minutes, name="minutes"),
    path(OWN + "minutes/<uuid:mark_id>/back/", views_redress.take_back, name="take_back"),
    path(OWN + "disputed/<uuid:entry_id>/new/", views_redress.dispute, name="dispute"),
    path(OWN + "remarks/<uuid:remark_id>/", views_redress.put_beside, name="put_beside"),
    path(
        OWN + "disputes/<uuid:dispute_id>/answer/",
        views_redress.answer_dispute,
        name="answer_dispute",
    ),
    path(ONE, views.show_request, name="request"),
    path(ONE + "say/<str:step>/", views.say, name="say"),
    path(ONE + "prepare/", views.prepare, name="prepare"),
    path(ONE + "appointment/", views.arrange, name="arrange"),
    path(ONE + "explained/", views.explain, name="explain"),
    path(ONE + "end/", views.end, name="end"),
    path(ONE + "withheld/", views.withheld, name="withheld"),
]
