"""A written authorisation is a paper on the client's own file or a signature; a date that somebody typed is neither."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.documents.models import Document
from clients.misfiled.actions import hand_on
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.authorisations import entries_with_scans
from disclosures.dossier import load_dossier
from disclosures.models import Consent
from disclosures.obstacle import Stage
from disclosures.picture import Basis
from disclosures.rules import obstacles
from disclosures.writing import EvidenceKind
from tests import cast
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.documents.samples import picture
from tests.duplicates.working import decide, propose
from tests.misfiled import working as misfiled
from tests.thirdparty.working import an_entry

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("2.2")]
REFERENCE = cast.FILES[story.FILE].reference
UNSEEN = "writing_unseen"


def kept(consent: UUID) -> Consent:
    return Consent.objects.get(id=consent)


def asked(**terms: Any) -> tuple[UUID, UUID]:
    """A consent, and our own request to others that rests on it."""
    contact = story.an_agency()
    consent = story.a_consent(contact, authorised_on=story.days(-2), **terms)
    return consent, story.a_draft(contact, consent, basis=Basis.OWN_REQUEST)


def missing(request: UUID) -> set[str]:
    with acting_as(who(ASKER)):
        picture = load_dossier(story.get(request)).picture()
        return {o.code for o in obstacles(picture, Stage.SUBMISSION) if o.clause == "2.2"}


def at(name: str, consent: UUID) -> str:
    return reverse(f"disclosures:{name}", args=[REFERENCE, consent])


def day(name: str, n: int = -2) -> dict[str, str]:
    on = story.days(n)
    return {f"{name}-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def test_a_date_alone_is_said_to_be_one_and_the_paper_mends_it(signed_in: SignedIn) -> None:
    consent, request = asked()
    paper = story.a_paper()
    asker = signed_in(ASKER)
    consents = reverse("disclosures:consents", args=[REFERENCE])
    assert missing(request) == {UNSEEN}
    shown = asker.get(consents).content.decode()
    assert "neither the paper nor a signature is kept here" in shown
    assert "Only the date of a written authorisation" in (
        asker.get(reverse("disclosures:request", args=[request])).content.decode()
    )
    assert asker.post(at("keep_paper", consent), {"paper": str(paper)}).status_code == 200
    sent = {"paper": str(paper), **day("dated")}
    assert asker.post(at("keep_paper", consent), sent).status_code == 302
    assert missing(request) == set()
    shown = asker.get(consents).content.decode()
    assert "neither the paper nor a signature" not in shown
    assert "See the signed paper" in shown
    with acting_as(who(ASKER)):
        evidence = load_dossier(story.get(request)).picture().consent.authorisation.evidence  # type: ignore[union-attr]
        assert (evidence.kind, evidence.by) == (EvidenceKind.SCANNED, who(ASKER))  # type: ignore[union-attr]
        assert abs((timezone.now() - evidence.at).total_seconds()) < 60  # type: ignore[union-attr]
    assert asker.post(at("take_paper_off", consent), {}).status_code == 200
    assert asker.post(at("take_paper_off", consent), {"confirmed": "on"}).status_code == 302
    assert missing(request) == {UNSEEN}
    assert "neither the paper nor a signature is kept here" in asker.get(consents).content.decode()


def test_a_paper_is_taken_in_there_and_then(signed_in: SignedIn) -> None:
    consent, request = asked()
    asker = signed_in(ASKER)

    def send(**changes: Any) -> int:
        scan = SimpleUploadedFile("signed.png", picture(), "image/png")
        said = {"document": scan, "sensitive_kind": "", "token": str(uuid4()), **day("dated")}
        return asker.post(at("scan_paper", consent), {**said, **changes}).status_code

    with acting_as(who(ASKER)):
        before = Document.objects.count()
    assert send(**{"dated-year": "2999"}) == 200
    assert missing(request) == {UNSEEN}
    assert send() == 302
    assert missing(request) == set()
    assert send() == 302  # a second paper: nothing of it stays
    with acting_as(who(ASKER)):
        assert Document.objects.count() == before + 1
        entry = Entry.objects.get(id=str(kept(consent).paper_id))
        assert (entry.kind, entry.court_paper, entry.sensitive) == ("document", False, False)
        assert story.AGENCY in entry.body
        assert entry.happened_on == kept(consent).authorised_on == story.days(-2)


def test_only_a_document_of_this_file_is_its_paper(signed_in: SignedIn) -> None:
    consent, request = asked()
    elsewhere, mine = story.a_paper("leila"), story.a_paper()
    with acting_as(who(ASKER)):
        by, words = cast.worker(ASKER), story.entries()[0].id
        assert not Document.objects.filter(entry=words).exists()
        for wrong in (elsewhere, words):
            with pytest.raises(DatabaseError), transaction.atomic():
                actions.keep_paper(consent=kept(consent), paper=wrong, dated=story.days(-2), by=by)
        terms = {"authorised_on": story.days(-2)}
    for wrong in (elsewhere, words):
        with pytest.raises(DatabaseError), transaction.atomic():
            story.a_consent(story.an_agency(name="Another"), paper=wrong, **terms)
        sent = {"paper": str(wrong), **day("dated")}
        assert signed_in(ASKER).post(at("keep_paper", consent), sent).status_code == 200
    with acting_as(who(ASKER)):
        forged = {"paper": mine, "paper_by": who(MANAGER), "paper_at": timezone.now()}
        ago = timezone.now() - timedelta(days=3)
        for lie in ({}, {"paper_by": who(ASKER), "paper_at": ago}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Consent.objects.filter(id=consent).update(**{**forged, **lie})
        with pytest.raises(DatabaseError), transaction.atomic():
            Consent.objects.filter(id=consent).update(authorised_on=story.days(-1))
    assert missing(request) == {UNSEEN}
    with acting_as(who("dvpp_worker")):
        assert not Consent.objects.filter(id=consent).exists()
    assert signed_in("dvpp_worker").get(at("keep_paper", consent)).status_code == 404


def test_what_ended_takes_no_paper_and_one_is_not_replaced() -> None:
    paper, other = story.a_paper(), story.a_paper()
    contact = story.an_agency()
    withdrawn = story.a_consent(contact)
    refused = story.a_consent(contact, refused=True)
    has = story.a_consent(contact, authorised_on=story.days(-2), paper=paper)
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        actions.withdraw_consent(consent=kept(withdrawn), by=by)
        says = {"paper_by": by, "paper_at": timezone.now(), "authorised_on": story.days(-1)}
        for ended in (withdrawn, refused, has):
            with pytest.raises(NotNow):
                actions.keep_paper(consent=kept(ended), paper=other, dated=story.days(-2), by=by)
            with pytest.raises(DatabaseError), transaction.atomic():
                Consent.objects.filter(id=ended).update(paper=other, **says)
        with pytest.raises(NotNow):
            actions.take_paper_off(consent=kept(refused))


@pytest.mark.edge("E48")
def test_a_paper_that_is_handed_on_proves_nothing() -> None:
    paper = story.a_paper()
    _, request = asked(paper=paper)
    assert missing(request) == set()
    with acting_as(who(ASKER)):
        entry = Entry.objects.select_related("file").get(id=paper)
        to = cast.FILES["leila"].reference
        hand_on(root=entry, reference=to, why="It is hers.", handing_id=uuid4())
    assert missing(request) == {UNSEEN}


@pytest.mark.edge("E48")
def test_a_paper_that_stands_below_what_is_handed_on_proves_nothing_either() -> None:
    paper, kept_one = story.a_paper(), an_entry("Her signed letter came.")
    _, request = asked(paper=paper)
    assert decide(propose(kept_one, paper)) == "agreed"
    assert missing(request) == set()
    misfiled.hand_on(kept_one)
    assert missing(request) == {UNSEEN}
    with acting_as(who(ASKER)):
        assert paper not in {each.id for each in entries_with_scans(story.file())}


def test_a_paper_that_goes_stops_what_was_signed_off() -> None:
    paper = story.a_paper()
    consent, request = asked(paper=paper)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    with acting_as(who(ASKER)):
        actions.take_paper_off(consent=kept(consent))
    with pytest.raises(Obstructed) as stopped, transaction.atomic():
        story.release(request)
    assert UNSEEN in {o.code for o in stopped.value.obstacles}
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        actions.keep_paper(consent=kept(consent), paper=paper, dated=story.days(-2), by=by)
    assert story.release(request).reference
