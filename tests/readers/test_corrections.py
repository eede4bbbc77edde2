"""A recalled package is put right, whoever received it: on the register, named by the file alone, the client (E21)."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow, bound_to_another, change_request
from disclosures.actions.requests import CORRECTS_AMONG, CORRECTS_FOR
from disclosures.models import DisclosureRequest, Release
from disclosures.ownfile.actions import prepare
from disclosures.ownfile.models import FileRequest
from disclosures.picture import Basis
from disclosures.readers.actions import begin_correction
from disclosures.readers.models import Correction
from tests import cast
from tests.clients.questions import file_of
from tests.disclosures import own, story
from tests.disclosures.pages import ask_form
from tests.disclosures.story import ASKER, FILE, who
from tests.readers.outside import opened, recall

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E21"), pytest.mark.clause("1.2")]
BUTTON = "Begin a corrected disclosure"


def to_an_agency() -> Release:
    return story.release(story.a_signed_request())


def to_somebody_reached() -> Release:
    return story.release_ahead(story.an_urgent_draft())


def corrects(made: Release, draft: UUID) -> None:
    """Let a draft be the one that puts a recalled release right."""
    recalled = recall(made.package.id)
    with acting_as(who(ASKER)):
        Correction.objects.create(
            id=uuid4(), file_id=made.file_id, recall=recalled, request=story.get(draft)
        )


def correct(signed_in: Any, package: UUID) -> Any:
    """Press the button on the page of a recalled package's readers."""
    return signed_in(ASKER).post(f"/packages/{package}/correct/", {"token": str(uuid4())})


@pytest.mark.parametrize("left", [to_an_agency, to_somebody_reached])
def test_a_correction_begins_for_the_same_recipient(
    left: Callable[[], Release], signed_in: Any
) -> None:
    """Also where nobody on the register received it: whoever is needed in an emergency is written on the file (E47)."""
    made = left()
    recall(made.package.id)
    page = signed_in(ASKER).get(f"/packages/{made.package.id}/readers/").content.decode()
    assert BUTTON in page
    answer = correct(signed_in, made.package.id)
    assert answer.status_code == 302
    with acting_as(who(ASKER)):
        begun = Correction.objects.get(recall__release=made).request
        old = made.request
        assert (begun.state, begun.basis) == ("draft", old.basis)
        assert (begun.contact_id, begun.reached) == (old.contact_id, old.reached)
        assert str(begun.id) in answer.url


