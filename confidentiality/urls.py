"""Every address of the product."""

from django.urls import include, path
from django.views.generic import RedirectView

from confidentiality.interface.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="tasks:today"), name="home"),
    path("health/", health, name="health"),
    path("", include("confidentiality.operations.urls")),
    path("account/", include("staff.urls")),
    path("people/", include("staff.accounts.urls")),
    path("deputies/", include("staff.deputies.urls")),
    path("", include("staff.askings.urls")),
    path("on-call/", include("staff.rota.urls")),
    path("setup/", include("staff.organisation.urls")),
    path("reminders/", include("staff.reminders.urls")),
    path("imports/", include("clients.imports.urls")),
    path("", include("clients.emergency.urls")),
    path("", include("clients.turns.urls")),
    path("", include("clients.diary.urls")),
    path("", include("clients.tasks.urls")),
    path("", include("clients.conflicts.urls")),
    path("", include("clients.allocation.urls")),
    path("", include("clients.leaving.urls")),
    path("access-review/", include("clients.reviewing.urls")),
    path("enquiries/", include("clients.enquiries.urls")),
    path("", include("clients.callers.urls")),
    path("away/", include("staff.absence.urls")),
    path("", include("clients.explaining.urls")),
    path("", include("clients.paper.urls")),
    path("", include("clients.contacting.urls")),
    path("", include("clients.letters.urls")),
    path("", include("clients.programme.urls")),
    path("", include("clients.groups.urls")),
    path("", include("clients.people.urls")),
    path("", include("clients.thirdparty.urls")),
    path("", include("clients.misfiled.urls")),
    path("", include("clients.duplicates.urls")),
    path("", include("clients.partners.urls")),
    path("", include("clients.wording.urls")),
    path("", include("clients.urls")),
    path("", include("clients.documents.urls")),
    path("", include("disclosures.urls")),
    path("", include("disclosures.agencies.urls")),
    path("", include("disclosures.protocols.urls")),
    path("", include("disclosures.agencyworkers.urls")),
    path("", include("disclosures.readers.urls")),
    path("", include("disclosures.kiosk.urls")),
    path("", include("disclosures.delivery.urls")),
    path("", include("disclosures.refusals.urls")),
    path("", include("disclosures.notifications.urls")),
    path("", include("disclosures.ownfile.urls")),
    path("", include("disclosures.scans.urls")),
    path("", include("disclosures.redaction.urls")),
    path("audit/", include("clients.auditing.urls")),
    path("screen/", include("confidentiality.screen.urls")),
    path("drafts/", include("confidentiality.drafts.urls")),
    path("retention/", include("retention.urls")),
    path("policy/", include("confidentiality.policy.urls")),
    path("policy/", include("staff.induction.urls")),
    path("policy/conflicts/", include("staff.declarations.urls")),
    path("breaches/", include("staff.breaches.urls")),
    path("policy/induction/", include("staff.training.urls")),
]

handler400 = "confidentiality.interface.errors.bad_request"
handler403 = "confidentiality.interface.errors.permission_denied"
handler404 = "confidentiality.interface.errors.page_not_found"
handler500 = "confidentiality.interface.errors.server_error"
