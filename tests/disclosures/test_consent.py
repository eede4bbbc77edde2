"""Consent in full: refusals permit nothing, agreements are no permission, nobody whom the client names is told."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from disclosures.actions import Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import Agreement, Consent
from disclosures.picture import Basis, Proviso, ProvisoKind
from tests import cast
from tests.disclosures import story
from tests.disclosures.grounds import NO_PROTOCOL
from tests.disclosures.pages import address, consent_form, day, page
from tests.disclosures.story import ASKER, who
from tests.protocols.working import agreed, end

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.1")]
REFERENCE = cast.FILES[story.FILE].reference


def obstacles_of(basis: Basis = Basis.INFORMED_CONSENT, **consent: Any) -> set[str]:
    """Ask for sign-off on a consent that is otherwise than a complete one; return what stands in the way."""
    contact_id = story.an_agency()
    return codes_at_submission(
        story.a_draft(contact_id, story.a_consent(contact_id, **consent), basis=basis)
    )


def codes_at_submission(request_id: UUID) -> set[str]:
    with pytest.raises(Obstructed) as refused:
        story.submit(request_id)
    return {o.code for o in refused.value.obstacles}


def _entries() -> list[Entry]:
    with acting_as(who(ASKER)):
        return story.entries()[:3]


def test_who_was_asked_and_refused_has_permitted_nothing() -> None:
    assert "consent_refused" in obstacles_of(refused=True)


def test_an_older_yes_does_not_stand_against_a_later_no() -> None:
    contact_id = story.an_agency()
    asked_on = {"given_on": story.days(-10), "implications_on": story.days(-10)}
    consent_id = story.a_consent(contact_id, **asked_on)
    request_id = story.a_draft(contact_id, consent_id)
    first, second, _third = [entry.id for entry in _entries()]

    def refuse(*covers: UUID, to: UUID = contact_id, on: int = -2) -> bool:
        asked: dict[str, Any] = {"refused": True, "given_on": story.days(on)}
        story.a_consent(to, covers=frozenset(covers), names_sensitive=frozenset(), **asked)
        with acting_as(who(ASKER)):
            consent = load_dossier(story.get(request_id)).picture().consent
        assert consent is not None
        return consent.refused_since

    assert not refuse(second)  # about something else
    assert not refuse(to=story.an_agency(name="Quay Clinic"))
    assert not refuse(on=-11)  # she has thought better of it since
    assert refuse(first, second)
    assert codes_at_submission(request_id) == {"consent_refused_since"}


def test_a_no_to_everything_stops_what_she_agreed_to_before() -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id))
    story.a_consent(contact_id, refused=True, covers=frozenset())
    assert codes_at_submission(request_id) == {"consent_refused_since"}
    later = story.a_consent(contact_id)
    story.submit(story.a_draft(contact_id, later))


@pytest.mark.clause("3.3.2 d")
def test_nobody_called_like_the_one_whom_the_client_names_receives_it() -> None:
    named = Proviso(ProvisoKind.NOT_THIS_PERSON, words="Mina Askew")
    assert obstacles_of(provisos=(named,)) == {"person_barred"}


@pytest.mark.clause("3.3.2 a")
def test_liaison_needs_that_the_client_asked_for_it() -> None:
    assert obstacles_of(basis=Basis.LIAISON) == {"not_her_request"}


@pytest.mark.clause("5.5", "5.6", "5.7", "5.8")
def test_joint_working_rests_on_a_protocol_in_force_that_names_who_reads() -> None:
    none = {code for _clause, code in NO_PROTOCOL}
    assert obstacles_of(basis=Basis.JOINT_WORKING) == none
    contact_id = story.an_agency(name="Moorland Women’s Aid")
    protocol = agreed(contact_id)
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), basis=Basis.JOINT_WORKING)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    end(protocol)
    with pytest.raises(Obstructed) as refused:
        story.release(request_id)
    assert {o.code for o in refused.value.obstacles} == none


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


@pytest.mark.clause("2.1")
def test_nothing_new_is_written_for_what_nobody_said_that_it_may_tell(signed_in: SignedIn) -> None:
    asker, contact_id = signed_in(ASKER), story.an_agency()
    form = {**consent_form(contact_id), "covers": [], "new_words": " "}
    refused = asker.post(address("record_consent", REFERENCE), form).content.decode()
    assert "Choose the entries that were agreed to, or write what may be newly written" in refused
    form["new_words"] = "That she needs a flat"
    assert asker.post(address("record_consent", REFERENCE), form).status_code == 302
    assert "That she needs a flat" in page(asker, address("consents", REFERENCE))
    entries_alone = story.a_consent(contact_id, new_words="")
    changes = {"text": "She needs a flat.", "text_sensitive": False}
    with pytest.raises(Obstructed) as stopped:
        story.submit(story.a_draft(contact_id, entries_alone, **changes))
    assert "words_not_covered" in {o.code for o in stopped.value.obstacles}
