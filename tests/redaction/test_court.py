"""A family court's paper on the file: held until the court's permission is recorded, whatever it says (E23)."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from clients.actions import correct_entry
from clients.court import say_court_paper
from clients.models import Entry
from clients.people.details import Details
from confidentiality.access.http import Refused
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed
from disclosures.dossier import load_dossier
from disclosures.matcher import Reason
from disclosures.models import DisclosureRequest
from disclosures.redaction import actions
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import Does, Part, Place
from disclosures.redaction.models import Weighing
from disclosures.redaction.rules import court_permission
from tests import cast, uploading
from tests.clients.questions import give, reference
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.documents.asking import sent
from tests.duplicates.working import decide, propose
from tests.misfiled.working import RIGHT, TAKER, hand_on, take
from tests.people.working import add
from tests.redaction.sixty import a_scan as a_picture
from tests.redaction.working import FACTORS, prepared_of
from tests.redaction.working import a_request as a_written_request
from tests.scans import preparing
from tests.thirdparty.working import an_entry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.clause("3.2.1"),
    pytest.mark.edge("E23"),
]
COLLEAGUE = "iss_colleague"
SAYS_NOTHING = "A letter that she brought, two pages."
MENTIONS = "A CAFCASS report says so."
KEPT = {
    "court": "Family Court at Brackenfield, AB24C00123",
    "permitted_on": "2026-03-02",
    "paper": "The order of that day, in the blue folder",
}
TYPED = {
    "court": KEPT["court"],
    "permitted_on-day": "2",
    "permitted_on-month": "3",
    "permitted_on-year": "2026",
    "paper": KEPT["paper"],
    "confirmed": "on",
}


def a_scan(court_paper: bool | None, leaves: bool = True) -> UUID:
    """Begin a request to disclose a scan in which, and on whose entry, no word speaks of a court."""
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        made = uploading.a_document(
            story.file(), cast.worker(ASKER), "scan.png", a_picture(), body=SAYS_NOTHING,
            court_paper=court_paper,
        )  # fmt: skip
    covers = frozenset({made.entry_id})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(made.entry_id,))
    if leaves:
        preparing.let_go(request, preparing.taken(request, made))
    return request


def stopped_by(request: UUID) -> set[str]:
    """Return what stops it once everything else has been done."""
    with pytest.raises(Obstructed) as caught:
        story.submit(request)
    return {o.code for o in caught.value.obstacles}


def permit(request: UUID, **changes: Any) -> None:
    (item,) = prepared_of(request)
    with acting_as(who(ASKER)):
        actions.take_step(
            request=story.get(request),
            entry=item.entry,
            does=Does.PERMITTED,
            source=item.source,
            by=cast.worker(ASKER),
            **{"factors": KEPT, **changes},
        )


def test_a_scan_without_a_word_of_a_court_is_held_until_permission_is_recorded(
    signed_in: SignedIn,
) -> None:
    request = a_scan(court_paper=True)
    with acting_as(who(ASKER)):
        assert open_workbench(story.get(request)).groups == []  # the machine finds nothing
    assert stopped_by(request) == {"court_unpermitted"}
    (item,) = prepared_of(request)
    page = f"/disclosures/{request}/prepare/{item.entry}/"
    client = signed_in(ASKER)
    assert f"{page}permission/" in client.get(page).content.decode()
    sent = {**TYPED, "source": item.source}
    for name in ("court", "permitted_on-year", "paper", "confirmed"):
        refused = client.post(f"{page}permission/", {**sent, name: ""})
        assert refused.status_code == 200
        assert "Error:" in refused.content.decode()
    assert stopped_by(request) == {"court_unpermitted"}
    assert client.post(f"{page}permission/", sent)["Location"] == page
    with acting_as(who(ASKER)):
        assert Weighing.objects.get(request=request).factors == KEPT
    with acting_as(who(MANAGER)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM redaction_weighing")  # sealed, and out of sight
        assert cursor.fetchone() == (0,)
    story.submit(request)
    shown = signed_in(MANAGER).get(f"/disclosures/{request}/review/").content.decode()
    assert "The court’s permission is on record." in shown
    assert KEPT["court"] not in shown
    story.sign_off(request)
    story.read(request)
    story.release(request)


def test_pages_of_which_nobody_has_said_what_they_are_stay(signed_in: SignedIn) -> None:
    request = a_scan(court_paper=None)
    assert stopped_by(request) == {"court_unsaid"}
    (item,) = prepared_of(request)
    at = f"/files/{reference(story.FILE)}/entries/{item.entry}/"
    assert "Nobody has said" in signed_in(ASKER).get(at).content.decode()
    signed_in(ASKER).post(f"{at}no-court/", {"confirmed": "on"})
    story.submit(request)


def test_words_alone_of_a_document_that_nobody_looked_at_may_leave() -> None:
    story.submit(a_scan(court_paper=None, leaves=False))


def test_an_entry_marked_after_the_sign_off_is_held_at_the_release() -> None:
    request = a_written_request(SAYS_NOTHING)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    (item,) = prepared_of(request)
    with acting_as(who(ASKER)):
        say_court_paper(entry=Entry.objects.get(id=item.entry), it_is=True)
    with pytest.raises(Obstructed) as caught:
        story.release(request)
    assert {o.code for o in caught.value.obstacles} == {"court_unpermitted"}
    assert story.state_of(request) == DisclosureRequest.State.APPROVED


def test_an_entry_kept_back_whole_is_not_held() -> None:
    request = a_scan(court_paper=True)
    (item,) = prepared_of(request)
    with acting_as(who(ASKER)):
        actions.take_step(
            request=story.get(request),
            entry=item.entry,
            does=Does.WITHHOLD,
            source=item.source,
            why="court",
            by=cast.worker(ASKER),
        )
        picture = load_dossier(story.get(request)).picture()
    assert list(court_permission(picture)) == []


def test_a_permission_without_court_day_and_paper_is_none_and_it_is_taken_back() -> None:
    request = a_scan(court_paper=True)
    for missing in KEPT:
        with pytest.raises(NotNow, match="which court"):
            permit(request, factors={k: v for k, v in KEPT.items() if k != missing})
    permit(request)
    with acting_as(who(ASKER)):
        said = story.get(request)
        (step,) = load_dossier(said).steps
        actions.take_back(request=said, by=cast.worker(ASKER), step=step.id)
    assert "court_unpermitted" in stopped_by(request)


def waiting(request: UUID) -> list[Reason]:
    """Return why the machine found what is to be decided still."""
    with acting_as(who(ASKER)):
        return [group.reason for group in open_workbench(story.get(request)).groups]


def weighed(signed_in: SignedIn, request: UUID, **typed: str) -> str:
    (item,) = prepared_of(request)
    page = f"/disclosures/{request}/prepare/{item.entry}/"
    client = signed_in(ASKER)
    address = client.get(page).content.decode().split(f'href="{page}weigh/')[1].split('"')[0]
    address = f"{page}weigh/{address}"
    assert "Which court gave its permission" in client.get(address).content.decode()
    sent = {"source": item.source, "confirmed": "on", **typed}
    return client.post(address, sent).headers.get("Location", "asked again")


def test_they_stay_until_permission_is_recorded(signed_in: SignedIn) -> None:
    request = a_written_request(MENTIONS)
    assert waiting(request) == [Reason.COURT]
    assert weighed(signed_in, request, what="paper") == "asked again"
    assert waiting(request) == [Reason.COURT]
    assert weighed(signed_in, request, what="paper", **TYPED) != "asked again"
    assert waiting(request) == []
    with acting_as(who(ASKER)):
        assert Weighing.objects.get(request=request).factors == KEPT
    story.submit(request)


def test_or_until_somebody_says_how_they_know_that_it_is_no_paper(
    signed_in: SignedIn,
) -> None:
    request = a_written_request(MENTIONS)
    assert weighed(signed_in, request, what="mention", **TYPED) == "asked again"
    assert waiting(request) == [Reason.COURT]
    weighed(signed_in, request, what="mention", mention="She told me of it.")
    assert waiting(request) == []
    with acting_as(who(ASKER)):
        assert Weighing.objects.get(request=request).factors == {"mention": "She told me of it."}
    story.submit(request)


BY_NAME = "It was sent to Judge Harris at nine."


def test_a_decision_on_the_same_words_for_another_reason_frees_no_court_s(
    signed_in: SignedIn,
) -> None:
    add(Details(relation="worker", aliases=("Judge Harris",)))
    request = a_written_request(BY_NAME)
    assert set(waiting(request)) == {Reason.NAME, Reason.COURT}
    (item,) = prepared_of(request)
    around = Place(Part.BODY, BY_NAME.index("Judge"), BY_NAME.index(" at nine"))
    with acting_as(who(ASKER)):
        groups = {g.reason: g.key for g in open_workbench(story.get(request)).groups}
        everywhere: dict[str, Any] = {
            "request": story.get(request), "key": groups[Reason.NAME], "by": cast.worker(ASKER),
        }  # fmt: skip
        there: dict[str, Any] = {
            "request": story.get(request), "entry": item.entry, "source": item.source,
            "places": [around], "by": cast.worker(ASKER),
        }  # fmt: skip
        with pytest.raises(NotNow, match="weigh it"):
            actions.decide_group(does=Does.LEAVE, **everywhere)
        for factors in (None, FACTORS):  # these are asked of what was told in confidence
            with pytest.raises(NotNow, match="weigh it"):
                actions.take_step(does=Does.LEAVE, why="mention", factors=factors, **there)
    assert set(waiting(request)) == {Reason.NAME, Reason.COURT}
    page = f"/disclosures/{request}/prepare/{item.entry}/weigh/body/{around.start}/{around.end}/"
    assert signed_in(ASKER).get(page).status_code == 404  # a name is not weighed
    weighed(signed_in, request, what="mention", mention="It is how he is called.")
    assert waiting(request) == [Reason.NAME]
    with acting_as(who(ASKER)):
        said = story.get(request)
        actions.decide_group(does=Does.LEAVE, **{**everywhere, "request": said})
        assert open_workbench(said).groups == []
        mention = load_dossier(said).steps[0]
        actions.take_back(request=said, step=mention.id, by=cast.worker(ASKER))
    assert waiting(request) == [Reason.COURT]  # that the name may go says nothing of it


def test_words_that_are_a_court_s_and_somebody_s_are_weighed_as_a_court_s(
    signed_in: SignedIn,
) -> None:
    add(Details(relation="worker", aliases=("CAFCASS",)))
    request = a_written_request(MENTIONS)
    assert set(waiting(request)) == {Reason.NAME, Reason.COURT}
    weighed(signed_in, request, what="mention", mention="She told me of it.")
    assert waiting(request) == []


def test_of_a_marked_entry_nobody_says_that_it_only_mentions_a_court(
    signed_in: SignedIn,
) -> None:
    request = a_written_request(MENTIONS)
    (item,) = prepared_of(request)
    with acting_as(who(ASKER)):
        say_court_paper(entry=Entry.objects.get(id=item.entry), it_is=True)
    assert weighed(signed_in, request, what="mention", mention="-") == "asked again"


def test_whoever_writes_sets_it_and_whoever_leads_takes_it_off(
    signed_in: SignedIn,
) -> None:
    entry = prepared_of(a_written_request(SAYS_NOTHING))[0].entry
    give(story.FILE, COLLEAGUE, "view")
    here, sure = f"/files/{reference(story.FILE)}/entries/{entry}", {"confirmed": "on"}
    at, none = f"{here}/court/", f"{here}/no-court/"

    def said() -> bool | None:
        with acting_as(who(ASKER)):
            return Entry.objects.get(id=entry).court_paper

    assert said() is None
    assert signed_in(COLLEAGUE).post(at, sure).status_code == 403
    with acting_as(who(COLLEAGUE)), pytest.raises(Refused):  # nor past the page
        say_court_paper(entry=Entry.objects.get(id=entry), it_is=True)
    assert said() is None
    give(story.FILE, COLLEAGUE, "contribute")
    signed_in(COLLEAGUE).post(at, sure)
    assert said() is True
    assert signed_in(COLLEAGUE).post(none, sure).status_code == 403
    assert said() is True
    signed_in(ASKER).post(none, sure)
    assert said() is False
    assert signed_in("dvpp_worker").post(at, sure).status_code == 404


def test_whoever_adds_a_document_or_writes_an_entry_says_whether_it_is_one(
    signed_in: SignedIn,
) -> None:
    at = f"/files/{reference(story.FILE)}/"

    def newest() -> Entry:
        with acting_as(who(ASKER)):
            return Entry.objects.filter(file_id=cast.FILES[story.FILE].id).latest("written_at")

    client, before = signed_in(ASKER), newest().id
    unsaid = client.post(f"{at}documents/new/", sent(court_paper=""))
    assert "Say whether it is a family court" in unsaid.content.decode()
    assert newest().id == before
    for said, kept in (("yes", True), ("no", False)):
        assert client.post(f"{at}documents/new/", sent(court_paper=said)).status_code == 302
        assert newest().court_paper is kept
    for ticked, held in ({"court_paper": "on"}, True), ({}, None):
        words = {k: v for k, v in sent().items() if k not in ("document", "court_paper")}
        typed = {**words, "kind": "note", **ticked}
        assert client.post(f"{at}entries/new/", typed).status_code == 302
        assert newest().court_paper is held


@pytest.mark.edge("E48")
@pytest.mark.parametrize(
    ("stays", "goes", "then", "below"),
    [
        *((False, True, True, True), (True, None, True, True), (True, False, True, True)),
        *((False, None, None, None), (None, False, None, False)),
    ],
)
def test_of_two_that_tell_the_same_both_are_held_as_both_were(
    stays: bool | None, goes: bool | None, then: bool | None, below: bool | None
) -> None:
    kept, gone = (an_entry("She came.", court_paper=each) for each in (stays, goes))
    with acting_as(who(ASKER)):
        further = [_corrected(each) for each in (kept, gone)]
    assert decide(propose(kept, gone)) == "agreed"
    with acting_as(who(ASKER)):
        marks = dict(Entry.objects.filter(corrects=kept).values_list("id", "court_paper"))
        assert Entry.objects.get(id=kept).court_paper is then
        assert marks.pop(gone) is below
        assert marks == dict.fromkeys(further, then or None)


def _corrected(entry: UUID) -> UUID:
    """Correct an entry; return what stands below it."""
    found = Entry.objects.select_related("file").get(id=entry)
    return correct_entry(
        entry=found, by=cast.worker(ASKER), nature="fact", body="At ten.", happened_on=found.happened_on
    ).id  # fmt: skip


@pytest.mark.edge("E40", "E48")
@pytest.mark.parametrize(
    ("stays", "goes", "noted"), [(False, True, 0), (True, None, 1), (None, None, None)]
)
def test_what_a_court_s_paper_made_one_is_noted_for_when_both_stand_apart_again(
    stays: bool | None, goes: bool | None, noted: int | None
) -> None:
    """The mark is set again by a restore, which forgets that they were found to tell the same."""
    both = [an_entry("She came.", court_paper=each) for each in (stays, goes)]
    assert decide(propose(*both)) == "agreed"
    with acting_as(who("records_admin")):
        events = Event.objects.filter(action="court_paper_marked")
        assert [each.ids for each in events] == ([[str(both[noted])]] if noted is not None else [])


@pytest.mark.edge("E48")
def test_in_the_right_file_it_is_held_as_it_was_in_the_wrong_one() -> None:
    wrong = an_entry(SAYS_NOTHING, court_paper=True)
    with acting_as(who(ASKER)):
        entry = Entry.objects.select_related("file").get(id=wrong)
        further = correct_entry(
            entry=entry,
            by=cast.worker(ASKER),
            nature="fact",
            body="Three pages.",
            happened_on=entry.happened_on,
        )
        assert further.court_paper is True  # nobody ticked it
    assert take(hand_on(wrong)) == "taken"
    with acting_as(who(TAKER)):
        moved = Entry.objects.filter(file_id=cast.FILES[RIGHT].id).order_by("-written_at")[:2]
        assert [each.court_paper for each in moved] == [True, True]