def test_no_correction_changes_the_recipient_or_the_basis() -> None:
    """Row security: a draft to somebody else, or on another basis, does not count as the correction."""
    made = to_somebody_reached()
    recalled = recall(made.package.id)
    for other in (
        story.an_urgent_draft(reached=None),
        story.an_urgent_draft(basis=Basis.SERIOUS_HARM),
    ):
        with (
            acting_as(who(ASKER)),
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            Correction.objects.create(
                id=uuid4(), file_id=made.file_id, recall=recalled, request=story.get(other)
            )


def test_a_correction_stays_with_its_recipient(signed_in: Any) -> None:
    """The register says that it puts right what they received: their readers would never get it."""
    made = to_an_agency()
    assert made.contact_id is not None
    other = story.an_agency(name="Fernside Clinic")
    recall(made.package.id)
    correct(signed_in, made.package.id)
    with acting_as(who(ASKER)):
        begun = Correction.objects.get(recall__release=made).request
        consent = made.request.consent_id
        same, another = (story.says(each, consent) for each in (made.contact_id, other))
        change_request(request=begun, says=same, by=cast.worker(ASKER))
        with pytest.raises(NotNow, match="goes to whoever received"):
            change_request(request=begun, says=another, by=cast.worker(ASKER))
        with pytest.raises(IntegrityError, match="whoever received"), transaction.atomic():
            DisclosureRequest.objects.filter(id=begun.id).update(contact=other)
    page = signed_in(ASKER).post(f"/disclosures/{begun.id}/change/", {"contact": str(other)})
    assert page.status_code == 200


def test_one_to_somebody_in_words_stays_with_them() -> None:
    made = to_somebody_reached()
    recalled = recall(made.package.id)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        begun = begin_correction(recalled=recalled, request_id=uuid4(), by=by)
        says = replace(story.urgent(), basis=Basis(begun.basis))
        change_request(request=begun, says=says, by=by)
        other = replace(says, reached={**story.REACHED, "name": "Somebody else"})
        with pytest.raises(NotNow, match="goes to whoever received"):
            change_request(request=begun, says=other, by=by)


@pytest.mark.parametrize(
    "other",
    [
        {"readers": ("Wilhelmina Askew", "a clerk")},
        {"readers": ("Wilhelmina Askew", "her team lead", "a clerk")},
        {"readers": ()},
    ],
)
def test_no_readers_are_put_into_a_correction(other: dict[str, Any]) -> None:
    """What others received is put right for them, and the register says so."""
    made = to_an_agency()
    recalled = recall(made.package.id)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        begun = begin_correction(recalled=recalled, request_id=uuid4(), by=by)
        assert made.contact_id is not None
        says = story.says(made.contact_id, made.request.consent_id)
        change_request(request=begun, says=says, by=by)
        with pytest.raises(NotNow, match="readers of the package that it puts right"):
            change_request(request=begun, says=replace(says, **other), by=by)
        assert tuple(story.get(begun.id).readers) == says.readers == tuple(made.request.readers)


@pytest.mark.parametrize(
    "other", [{"phone": "07700 900999"}, {"agency": "Elsewhere"}, {"threatened": True}]
)
def test_nothing_that_says_whom_it_reaches_changes(other: dict[str, Any]) -> None:
    """The same name at another number is somebody else."""
    made = to_somebody_reached()
    recalled = recall(made.package.id)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        begun = begin_correction(recalled=recalled, request_id=uuid4(), by=by)
        says = replace(story.urgent(), basis=Basis(begun.basis))
        as_typed = {**story.REACHED, "threatened": False}  # as the form sends it
        change_request(request=begun, says=replace(says, reached=as_typed), by=by)
        with pytest.raises(NotNow, match="goes to whoever received"):
            change_request(
                request=begun, says=replace(says, reached={**story.REACHED, **other}), by=by
            )


def test_a_draft_of_before_to_other_readers_is_saved_as_it_is(signed_in: Any) -> None:
    """Others could be put into it then: it goes to them, as the database holds it, and to no third ones."""
    made, client = to_an_agency(), signed_in(ASKER)
    contact, consent = made.contact_id, made.request.consent_id
    assert contact is not None
    assert consent is not None
    begun = story.a_draft(contact, consent, readers=("A clerk",))
    corrects(made, begun)
    form = {**ask_form(contact, consent), "risk_words": "He has moved away."}
    answer = client.post(f"/disclosures/{begun}/change/", form)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(who(ASKER)):
        draft = story.get(begun)
        assert (draft.readers, draft.risk_words) == (["A clerk"], "He has moved away.")
        says = story.says(contact, consent, readers=tuple(made.request.readers))
        assert bound_to_another(draft, says) == ("readers", CORRECTS_AMONG)
        with pytest.raises(NotNow, match="readers of the package that it puts right"):
            change_request(request=draft, says=says, by=cast.worker(ASKER))


def test_a_draft_of_before_on_another_number_is_saved_as_it_is() -> None:
    made = to_somebody_reached()
    there = {**story.REACHED, "phone": "07700 900999"}
    begun = story.an_urgent_draft(reached=there)
    corrects(made, begun)
    with acting_as(who(ASKER)):
        draft, by = story.get(begun), cast.worker(ASKER)
        says = replace(story.urgent(), basis=Basis(draft.basis), reached=there)
        change_request(request=draft, says=says, by=by)
        says = replace(says, reached=story.REACHED)
        assert bound_to_another(draft, says) == ("contact", CORRECTS_FOR)
        with pytest.raises(NotNow, match="goes to whoever received"):
            change_request(request=draft, says=says, by=by)


@pytest.mark.parametrize("column", ["readers", "reached"])
def test_the_database_keeps_whom_a_correction_reaches(column: str) -> None:
    """What is sealed it can't compare: it lets nothing else be put in its place."""
    made = to_somebody_reached()
    recalled = recall(made.package.id)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        begun = begin_correction(recalled=recalled, request_id=uuid4(), by=by)
        draft, other = (story.get(each) for each in (begun.id, story.an_urgent_draft()))
        for each in (other, draft):
            setattr(each, column, {"name": "Else"} if column == "reached" else ["Somebody else"])
        other.save(update_fields=[column])  # in a request of its own it may be written
        with pytest.raises(IntegrityError, match="whoever received"), transaction.atomic():
            draft.save(update_fields=[column])


def test_the_form_of_a_correction_shows_its_readers_and_takes_none(signed_in: Any) -> None:
    made, client = to_an_agency(), signed_in(ASKER)
    assert made.contact_id is not None
    assert made.request.consent_id is not None
    recall(made.package.id)
    correct(signed_in, made.package.id)
    with acting_as(who(ASKER)):
        begun = Correction.objects.get(recall__release=made).request_id
    change = f"/disclosures/{begun}/change/"
    page = client.get(change).content.decode()
    field = re.search(r'<textarea[^>]*name="readers"[^>]*>([^<]*)', page)
    assert field is not None
    assert "readonly" in field[0]
    assert " disabled" not in field[0]  # it is read by keyboard as well
    with acting_as(who(ASKER)):
        readers = story.get(begun).readers
    assert unescape(field[1]).strip().split("\n") == readers
    assert "Has one of them left? Begin a new request." in page
    with acting_as(who(ASKER)):
        form = {**ask_form(made.contact_id, made.request.consent_id), "readers": "A clerk"}
    assert client.post(change, form).status_code == 302
    with acting_as(who(ASKER)):
        assert story.get(begun).readers == readers
        own = story.a_draft(made.contact_id, made.request.consent_id)
    page = client.get(f"/disclosures/{own}/change/").content.decode()
    assert "Has one of them left?" not in page  # a request of its own


def test_a_clients_own_file_is_prepared_anew_from_their_request(signed_in: Any) -> None:
    asked = own.asked_for()
    made = own.released(asked)
    package = made.package.id
    address = f"/files/{cast.FILES[FILE].reference}/own-file/{asked}/"
    assert "Prepare what they may read" not in signed_in(ASKER).get(address).content.decode()
    with acting_as(who(ASKER)), pytest.raises(NotNow):
        prepare(file=file_of(FILE), request_id=asked, by=cast.worker(ASKER))
    recalled = recall(package)
    page = signed_in(ASKER).get(f"/packages/{package}/readers/").content.decode()
    assert BUTTON not in page
    assert "prepare it anew from" in page
    assert signed_in(ASKER).post(f"/packages/{package}/correct/", {}).status_code == 403
    with acting_as(who(ASKER)):
        recalled.release = opened(package).release
        with pytest.raises(NotNow):
            begin_correction(recalled=recalled, request_id=uuid4(), by=cast.worker(ASKER))
    assert "Prepare what they may read" in signed_in(ASKER).get(address).content.decode()
    with acting_as(who(ASKER)):
        anew = prepare(file=file_of(FILE), request_id=asked, by=cast.worker(ASKER))
        assert FileRequest.objects.get(id=asked).disclosure_id == anew.id != made.request_id
        assert DisclosureRequest.objects.get(id=anew.id).state == "draft"
