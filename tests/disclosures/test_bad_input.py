"""A10: what no page would send. Each is refused or kept as text; nothing breaks."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from confidentiality.access.identity import acting_as
from disclosures.models import DisclosureRequest
from tests.disclosures import story
from tests.disclosures.pages import (
    REFERENCE,
    SignedIn,
    address,
    ask_form,
    consent_form,
    day,
    step_up,
)
from tests.disclosures.story import ASKER, MANAGER, who

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.attack("A10")]
ODD: tuple[Any, ...] = (
    "\x00",
    "💥\u202e<script>{{ 7 * 7 }}",
    "9" * 5000,
    "-1",
    str(uuid4()),
    "é" * 70_000,
    ["x", str(uuid4())],
)


def forms_of(contact_id: Any, consent_id: Any, request_id: Any) -> dict[str, dict[str, Any]]:
    """Each page that takes a form, with a form that it would take."""
    with acting_as(who(ASKER)):
        agency = story.agency_named(story.AGENCY).id
    return {
        address("register_agency"): {"name": "Clinic", "kind": "other", "statutory_duty": ""},
        address("add_contact", agency): {
            "name": "Ada",
            "aliases": "A\nB",
            "phones": "01632 960111",
        },
        address("record_assurance", agency): {
            **day("seen_on", -1),
            **day("review_on", 9),
            "confirmed": "on",
        },
        address("record_consent", REFERENCE): consent_form(contact_id),
        address("withdraw_consent", REFERENCE, consent_id): {"confirmed": ""},
        address("ask_to_disclose", REFERENCE, "informed_consent"): ask_form(contact_id, consent_id),
        address("change_request", request_id): ask_form(contact_id, consent_id),
        address("note_discussion", request_id): {
            "with_whom": str(who(MANAGER)),
            "words": "",
            **day("on", -1),
        },
        address("read_package", request_id): {"content": "0" * 64, "confirmed": "on"},
        address("release", request_id): {"knows_policy": "on", "confirmed": "on"},
        address("approval", request_id): {
            "content": "0" * 64,
            "decision": "approve",
            "words": "",
            "says_not_partner": "on",
        },
    }


def test_no_field_of_any_form_breaks_the_page(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    consent_id = story.a_consent(contact_id)
    request_id = story.a_draft(contact_id, consent_id)
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    step_up(asker, ASKER)
    for path, form in forms_of(contact_id, consent_id, request_id).items():
        client = manager if "approv" in path or "assurance" in path else asker
        for n, field in enumerate(form):
            for odd in (ODD[n % len(ODD)], ODD[(n + 3) % len(ODD)]):
                answer = client.post(path, {**form, field: odd})
                assert answer.status_code in (200, 302, 400, 403, 409, 413), (path, field, odd[:50])
    with acting_as(who(ASKER)):
        assert DisclosureRequest.objects.get(id=request_id).state == "draft"


def test_what_looks_like_a_program_is_shown_as_it_was_typed(signed_in: SignedIn) -> None:
    contact_id, asker = story.an_agency(), signed_in(ASKER)
    typed = "<script>alert(1)</script> {{ 7 * 7 }} \u202eabc"
    _record(asker, {**consent_form(contact_id), "why": typed})
    html = asker.get(address("consents", REFERENCE)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} \u202eabc" in html
    assert "<script>alert" not in html


def _record(client: Client, form: dict[str, Any]) -> None:
    assert client.post(address("record_consent", REFERENCE), form).status_code == 302
