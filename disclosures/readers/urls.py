"""Staff's addresses about outside readers; theirs are in outside/urls.py, which another process serves."""

from django.urls import path

from . import views

app_name = "readers"
ONE = "packages/<uuid:package_id>/"
urlpatterns = [
    path(ONE + "readers/", views.readers, name="readers"),
    path(ONE + "readers/link/", views.give_link, name="give_link"),
    path(ONE + "readers/take-back/", views.take_back, name="take_back"),
    path(ONE + "readers/again/", views.let_in_again, name="let_in_again"),
    path(ONE + "readers/limits/", views.read_limits, name="read_limits"),
    path(ONE + "recall/", views.recall, name="recall"),
    path(ONE + "correct/", views.correct, name="correct"),
    path("reader-links/", views.links, name="links"),
    path("reader-links/<uuid:ticket_id>/seen/", views.seen, name="seen"),
]
