"""Every address of the office screens' process. None names anything: what is read is what the codes opened."""

from django.urls import include, path

from confidentiality.interface.health import health
from confidentiality.screen.views import look

from . import views

ENTRY, ENROL, BEAT, READING = "/", "/screen/", "/beat/", "/read/"
LOOK, STATIC = "/screen/look.css", "/static/"
NOBODYS = frozenset({"/health/"})
urlpatterns = [
    path("", views.enter, name="enter"),
    path("screen/", views.enrol, name="enrol"),
    path("beat/", views.beat, name="beat"),
    path("blank/", views.blank, name="blank"),
    path("back/", views.resume, name="resume"),
    path("leave/", views.leave, name="leave"),
    path("read/", views.terms, name="terms"),
    path("read/item/", views.item, name="item"),
    path("read/items/", views.items, name="items"),
    path("read/picture/", views.picture, name="picture"),
    path("read/looks/", views.looks, name="looks"),
    path("read/agreed/", views.agreed, name="agreed"),
    path("read/sign/", views.sign, name="sign"),
    path("health/", health, name="health"),
    path("screen/", include(([path("look.css", look, name="look")], "screen"))),
]

handler400 = "disclosures.kiosk.office.errors.not_available"
handler403 = "disclosures.kiosk.office.errors.not_available"
handler404 = "disclosures.kiosk.office.errors.not_available"
handler500 = "disclosures.kiosk.office.errors.server_error"
