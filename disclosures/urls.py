"""Addresses of agencies, consents, disclosures, approvals and packages."""

from django.urls import path, register_converter

from clients.references import FILE
from disclosures.agencies import views as agencies
from disclosures.paths import BasisInPath
from disclosures.views import answers, approvals, consents, duty, looks, packages, papers, requests

register_converter(BasisInPath, "basis")
app_name = "disclosures"
ONE = "disclosures/<uuid:request_id>/"
AGENCY = "agencies/<uuid:agency_id>/"
urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/new/", agencies.register_agency, name="register_agency"),
    path(AGENCY, agencies.agency, name="agency"),
    path(AGENCY + "contacts/new/", agencies.add_contact, name="add_contact"),
    path(AGENCY + "assurance/", agencies.record_assurance, name="record_assurance"),
    path(AGENCY + "copy/", agencies.record_copy, name="record_copy"),
    path(FILE + "consents/", consents.consents, name="consents"),
    path(FILE + "agreements/new/", consents.record_agreement, name="record_agreement"),
    path(FILE + "consents/new/", consents.record_consent, name="record_consent"),
    path(FILE + "consents/<uuid:consent_id>/sign/", consents.sign_consent, name="sign_consent"),
    path(FILE + "consents/<uuid:consent_id>/paper/", papers.keep_paper, name="keep_paper"),
    path(FILE + "consents/<uuid:consent_id>/paper/new/", papers.scan_paper, name="scan_paper"),
    path(
        FILE + "consents/<uuid:consent_id>/paper/off/",
        papers.take_paper_off,
        name="take_paper_off",
    ),
    path(
        FILE + "consents/<uuid:consent_id>/limit/",
        consents.limit_consent,
        name="limit_consent",
    ),
    path(
        FILE + "consents/<uuid:consent_id>/withdraw/",
        consents.withdraw_consent,
        name="withdraw_consent",
    ),
    path("duty/<uuid:search_id>/consents/", duty.duty_consents, name="duty_consents"),
    path(
        "duty/<uuid:search_id>/consents/<uuid:consent_id>/withdraw/",
        duty.duty_withdraw,
        name="duty_withdraw",
    ),
    path(FILE + "disclosures/", requests.register, name="register"),
    path(FILE + "disclosures/new/", requests.choose_basis, name="choose_basis"),
    path(FILE + "disclosures/new/<basis:basis>/", requests.ask_to_disclose, name="ask_to_disclose"),
    path(FILE + "disclosures/told/<basis:basis>/", requests.record_told, name="record_told"),
    path(ONE, requests.request, name="request"),
    path(ONE + "change/", requests.change_request, name="change_request"),
    path(ONE + "relevance/", requests.say_relevance, name="say_relevance"),
    path(ONE + "risk/", requests.note_discussion, name="note_discussion"),
    path(ONE + "submit/", requests.submit, name="submit"),
    path(ONE + "withdraw/", requests.withdraw_request, name="withdraw_request"),
    path(ONE + "package/", packages.read_package, name="read_package"),
    path(ONE + "release/", packages.release, name="release"),
    path("requests/", requests.own_requests, name="own_requests"),
    path("answers/", answers.answers, name="answers"),
    path(ONE + "answer/", answers.answer, name="answer"),
    path(ONE + "answer/again/", answers.await_again, name="await_again"),
    path(ONE + "answer/until/", answers.put_off, name="put_off"),
    path(ONE + "answer/file/", answers.file_answer, name="file_answer"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<uuid:request_id>/", approvals.approval, name="approval"),
    path("packages/<uuid:package_id>/", packages.package, name="package"),
    path("packages/<uuid:package_id>/why/", packages.why, name="why"),
    path("packages/<uuid:package_id>/after/", looks.say_after, name="say_after"),
    path("packages/<uuid:package_id>/look/", looks.look_after, name="look_after"),
    path("packages/<uuid:package_id>/letter.pdf", packages.letter, name="letter"),
]
