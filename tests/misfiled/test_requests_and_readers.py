"""What hung on an entry in the wrong file: a discussion of risk, and a package that is being read outside (E48)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clients.misfiled.models import LeftInPackage, LostDiscussion
from confidentiality.audit.models import Event
from disclosures.actions import Obstructed
from disclosures.models import DisclosureRequest, RequestItem, RiskDiscussion, SignOff
from disclosures.readers.models import Recall, Ticket, Visit
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does, Part
from tests import cast
from tests.clients.questions import working_as
from tests.database import owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER
from tests.queries import assert_queries_at_most
from tests.readers.outside import Reader, give, opened, outside, recall
from tests.redaction import working as preparing
from tests.redaction.working import withhold, withhold_entry
from tests.thirdparty.working import AMINA, an_entry

from .test_misfiled import at
from .working import TAKER, WORDS, hand_on, take

pytestmark = [pytest.mark.slow, pytest.mark.edge("E48")]
State = DisclosureRequest.State
SignedIn = Callable[[str], Client]


def _discussed(note: UUID) -> UUID:
    """Ask to disclose what may raise her risk, with a discussion that `note` notes; return the request."""
    contact = story.an_agency(name=f"Agency {uuid4().hex}")
    request = story.a_draft(contact, story.a_consent(contact), raises_risk=True)
    with working_as(ASKER):
        RiskDiscussion.objects.create(
            request_id=request, file_id=AMINA, with_whom=cast.worker(MANAGER), role="line_manager",
            on=date(2026, 1, 5), note_id=note,
        )  # fmt: skip
    return request


@pytest.mark.clause("3.3.2 c")
def test_a_request_whose_discussion_another_s_entry_noted_is_a_draft_again(
    committed: str, signed_in: SignedIn
) -> None:
    wrong = an_entry(WORDS)
    signed, released, withdrawn = (_discussed(wrong) for _ in range(3))
    owner("UPDATE disclosures_request SET state = 'approved' WHERE id = %s", signed)
    with working_as(MANAGER):
        SignOff.objects.create(
            request_id=signed, file_id=AMINA, approver=cast.worker(MANAGER), decision="approve",
            content="what was signed", words="Yes.",
        )  # fmt: skip
    owner("UPDATE disclosures_request SET state = 'withdrawn' WHERE id = %s", withdrawn)
    gone = _as_if_released(released)
    page = signed_in(ASKER).get(at("hand_on_entry", wrong)).content.decode()
    assert "loses its discussion, is a draft again" in page
    assert f"{gone} left on the discussion that it notes" in page
    assert take(hand_on(wrong)) == "taken"
    with working_as(ASKER):
        assert not RiskDiscussion.objects.exists()
        assert story.get(signed).state == State.DRAFT
        assert story.get(released).state == State.RELEASED
        assert SignOff.objects.get(request=signed).content == ""
        told = {(each.request, each.release) for each in LostDiscussion.objects.all()}
        assert told == {(signed, ""), (released, gone)}
    with working_as(MANAGER):
        assert LostDiscussion.objects.filter(for_whom=None).count() == 2
    for other in (TAKER, "dvpp_worker", "records_admin"):
        with working_as(other):
            assert not LostDiscussion.objects.exists()
    client = signed_in(ASKER)
    shown = client.get(reverse("misfiled:waiting")).content.decode()
    assert "A disclosure is a draft again" in shown
    assert f"Package {gone} left" in shown
    with working_as(ASKER):
        for notice in LostDiscussion.objects.all():
            client.post(reverse("misfiled:see_lost_discussion", args=[notice.id]))
    assert gone not in client.get(reverse("misfiled:waiting")).content.decode()


def _as_if_released(request: UUID) -> str:
    """Have a request stand as released, with nothing but its reference: what left does not matter here."""
    owner("UPDATE disclosures_request SET state = 'released' WHERE id = %s", request)
    owner(
        "INSERT INTO disclosures_release (id, file_id, request_id, reference, agency_id, contact_id, consent_id,"
        " released_by_id, released_at, knows_policy, keeps_words, letter_sha256, against_procedure,"
        " answer)"
        " SELECT %s, file_id, id, 'R-3333-3333', agency_id, contact_id, c.consent_id, requester_id, now(), true, true,"
        " '', false, '' FROM disclosures_request q, (SELECT id AS consent_id FROM disclosures_consent LIMIT 1) c"
        " WHERE q.id = %s",
        uuid4(), request,
    )  # fmt: skip
    return "R-3333-3333"


@pytest.mark.edge("E21")
@pytest.mark.clause("1.2")
def test_what_left_with_it_is_recalled_while_somebody_outside_reads(
    committed: str, signed_in: SignedIn
) -> None:
    """The visit that is open ends in the same transaction, no link works or is given, and nobody is named."""
    contact, wrong, kept = story.an_agency(), an_entry(WORDS), an_entry("She rang.")
    consent = story.a_consent(contact, covers=frozenset({wrong, kept}), names_sensitive=frozenset())
    requests = [
        story.a_draft(contact, consent, entries=(wrong, kept)),
        story.a_draft(contact, consent, entries=(kept,)),
    ]
    packages = []
    for request in requests:
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        packages.append(story.release(request).package.id)
    package, other = packages
    reader, untouched = _inside(package), _inside(other)
    with outside():
        assert WORDS in reader.get("/read/package/").content.decode()
    parcel = hand_on(wrong)
    with outside():
        assert reader.get("/read/package/").status_code == 200  # handed on only
    assert take(parcel) == "taken"
    with outside():
        assert [reader.get(each).status_code for each in ("/read/package/", "/read/")] == [404, 404]
        assert untouched.get("/read/package/").status_code == 200
    with working_as(ASKER):
        recall = Recall.objects.get(release=opened(package).release)
        assert (recall.recalled_by_id, recall.reason) == (None, None)
        ticket = Ticket.objects.get(package=package)
        assert (ticket.closed_for, ticket.closed_by_id) == ("recalled", None)
        ended = Visit.objects.get(ticket=ticket).ended_at
        assert ended == recall.recalled_at == LeftInPackage.objects.get().at  # one transaction
        assert WORDS in str(opened(package).contents)  # and it stays as it was
    with pytest.raises(Obstructed):
        give(package)
    page = signed_in(ASKER).get(reverse("readers:readers", args=[package])).content.decode()
    assert "by itself" in page
    assert cast.PEOPLE[TAKER].name not in page
    seen = owner(
        "SELECT person, actor FROM audit_event WHERE action = 'misfiled_recalled' AND ids @> to_jsonb(%s::text)",
        str(recall.id),
    )
    assert seen == [(None, "database")]
    with working_as("records_admin"):
        assert not Event.objects.filter(action="misfiled_recalled").exists()


def _inside(package: UUID) -> Reader:
    told = give(package)
    with outside():
        reader = Reader()
        assert reader.enter(told.link, told.code) == 302
        assert reader.accept() == 302
    return reader


@pytest.mark.clause("3.2.1", "5.2.4")
def test_what_waits_to_be_taken_into_another_s_file_does_not_leave(committed: str) -> None:
    """Asked for at submission and again at the release; withheld whole, it stands in nobody's way."""
    draft = preparing.a_request("She rang.", WORDS)
    wrong = next(i for i in preparing.prepared_of(draft) if WORDS in i.texts[Part.BODY])
    ready = story.a_signed_request()
    with working_as(ASKER):
        picked = RequestItem.objects.filter(request=ready).earliest("id").entry_id
    hand_on(wrong.entry)
    hand_on(picked)
    story.go_through(draft)
    for step in (lambda: story.submit(draft), lambda: story.release(ready)):
        with pytest.raises(Obstructed) as stopped:
            step()
        assert [each.code for each in stopped.value.obstacles] == ["handed_on"]
    with working_as(ASKER):
        redaction.take_step(
            request=story.get(draft), entry=wrong.entry, does=Does.WITHHOLD, source=wrong.source,
            why="third_party", by=cast.worker(ASKER),
        )  # fmt: skip
    story.submit(draft)


