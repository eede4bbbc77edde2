"""What was said since a backup to protect somebody is lost with its words; what it closed does not stand open (E40)."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from clients import actions as files
from clients import court
from clients.contacting import actions as contacting
from clients.contacting.access import trail, waiting_for
from clients.contacting.profile import ADDRESS, PHONE, Blocked, Point, Profile, read
from clients.contacting.rules import Use, addresses_for_post, against
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.people.details import Details
from clients.thirdparty.ties import Ties, Told
from confidentiality.access.identity import acting_as
from confidentiality.sealing.keys import KeyRef, load_keys
from confidentiality.work.backup.replaying import Outcome, replay
from confidentiality.work.backup.shipped import Shipped
from disclosures.actions.lock import NotNow
from disclosures.delivery.actions import hand_over
from disclosures.delivery.models import Handover
from disclosures.models import AgencyContact, DisclosureRequest, Release, SignOff
from disclosures.notifications import access as telling
from disclosures.notifications import actions as notifier
from disclosures.notifications.rules import Way
from disclosures.ownfile.models import FileRequest
from disclosures.ownfile.replay import LOST
from disclosures.redaction.models import RedactionReview
from tests import cast
from tests.audit.working import seal_all
from tests.database import logged_in_as, owner
from tests.delivery.delivering import opened
from tests.disclosures import own, story
from tests.notifications import working as notifications
from tests.ownfile import working as working_own
from tests.people.working import add
from tests.thirdparty import working
from tests.work.backup.drill import Places, back_up, lose_and_restore, worker_of

pytestmark = [pytest.mark.slow, pytest.mark.edge("E40")]
AMINA = cast.FILES["amina"]
OLD, HIS = ("4 Shared Street", "EB1 2CD"), "07700 900777"


def test_what_was_closed_by_lost_words_stays_closed(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """She moves out and blocks his number; a neighbour's words leave an entry; then the database is lost."""
    _tell(Profile(
        phones=(Point(HIS, safe="yes"),), addresses=(Point(*OLD, safe="yes"),), safe_to_call="yes", channels=("post",),
    ))  # fmt: skip
    request = story.a_signed_request()
    seal_all(tmp_path)
    made = back_up(places)

    _tell(Profile(blocked=(Blocked(PHONE, HIS), Blocked(ADDRESS, *OLD)), safe_to_call="no"))
    paper = _court_paper()
    with acting_as(worker_of("iss_worker")):
        picked = story.entries()[0].id
    _move_out_of(picked)
    seal_all(tmp_path)

    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        with acting_as(worker_of("iss_worker")):
            profile = read(CaseFile.objects.get(id=AMINA.id).contact)
            today = story.days(0)
            assert addresses_for_post(profile, today) == []
            assert against(Use("call", HIS), profile, today)
            assert Entry.objects.get(id=paper).court_paper is True
            assert DisclosureRequest.objects.get(id=request).state == "draft"
            assert not RedactionReview.objects.filter(request=request).exists()
            assert set(SignOff.objects.values_list("content", flat=True)) == {""}


@pytest.mark.parametrize(
    "action",
    [
        *("misfiled_left", "linked_person_added", "linked_person_changed", "linked_person_tied"),
        *("merge_decided", "born_changed", "names_changed"),
    ],
)
def test_a_sign_off_of_before_holds_no_more_on_a_file_that_says_more(
    committed: str, action: str
) -> None:
    """What was another's stands in it again, or somebody is not looked for who was: everything is signed anew."""
    request = story.a_signed_request()
    assert _replayed(action).closed == {action: 1}
    assert story.state_of(request) == "draft"


@pytest.mark.parametrize("action", ["disclosure_submitted", "disclosure_decided"])
def test_what_was_decided_since_may_have_been_a_concern(committed: str, action: str) -> None:
    """Who had approved it before is asked again: since then somebody may have said why it must not leave."""
    request = story.a_signed_request()
    assert _replayed(action, ids=(request,)).done == {action: 1}
    assert story.state_of(request) == "submitted"
    assert owner("SELECT DISTINCT content FROM disclosures_signoff") == [("",)]


