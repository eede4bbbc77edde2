"""Addresses of handing over, notices and registers."""

from django.urls import path

from clients.references import FILE

from . import views

app_name = "delivery"
PACKAGE = "packages/<uuid:package_id>/"
urlpatterns = [
    path(PACKAGE + "delivery/", views.delivery, name="delivery"),
    path(PACKAGE + "delivery/handed-over/", views.hand_over, name="hand_over"),
    path(PACKAGE + "copies/<uuid:handover_id>/", views.copy, name="copy"),
    path(PACKAGE + "delivery/told/", views.tell, name="tell"),
    path(PACKAGE + "delivery/false/", views.judge_false, name="judge_false"),
    path(PACKAGE + "delivery/<uuid:kept_id>/", views.acknowledge, name="acknowledge"),
    path(FILE + "disclosures/for-the-client/", views.for_the_client, name="for_the_client"),
    path("recipients-to-tell/", views.owed, name="owed"),
    path("register-of-disclosures/", views.register, name="register"),
]
