"""Consent in full: refusals permit nothing, agreements are no permission, nobody whom the client names is told."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from disclosures.actions import Obstructed
from disclosures.models import Agreement, Consent
from disclosures.picture import Basis, Proviso, ProvisoKind
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import address, consent_form, day, page
from tests.disclosures.story import ASKER, who
from tests.protocols.working import agreed, end

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]
REFERENCE = cast.FILES[story.FILE].reference


def obstacles_of(basis: Basis = Basis.INFORMED_CONSENT, **consent: Any) -> set[str]:
    """Ask for sign-off on a consent that is otherwise than a complete one; return what stands in the way."""
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id, **consent), basis=basis)
    with pytest.raises(Obstructed) as refused:
        story.submit(request_id)
    return {o.code for o in refused.value.obstacles}


def test_who_was_asked_and_refused_has_permitted_nothing() -> None:
    assert "consent_refused" in obstacles_of(refused=True)


@pytest.mark.clause("3.3.2 d")
def test_nobody_called_like_the_one_whom_the_client_names_receives_it() -> None:
    named = Proviso(ProvisoKind.NOT_THIS_PERSON, words="Mina Askew")
    assert obstacles_of(provisos=(named,)) == {"person_barred"}


@pytest.mark.clause("3.3.2 a")
def test_liaison_needs_that_the_client_asked_for_it() -> None:
    assert obstacles_of(basis=Basis.LIAISON) == {"not_her_request"}


@pytest.mark.clause("5.5", "5.6", "5.7", "5.8")
def test_joint_working_rests_on_a_protocol_in_force_that_names_who_reads() -> None:
    assert obstacles_of(basis=Basis.JOINT_WORKING) == {"no_protocol"}
    contact_id = story.an_agency(name="Moorland Women’s Aid")
    protocol = agreed(contact_id)
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), basis=Basis.JOINT_WORKING)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    end(protocol)
    with pytest.raises(Obstructed) as refused:
        story.release(request_id)
    assert {o.code for o in refused.value.obstacles} == {"no_protocol"}


@pytest.mark.clause("2.2")
def test_to_ask_others_needs_paper() -> None:
    assert obstacles_of(basis=Basis.OWN_REQUEST) == {"not_in_writing"}


def test_an_agreement_is_no_permission_and_nobody_else_writes_it(signed_in: SignedIn) -> None:
    asker = signed_in(ASKER)
    said = {
        "token": str(uuid4()),
        "kind": "service",
        "words": "She came by herself.",
        **day("on", -1),
    }
    assert asker.post(address("record_agreement", REFERENCE), said).status_code == 302
    lawful = {**said, "token": str(uuid4()), "kind": "lawful_basis"}
    assert (
        "Choose the basis in law"
        in asker.post(address("record_agreement", REFERENCE), lawful).content.decode()
    )
    lawful["basis"] = "public_interest"
    assert asker.post(address("record_agreement", REFERENCE), lawful).status_code == 302
    shown = page(asker, address("consents", REFERENCE))
    assert "Agreement to our service" in shown
    assert "substantial public interest" in shown
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, None)
    with pytest.raises(Obstructed) as refused:
        story.submit(request_id)
    assert "no_consent" in {o.code for o in refused.value.obstacles}
    with (
        acting_as(who("iss_colleague")),
        pytest.raises((ProgrammingError, SealingError)),
        transaction.atomic(),
    ):
        Agreement.objects.create(
            file_id=cast.FILES[story.FILE].id, kind="service", on=story.days(0), words="x",
            recorded_by=story.worker("iss_colleague"),
        )  # fmt: skip


def test_a_refusal_is_recorded_through_the_page_and_never_offered(signed_in: SignedIn) -> None:
    asker, contact_id = signed_in(ASKER), story.an_agency()
    form = {**consent_form(contact_id), "refused": "yes", "her_words": "Not the housing office."}
    form.pop("covers", None)
    assert asker.post(address("record_consent", REFERENCE), form).status_code == 302
    shown = page(asker, address("consents", REFERENCE))
    assert "Refused" in shown
    assert "“Not the housing office.”" in shown
    with acting_as(who(ASKER)):
        (consent,) = Consent.objects.all()
    assert str(consent.id) not in page(
        asker, address("ask_to_disclose", REFERENCE, "informed-consent")
    )