@pytest.mark.parametrize("action", ["conference_marked", "duplicate_decided"])
def test_an_entry_that_became_minutes_or_one_with_another_is_signed_anew(
    committed: str, action: str
) -> None:
    request = story.a_signed_request()
    with acting_as(worker_of("iss_worker")):
        picked = story.entries()[0].id
    assert _replayed(action, ids=(uuid4(), picked)).closed == {action: 1}
    assert story.state_of(request) == "draft"


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize(
    "action",
    [
        *("redaction_step", "redaction_taken_back", "redaction_reviewed"),
        *("page_looked_at", "pages_taken", "pages_taken_out", "pages_kept_back"),
    ],
)
def test_what_was_withheld_since_does_not_leave_on_an_older_look(
    committed: str, action: str
) -> None:
    """The words stand open again, as they were when it was read and reviewed: it is looked at anew, and signed."""
    other, request = story.a_signed_request(), story.a_signed_request()
    assert _replayed(action, ids=(request, uuid4())).closed == {action: 1}
    assert (story.state_of(other), story.state_of(request)) == ("approved", "draft")
    assert owner("SELECT request_id FROM redaction_review") == [(other,)]
    signed = owner("SELECT request_id FROM disclosures_signoff WHERE content <> ''")
    assert {each for (each,) in signed} == {other}


@pytest.mark.edge("E30")
def test_her_own_file_is_not_copied_where_somebody_may_have_said_that_she_is_made_to_ask(
    committed: str,
) -> None:
    """It was released before; since the backup somebody may have said so, and a copy would go to whoever makes her."""
    asked = own.asked_for()
    release = own.released(asked)
    _copied(release)
    for _ in range(2):
        assert _replayed("file_request_step").closed == {"file_request_step": 1}
    with pytest.raises(NotNow, match="Who they are was not checked"):
        _copied(release)
    with acting_as(worker_of("iss_worker")):
        steps = [
            each.details.get("words") for each in FileRequest.objects.get(id=asked).steps.all()
        ]
    assert steps.count(LOST) == 1
    working_own.say(asked, "identity", by="iss_manager", **working_own.SEEN)
    _copied(release)


@pytest.mark.edge("E30")
def test_her_own_file_is_signed_anew_where_somebody_may_have_said_that_she_is_made_to_ask(
    committed: str,
) -> None:
    other, request = story.a_signed_request(), own.signed(own.asked_for())
    assert _replayed("file_request_step").closed == {"file_request_step": 1}
    assert (story.state_of(request), story.state_of(other)) == ("draft", "approved")


@pytest.mark.parametrize("times", [1, 2])
def test_what_she_wants_to_be_told_is_asked_before_anything_is(committed: str, times: int) -> None:
    """She asked not to be told of every step: that is lost, and her telephone is not called safe on what was before."""
    notifications.safe()
    notifications.event("suitable")
    (waits,) = notifications.waiting()
    for _ in range(times):
        outcome = _replayed("notification_preference_noted")
        assert not outcome.stuck
    with acting_as(worker_of("iss_worker")):
        by = cast.worker("iss_worker")
        verdict = telling.verdict_on(telling.open_notification(by, waits.id))
        assert verdict.way == Way.SETTLE
        file = CaseFile.objects.get(id=AMINA.id)
        assert [step.version.number for step in trail(file)] == [3, 2, 1]
        assert file in waiting_for(by).to_ask
    # a strand's of before it was said whose, and a file without its key, which is opened by nobody
    assert not _replayed("notification_preference_noted", file=None).stuck
    owner("DELETE FROM keys.sealing_key WHERE kind = 'file' AND subject = %s", AMINA.id)
    assert not _replayed("contact_changed").stuck


@pytest.mark.parametrize("wanted", ["", "all"])
def test_what_she_wants_who_has_no_file_is_taken_for_warnings_alone(
    committed: str, wanted: str
) -> None:
    """What was noted on her strand is lost: routine tellings stop, and whoever looks after it reads to ask her."""
    made = notifications.subjects()
    strand, manager = UUID(made["strand"]), worker_of("iss_manager")
    if wanted:
        _wants(strand, wanted)
    waits = notifications.waiting("iss_manager")
    (one,) = [each.id for each in waits if each.strand_id == strand]
    assert _way_of(one) == Way.SETTLE
    for _ in range(2):
        outcome = _replayed(
            "notification_preference_noted", file=None, by=manager, ids=(uuid4(), strand)
        )
        assert not outcome.stuck
    assert _way_of(one) == Way.STOP
    with acting_as(manager):
        noted = telling.preference_of(telling.open_strand(cast.worker("iss_manager"), strand))
        assert noted is not None
        assert noted.words.endswith("ask her.")
    assert owner("SELECT count(*) FROM notifications_preference WHERE strand_id = %s", strand) == [
        (1 + bool(wanted),)
    ]
    _wants(strand, "all")  # she was asked
    assert _way_of(one) == Way.SETTLE
    (stuck,) = _replayed(
        "notification_preference_noted", file=None, by=uuid4(), ids=(uuid4(), strand)
    ).stuck
    assert "nobody looks after her strand" in stuck
    owner("DELETE FROM keys.sealing_key WHERE kind = 'strand'")
    assert not _replayed("notification_preference_noted", file=None, ids=(uuid4(), strand)).stuck


