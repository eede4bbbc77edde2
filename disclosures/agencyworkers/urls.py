"""Staff's addresses about workers of partner agencies; theirs are in readers/outside/urls.py."""

from django.urls import path

from . import views

app_name = "agencyworkers"
ONE = "agency-workers/<uuid:worker_id>/"
urlpatterns = [
    path("agency-workers/", views.workers, name="workers"),
    path(
        "protocols/<uuid:protocol_id>/readers/<uuid:contact_id>/invite/",
        views.invite,
        name="invite",
    ),
    path(ONE, views.worker, name="worker"),
    path(ONE + "decide/", views.decide, name="decide"),
    path(ONE + "end/", views.end, name="end"),
]
