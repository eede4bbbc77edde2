"""Pages of documents on their way out: looked at, reviewed with what is covered, in the paper and nowhere else."""

import io
from uuid import UUID

import pytest
from pypdf import PdfReader

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from disclosures.actions import Obstructed
from disclosures.dossier import load_dossier
from disclosures.models import Package
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does
from disclosures.scans import actions as scans
from disclosures.scans.access import leaving_of
from disclosures.scans.models import Page
from disclosures.scans.rules import Cover
from tests import cast, uploading
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.scans import preparing

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("3.2.1")]


def a_request() -> tuple[UUID, list[Page]]:
    """Begin a request to disclose a document of two pages, which were taken in; nobody has looked at them."""
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        file = CaseFile.objects.get(id=cast.FILES[story.FILE].id)
        made = uploading.a_document(file, cast.worker(ASKER), "letter.pdf", preparing.letter())
    covers = frozenset({made.entry_id})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(made.entry_id,))
    return request, preparing.taken(request, made)


def codes(caught: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in caught.value.obstacles}


def cover(request: UUID, page: Page) -> None:
    with acting_as(who(ASKER)):
        scans.look_at(
            page=page,
            request=story.get(request),
            leaves=True,
            uncover=(),
            more=[Cover(0, 0, 1000, 200, "third_party")],
            by=cast.worker(ASKER),
        )


def test_pages_are_looked_at_reviewed_and_leave_as_pictures(signed_in: SignedIn) -> None:
    request, pages = a_request()
    with pytest.raises(Obstructed) as caught:
        story.submit(request)
    assert codes(caught) == {"pages_unseen"}
    for page in pages:
        cover(request, page)
    story.submit(request)
    shown = signed_in(MANAGER).get(f"/disclosures/{request}/review/").content.decode()
    assert shown.count('alt="Page') == 2
    assert "1 place covered" in shown
    picture = signed_in(MANAGER).get(f"/disclosures/{request}/leaving/{pages[0].document_id}/1.png")
    assert picture["Content-Type"] == "image/png"
    story.sign_off(request)
    story.read(request)
    made = story.release(request)
    with acting_as(who(ASKER)):
        paper = PdfReader(io.BytesIO(Package.objects.get(release=made).letter))
    assert sum(len(page.images) for page in paper.pages) == 2
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Quennell" not in text


def test_another_cover_is_another_content() -> None:
    request, pages = a_request()
    preparing.let_go(request, pages)
    with acting_as(who(ASKER)):
        before = load_dossier(story.get(request)).digest
    cover(request, pages[0])
    with acting_as(who(ASKER)):
        assert load_dossier(story.get(request)).digest != before


def test_pages_that_stay_behind_are_shown_to_nobody(signed_in: SignedIn) -> None:
    request, pages = a_request()
    path = f"/disclosures/{request}/leaving/{pages[0].document_id}/1.png"
    assert signed_in(ASKER).get(path).status_code == 404
    preparing.let_go(request, pages)
    assert signed_in(ASKER).get(path).status_code == 200
    assert signed_in("iss_volunteer").get(path).status_code in (403, 404)
    assert signed_in("dvpp_worker").get(path).status_code == 404


def test_an_entry_that_stays_back_whole_keeps_its_pages_back(signed_in: SignedIn) -> None:
    request, pages = a_request()
    preparing.let_go(request, pages)
    path = f"/disclosures/{request}/leaving/{pages[0].document_id}/1.png"
    with acting_as(who(ASKER)):
        (item,) = load_dossier(story.get(request)).prepared.values()
        assert leaving_of(load_dossier(story.get(request)))
        redaction.take_step(
            request=story.get(request),
            entry=item.entry,
            does=Does.WITHHOLD,
            source=item.source,
            why="conference",
            by=cast.worker(ASKER),
        )
        assert leaving_of(load_dossier(story.get(request))) == []
    assert signed_in(ASKER).get(path).status_code == 404
