"""Addresses of the rota."""

from django.urls import path

from . import views

app_name = "rota"
urlpatterns = [
    path("", views.rota, name="rota"),
    path("new/", views.enter_shift, name="enter_shift"),
    path("<uuid:shift_id>/take-back/", views.take_back, name="take_back"),
]
