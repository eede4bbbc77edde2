"""Every address of the outside readers' process. None names anything: what is read is what the visit opened."""

from django.urls import include, path

from confidentiality.interface.health import health
from confidentiality.screen.views import look
from disclosures.agencyworkers import outside

from . import views

ENTRY, LEAVE, READING = "/", "/leave/", "/read/"
ACCOUNT, SHARED = "/account/", "/shared/"  # of people of partner agencies
urlpatterns = [
    path("", views.enter, name="enter"),
    path("leave/", views.leave, name="leave"),
    path("read/", views.terms, name="terms"),
    path("read/package/", views.package, name="package"),
    path("read/print/", views.to_print, name="print"),
    path("read/page/<int:number>.jpg", views.page, name="page"),
    path("read/letter.pdf", views.letter, name="letter"),
    path("account/", outside.sign_in, name="sign_in"),
    path("account/join/", outside.join, name="join"),
    path("account/sign-out/", outside.sign_out, name="sign_out"),
    path("shared/", outside.shared, name="shared"),
    path("shared/open/", outside.open_shared, name="open_shared"),
    path("health/", health, name="health"),
    path("screen/", include(([path("look.css", look, name="look")], "screen"))),
]

handler400 = "disclosures.readers.outside.errors.not_available"
handler403 = "disclosures.readers.outside.errors.not_available"
handler404 = "disclosures.readers.outside.errors.not_available"
handler500 = "disclosures.readers.outside.errors.server_error"
