"""Addresses of retention."""

from django.urls import path

from . import views, views_holds, views_schedule

app_name = "retention"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("sweeps/new/", views.start_sweep, name="start_sweep"),
    path("sweeps/<uuid:sweep_id>/", views.sweep, name="sweep"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<uuid:certificate_id>/", views.certificate, name="certificate"),
    path("holds/new/", views_holds.place_hold, name="place_hold"),
    path("holds/<uuid:hold_id>/lift/", views_holds.lift_hold, name="lift_hold"),
    path("files/<reference:reference>/", views_holds.file_holds, name="file_holds"),
    path("schedule/", views_schedule.schedule, name="schedule"),
    path("schedule/<slug:record_class>/", views_schedule.change_period, name="change_period"),
    path("reviews/", views_holds.reviews, name="reviews"),
    path("reviews/<reference:reference>/", views_holds.review, name="review"),
]
