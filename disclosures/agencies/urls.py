"""Addresses of the agency register besides those that disclosures has had for long."""

from django.urls import path

from . import views, views_agreements

app_name = "agencies"
ONE = "agencies/<uuid:agency_id>/"
urlpatterns = [
    path(ONE + "released/", views.register, name="register"),
    path(ONE + "change/", views.change_agency, name="change_agency"),
    path(ONE + "end/", views.end_agency, name="end_agency"),
    path(ONE + "agreement/", views_agreements.record_agreement, name="record_agreement"),
    path(ONE + "agreements/<uuid:agreement_id>/", views_agreements.agreement, name="agreement"),
    path(ONE + "contacts/<uuid:contact_id>/", views.change_contact, name="change_contact"),
    path(ONE + "contacts/<uuid:contact_id>/left/", views.contact_left, name="contact_left"),
]
