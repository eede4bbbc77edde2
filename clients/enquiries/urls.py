"""Addresses of enquiries."""

from django.urls import path

from . import views

app_name = "enquiries"
urlpatterns = [
    path("", views.enquiries, name="enquiries"),
    path("closed/", views.closed, name="closed"),
    path("new/", views.take_enquiry, name="take_enquiry"),
    path("<uuid:enquiry_id>/", views.enquiry, name="enquiry"),
    path("<uuid:enquiry_id>/write-on/", views.write_on, name="write_on"),
    path("<uuid:enquiry_id>/close/", views.close_enquiry, name="close_enquiry"),
    path("<uuid:enquiry_id>/file/", views.become_file, name="become_file"),
]