def test_the_note_of_what_she_wants_names_her_strand(committed: str) -> None:
    strand = UUID(notifications.subjects()["strand"])
    _wants(strand, "risk")
    told = "SELECT ids::text FROM audit_event WHERE action = 'notification_preference_noted' AND file IS NULL"
    ((ids,),) = owner(told)
    assert str(strand) in str(ids)


def _wants(strand: UUID, wants: str) -> None:
    with acting_as(worker_of("iss_manager")):
        by = cast.worker("iss_manager")
        notifier.note_preference(
            of=telling.open_strand(by, strand),
            wants=wants,
            words="Said.",
            by=by,
            preference_id=uuid4(),
        )


def _way_of(notification: UUID) -> Way:
    with acting_as(worker_of("iss_manager")):
        by = cast.worker("iss_manager")
        return telling.verdict_on(telling.open_notification(by, notification)).way


@pytest.mark.clause("4.1.1")
@pytest.mark.edge("E11", "E13")
@pytest.mark.parametrize("action", ["agency_changed", "agency_contact_changed"])
def test_an_agency_that_was_changed_since_has_no_duty_and_is_signed_for_anew(
    committed: str, action: str
) -> None:
    """The duty that waived an assurance may have been taken back, or a partner's other name written down."""
    request, other = story.a_signed_request(), story.an_agency(name="Fernside Clinic")
    with acting_as(worker_of("iss_worker")):
        changed = story.get(request).agency_id or uuid4()
        untouched = AgencyContact.objects.get(id=other).agency_id
    owner("UPDATE disclosures_agency SET statutory_duty = 'Children Act 1989'")
    assert not _replayed(action, file=None, ids=(changed, uuid4())).stuck
    duty = "SELECT statutory_duty FROM disclosures_agency WHERE id = %s"
    left = "" if action == "agency_changed" else "Children Act 1989"
    assert owner(duty, changed) == [(left,)]
    assert owner(duty, untouched) == [("Children Act 1989",)]
    assert story.state_of(request) == "draft"
    again = story.a_signed_request()
    assert not _replayed(action, file=None, ids=(untouched, uuid4())).stuck
    assert story.state_of(again) == "approved"


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize("action", ["third_party_record_changed", "third_party_record_added"])
def test_a_record_that_was_changed_or_corrected_since_is_in_confidence(
    committed: str, action: str
) -> None:
    """That somebody asked for confidence, or took back who may be told, is lost; other records stay as they were."""
    her, him, sister = (
        str(add(Details(relation="relative", given=given))) for given in ("Ida", "Jon", "Wren")
    )
    with acting_as(worker_of("iss_worker")):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=AMINA.id)
        ties = Ties(about=her, source=him, told=(Told(sister, "Her sister"),), others="The school")
        said = {**cast.THIRD_PARTY, "in_confidence": False, "ties": ties}
        one, other = (files.add_third_party_record(file=file, by=by, **said) for _ in range(2))
    for _ in range(2):
        assert not _replayed(action, ids=(uuid4(), one.id)).stuck
    with acting_as(worker_of("iss_worker")):
        load_keys([KeyRef("third_party", AMINA.id)])
        now, beside = (ThirdPartyRecord.objects.get(id=each.id) for each in (one, other))
        assert (now.in_confidence, now.ties) == (True, Ties(about=her, source=him))
        assert (beside.in_confidence, beside.ties) == (False, ties)
        assert now.safety_critical == beside.safety_critical
        assert now.body == beside.body
    owner("DELETE FROM keys.sealing_key WHERE kind = 'third_party' AND subject = %s", AMINA.id)
    assert not _replayed(action, ids=(uuid4(), other.id)).stuck
    assert owner("SELECT in_confidence FROM clients_thirdpartyrecord WHERE id = %s", other.id) == [
        (True,)
    ]


