"""Addresses of the breach register."""

from django.urls import path

from . import views

app_name = "breaches"
urlpatterns = [
    path("", views.home, name="home"),
    path("report/", views.report_breach, name="report_breach"),
    path("figures/", views.figures, name="figures"),
    path("proceedings/", views.proceedings, name="proceedings"),
    path("<uuid:breach_id>/", views.breach, name="breach"),
    path("<uuid:breach_id>/report/", views.own_report, name="own_report"),
    path("<uuid:breach_id>/<slug:step>/", views.record_step, name="record_step"),
]