@pytest.mark.edge("E21")
def test_it_is_said_to_have_left_only_where_it_did(committed: str, signed_in: SignedIn) -> None:
    """With words withheld it has left; kept back whole it has not, and what recalls can't read that."""
    contact, wrong, kept = story.an_agency(), an_entry(WORDS), an_entry("She rang.")
    consent = story.a_consent(contact, covers=frozenset({wrong, kept}), names_sensitive=frozenset())
    requests = [story.a_draft(contact, consent, entries=(wrong, kept)) for _ in range(5)]
    cut, whole, recalled, recalled_whole, without = requests
    withhold(cut, "Oona")
    for request in (whole, recalled_whole):
        withhold_entry(request, wrong)
    owner(
        "DELETE FROM disclosures_requestitem WHERE request_id = %s AND entry_id = %s",
        without,
        wrong,
    )
    references = {}
    for request in requests:
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        made = story.release(request)
        references[request] = made.reference
        if request in (recalled, recalled_whole):
            recall(made.package.id)
    client, path = signed_in(ASKER), at("hand_on_entry", wrong)
    with assert_queries_at_most(12):
        shown = client.get(path).content.decode()
    assert f"It has left, in {references[cut]}: recalled at that moment" in shown
    assert f"It has left, in {references[recalled]}: recalled already" in shown
    assert f"picked for {references[whole]} and kept back whole: it has not left there" in shown
    for request in (recalled_whole, without):
        assert references[request] not in shown
    assert take(hand_on(wrong)) == "taken"
    with working_as(ASKER):  # as it was: whatever it was picked for is closed
        closed = set(Recall.objects.values_list("release__reference", flat=True))
    assert closed == set(references.values()) - {references[without]}
    shown = client.get(reverse("misfiled:waiting")).content.decode()
    assert "look in the package" in shown
