"""Staff's addresses about office screens; what a client is served is in office/urls.py, by another process."""

from django.urls import path

from . import views

app_name = "kiosk"
ONE = "packages/<uuid:package_id>/office/"
SCREEN = "office-screens/<uuid:screen_id>/"
urlpatterns = [
    path(ONE, views.sitting, name="sitting"),
    path(ONE + "give/", views.give, name="give"),
    path(ONE + "<uuid:ticket_id>/end/", views.end, name="end"),
    path(ONE + "<uuid:ticket_id>/code/", views.renew, name="renew"),
    path("office-screens/", views.screens, name="screens"),
    path("office-screens/ask/", views.ask, name="ask"),
    path(SCREEN + "agree/", views.agree, name="agree"),
    path(SCREEN + "end/", views.end_screen, name="end_screen"),
]
