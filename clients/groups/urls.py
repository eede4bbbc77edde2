"""Addresses of groups, and of what stands of them on a case file."""

from django.urls import path

from clients.references import FILE

from . import views, views_on_file

app_name = "groups"
urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.make_group, name="make_group"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/change/", views.change_group, name="change_group"),
    path("groups/<uuid:group_id>/new/", views.record_session, name="record_session"),
    path("groups/sessions/<uuid:session_id>/", views.session, name="session"),
    path(
        "groups/sessions/<uuid:session_id>/new/", views.record_attendance, name="record_attendance"
    ),
    path(FILE + "groups/", views_on_file.on_file, name="on_file"),
    path(FILE + "groups/new/", views_on_file.attended, name="attended"),
    path(FILE + "groups/agreement/", views_on_file.record_signed, name="record_signed"),
    path(FILE + "groups/<uuid:attendance_id>/", views_on_file.take_back, name="take_back"),
]