def test_a_correction_names_the_record_that_it_corrects(committed: str) -> None:
    with acting_as(worker_of("iss_worker")):
        by, file = cast.worker("iss_worker"), CaseFile.objects.get(id=AMINA.id)
        one = files.add_third_party_record(file=file, by=by, **cast.THIRD_PARTY)
        files.add_third_party_record(file=file, by=by, corrects=one, **cast.THIRD_PARTY)
    told = "SELECT ids::text FROM audit_event WHERE action = 'third_party_record_added' ORDER BY at DESC LIMIT 1"
    ((ids,),) = owner(told)
    assert str(one.id) in str(ids)


@pytest.mark.edge("E7")
def test_a_closed_file_whose_birth_was_corrected_since_is_kept_as_a_child_s(committed: str) -> None:
    """When they were born is lost: as long as for anybody born before the file was opened, and never shorter."""
    told = "SELECT of_age_in FROM clients_casefile WHERE id = %s"
    due, amina = cast.FILES["due"], AMINA
    assert owner(told, due.id) == [(0,)]
    for _ in range(2):
        assert not _replayed("born_changed", file=due.id).stuck
        assert owner(told, due.id) == [(2018 + 18,)]
    assert not _replayed("born_changed", file=amina.id).stuck
    assert owner(told, amina.id) == [(None,)]  # open: its closing says it
    assert not _replayed("born_changed", file=uuid4()).stuck


def test_safe_contact_that_nobody_changed_before_is_kept_as_it_was_found(committed: str) -> None:
    """She was asked sooner, which makes a row and no telling; what stood before her lost words stays to be read."""
    with acting_as(worker_of("iss_worker")):
        before = read(CaseFile.objects.get(id=AMINA.id).contact)
        contacting.ask_sooner(file_id=AMINA.id)
    assert owner("SELECT version FROM contacting_contactstanding") == [(1,)]
    assert not owner("SELECT id FROM contacting_contactversion")
    assert not _replayed("contact_changed").stuck
    with acting_as(worker_of("iss_worker")):
        changed, found = trail(CaseFile.objects.get(id=AMINA.id))
        assert (found.version.number, found.version.kind) == (1, "found")
        assert read(found.version.profile) == before
        assert changed.version.number == 2


def test_safe_contact_that_nobody_left_could_have_told_keeps_the_doors_closed(
    committed: str,
) -> None:
    """Whoever changed it is younger than the backup, and nobody leads the file: somebody has to know of it."""
    owner("UPDATE clients_casefile SET lead_id = NULL WHERE id = %s", AMINA.id)
    (stuck,) = _replayed("contact_changed", by=uuid4()).stuck
    assert "is younger than the backup, and nobody leads the file" in stuck


def _copied(release: Release) -> None:
    with acting_as(worker_of("iss_worker")):
        hand_over(
            release=opened(release), way=Handover.Way.HAND, on=story.days(0), place="Into her hand",
            checked="She was here.", key=uuid4(), by=cast.worker("iss_worker"), form=Handover.Form.DATA,
        )  # fmt: skip


def _replayed(
    action: str,
    *,
    file: UUID | None = AMINA.id,
    by: UUID | None = None,
    ids: tuple[UUID, ...] | None = None,
) -> Outcome:
    event = Shipped(
        n=1, id=uuid4(), at=timezone.now(), person=by or worker_of("iss_worker"), actor="", action=action,
        outcome="done", file=file, ids=ids or (uuid4(),),
    )  # fmt: skip
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        return replay([event])


def _tell(profile: Profile) -> None:
    with acting_as(worker_of("iss_worker")):
        file = CaseFile.objects.get(id=AMINA.id)
        contacting.change_contact(
            file=file,
            profile=profile,
            verified=True,
            seen=read(file.contact).version,
            by=cast.worker("iss_worker"),
            version_id=uuid4(),
        )


def _court_paper() -> UUID:
    with acting_as(worker_of("iss_worker")):
        entry = story.entries()[1]
        court.say_court_paper(entry=entry, it_is=True)
        return entry.id


def _move_out_of(entry: UUID) -> None:
    said = working.body_of(entry)
    working.move(entry, said[: len(said) // 2])
