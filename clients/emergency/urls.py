"""Addresses of emergency access."""

from django.urls import path

from clients.references import FILE

from . import views, views_reviews

app_name = "emergency"
urlpatterns = [
    path("emergency/", views.ask, name="ask"),
    path("emergency/search/", views.ask_by_description, name="ask_by_description"),
    path("emergency/<uuid:access_id>/end/", views.end, name="end"),
    path("emergency/reviews/", views_reviews.reviews, name="reviews"),
    path("emergency/reviews/<uuid:access_id>/", views_reviews.review, name="review"),
    path(
        "emergency/searches/<uuid:search_id>/answer/",
        views_reviews.answer_search,
        name="answer_search",
    ),
    path(
        "emergency/walls/<uuid:alert_id>/seen/",
        views_reviews.wall_alert_seen,
        name="wall_alert_seen",
    ),
    path(FILE + "safety/", views.safety, name="safety"),
    path(FILE + "emergency/", views.past, name="past"),
]
