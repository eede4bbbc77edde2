"""A recalled package is put right, whoever received it: on the register, named by the file alone, the client (E21)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow, change_request
from disclosures.models import DisclosureRequest, Release
from disclosures.ownfile.actions import prepare
from disclosures.ownfile.models import FileRequest
from disclosures.picture import Basis
from disclosures.readers.actions import begin_correction
from disclosures.readers.models import Correction
from tests import cast
from tests.clients.questions import file_of
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, FILE, who
from tests.readers.outside import opened, recall

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E21"), pytest.mark.clause("1.2")]
BUTTON = "Begin a corrected disclosure"


def to_an_agency() -> Release:
    return story.release(story.a_signed_request())


def to_somebody_reached() -> Release:
    return story.release_ahead(story.an_urgent_draft())


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
