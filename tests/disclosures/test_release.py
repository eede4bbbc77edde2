"""From asking to release: every rule again on locked rows, then package, letter and register."""

import hashlib
import io
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader

from clients.emergency.actions import see_wall_alert
from clients.emergency.walls import tell_of_recipient
from clients.models import Entry
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.actions.lock import lock_request
from disclosures.models import (
    AgencyAssurance,
    Consent,
    DisclosureRequest,
    Package,
    Release,
    SignOff,
)
from disclosures.package import Contents
from disclosures.picture import Proviso, ProvisoKind
from staff.models import Account
from staff.organisation.models import Kind
from tests import cast
from tests.database import logged_in_as
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, SENIOR, days, who
from tests.emergency.test_walls import alerts_of, told, waiting
from tests.organisation.working import LETTERS, agreed

in_rolled_back = pytest.mark.django_db
State = DisclosureRequest.State


def codes(caught: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in caught.value.obstacles}


@in_rolled_back
@pytest.mark.clause("1.2", "2.1")
def test_a_signed_request_is_released_with_package_letter_and_register() -> None:
    agreed(Kind.LETTERS, LETTERS)
    request_id = story.a_signed_request()
    released = story.release(request_id)
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=released)
        contents = Contents.from_stored(package.contents)
        first, _second, third = story.entries()[:3]
        assert [item.body for item in contents.items] == [first.body, third.body]
        assert hashlib.sha256(package.letter).hexdigest() == released.letter_sha256
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(package.letter)).pages)
        assert all(line in text for line in ("The Larch Tree", "PO Box 7", "020 7946 0000"))
        assert released.reference in text
        assert story.RECIPIENT in text
        assert "sister" in text
        assert list(Release.objects.filter(file=story.file())) == [released]
    assert story.state_of(request_id) == State.RELEASED


@in_rolled_back
@pytest.mark.clause("1.2")
def test_the_package_stays_as_it_was_under_a_key_of_its_own() -> None:
    released = story.release(story.a_signed_request())
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=released)
        before = package.contents["items"][0]["body"]
        first = story.entries()[0]
        first.body = "Mended afterwards."
        first.save(update_fields=["body"])
        assert Package.objects.get(release=released).contents["items"][0]["body"] == before
        assert str(package.sealed_under().kind) == "package"
        raw = _raw("SELECT contents, letter FROM disclosures_package")
    assert before.encode() not in raw
    assert b"%PDF" not in raw


def _raw(sql: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return b"".join(bytes(value) for row in cursor.fetchall() for value in row)


@in_rolled_back
@pytest.mark.clause("3.3.1")
def test_the_other_service_sees_neither_request_nor_package_nor_key() -> None:
    request_id = story.a_signed_request()
    released = story.release(request_id)
    for key in ("dvpp_worker", "dvpp_manager", "iss_colleague", "records_admin"):
        with acting_as(who(key)):
            assert not DisclosureRequest.objects.filter(id=request_id).exists()
            assert not Release.objects.exists()
            assert not Package.objects.exists()
            assert not Consent.objects.exists()
    with acting_as(who(MANAGER)):
        package = Package.objects.get(release=released)
        assert package.contents["to_name"] == story.RECIPIENT
    stolen = Package(id=package.id)  # the same sealed row in the hands of somebody else
    stolen.__dict__["contents"] = package.__dict__["contents"]
    with acting_as(who("dvpp_worker")), pytest.raises(SealingError):
        str(stolen.contents)


@in_rolled_back
@pytest.mark.edge("E10")
@pytest.mark.clause("2.1")
def test_consent_withdrawn_between_sign_off_and_release_refuses_with_the_reason() -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        consent = story.get(request_id).consent
        assert consent is not None
        actions.withdraw_consent(consent=consent, by=story.worker(ASKER))
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {"consent_withdrawn"}
    assert story.state_of(request_id) == State.APPROVED
    with acting_as(who(ASKER)):
        assert not Release.objects.exists()


@in_rolled_back
@pytest.mark.clause("2.1")
def test_a_withdrawn_consent_never_comes_back() -> None:
    consent_id = story.a_consent(story.an_agency())
    with acting_as(who(ASKER)):
        consent = Consent.objects.get(id=consent_id)
        actions.withdraw_consent(consent=consent, by=story.worker(ASKER))
        with pytest.raises(NotNow):
            actions.withdraw_consent(
                consent=Consent.objects.get(id=consent_id), by=story.worker(ASKER)
            )
        with pytest.raises(DatabaseError, match="once and for good"), transaction.atomic():
            Consent.objects.filter(id=consent_id).update(withdrawn_at=None)
        assert Consent.objects.get(id=consent_id).withdrawn_at is not None


@in_rolled_back
@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_a_new_assurance_between_sign_off_and_release_needs_a_new_sign_off() -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        contact = story.get(request_id).contact_id
    assert contact is not None
    story.assure(contact)
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {"assurance_newer"}
    story.submit(request_id)
    story.sign_off(request_id)
    assert story.release(request_id).reference.startswith("R-")


@in_rolled_back
@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_a_lapsed_assurance_stops_the_release() -> None:
    contact = story.an_agency(assured=False)
    story.assure(contact, seen=-400, review=-1)
    request_id = story.a_draft(contact, story.a_consent(contact))
    with pytest.raises(Obstructed) as caught:
        story.submit(request_id)
    assert codes(caught) == {"assurance_lapsed"}


@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_an_assurance_that_lapses_after_the_sign_off_stops_the_release(committed: str) -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        agency = story.get(request_id).agency_id
    with logged_in_as("owner"):
        assurances = AgencyAssurance.objects.filter(agency=agency)
        assert assurances.update(review_on=story.days(-1)) == 1
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {"assurance_lapsed"}
    with logged_in_as("owner"):
        assurances.update(review_on=story.days(0))  # its last day
    assert story.release(request_id).request_id == request_id


@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_an_approver_who_has_left_voids_their_sign_off(committed: str) -> None:
    request_id = story.a_signed_request()
    with logged_in_as("owner"):
        Account.objects.filter(id=who(MANAGER)).update(is_active=False)
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {"approver_left", "reviewer_left"}
    with logged_in_as("owner"):
        Account.objects.filter(id=who(MANAGER)).update(is_active=True)
    assert story.release(request_id).request_id == request_id


@in_rolled_back
@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_nobody_signs_off_their_own_request_not_even_past_the_action() -> None:
    contact = story.an_agency()
    with acting_as(who(MANAGER)):
        says = story.says(contact, None)
        request = actions.ask_to_disclose(file=story.file(), says=says, by=story.worker(MANAGER))
        DisclosureRequest.objects.filter(id=request.id).update(state=State.SUBMITTED)
        with pytest.raises(PermissionDenied):
            actions.decide(
                request=story.get(request.id),
                decision=SignOff.Decision.APPROVE,
                words="",
                content="0" * 64,
                says_not_partner=False,
                by=story.worker(MANAGER),
            )
        mine = SignOff(
            request=request, file=request.file, approver=story.worker(MANAGER), words="",
            decision=SignOff.Decision.APPROVE, content="0" * 64,
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            mine.save(force_insert=True)


@in_rolled_back
@pytest.mark.clause("1.2")
@pytest.mark.parametrize("key", [ASKER, "dvpp_manager", "records_admin"])
def test_only_a_manager_of_the_file_decides(key: str) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    with pytest.raises((PermissionDenied, DisclosureRequest.DoesNotExist)):
        story.sign_off(request_id, by=key)
    assert story.state_of(request_id) == State.SUBMITTED


@in_rolled_back
@pytest.mark.clause("1.2")
def test_what_changes_after_sign_off_has_to_be_signed_off_and_read_again() -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        first = story.entries()[0]
        first.body += " And one line more."
        first.save(update_fields=["body"])
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {
        *("not_gone_through", "machine_unread", "unreviewed"),
        *("signed_other_content", "package_changed"),
    }


@in_rolled_back
@pytest.mark.clause("1.2")
def test_signing_off_something_else_than_the_page_showed_is_refused() -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    with pytest.raises(NotNow, match="has changed"):
        story.sign_off(request_id, content="0" * 64)


@in_rolled_back
@pytest.mark.clause("1.2")
def test_particulars_change_only_in_a_draft_for_the_database_too() -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    with acting_as(who(ASKER)):
        request, by = story.get(request_id), story.worker(ASKER)
        with pytest.raises(NotNow):
            actions.change_request(request=request, says=story.says(contact, None), by=by)
        with pytest.raises(DatabaseError, match="only while it is a draft"), transaction.atomic():
            DisclosureRequest.objects.filter(id=request_id).update(raises_risk=True)


@in_rolled_back
@pytest.mark.clause("1.2")
def test_a_package_that_nobody_read_stays() -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    story.sign_off(request_id)
    with pytest.raises(Obstructed) as caught:
        story.release(request_id)
    assert codes(caught) == {"package_unread"}


@in_rolled_back
@pytest.mark.clause("4.4.2")
def test_a_sensitive_entry_that_the_consent_does_not_name_is_stopped_at_submission() -> None:
    contact = story.an_agency()
    consent = story.a_consent(contact, names_sensitive=frozenset())
    request_id = story.a_draft(contact, consent)
    with pytest.raises(Obstructed) as caught:
        story.submit(request_id)
    assert codes(caught) == {"sensitive_unnamed"}


@in_rolled_back
@pytest.mark.clause("3.3.2 d")
def test_her_own_words_are_acknowledged_at_release_and_printed() -> None:
    words = Proviso(ProvisoKind.OWN_WORDS, words=story.WORDS)
    request_id = story.a_signed_request(provisos=(words,))
    with pytest.raises(Obstructed) as caught:
        story.release(request_id, keeps_words=False)
    assert codes(caught) == {"words_unread"}
    released = story.release(request_id)
    with acting_as(who(ASKER)):
        letter = Package.objects.get(release=released).letter
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(letter)).pages)
    assert story.WORDS in text


@in_rolled_back
@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_the_partner_behind_an_agency_is_refused_and_the_attempt_audited() -> None:
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        agency = actions.register_agency(
            name="Quay Mediation", statutory_duty="", by=story.worker(ASKER)
        )
        partner = actions.add_contact(
            agency=agency, name="FAROUK, Daniel", aliases=[], phones=[], by=story.worker(ASKER)
        )
    story.assure(partner.id)
    assert contact != partner.id
    request_id = story.a_draft(partner.id, story.a_consent(partner.id))
    story.go_through(request_id)
    for times in (1, 2):
        with acting_as(who(ASKER)):
            asked = story.get(request_id)
            with pytest.raises(Obstructed) as caught:
                actions.submit(request=asked, by=story.worker(ASKER))
            assert codes(caught) == {"recipient_is_partner"}
        # her manager learns of it at once, and counts it; nobody else, least of all on his side
        assert told() == {"iss_manager"}
        (alert,) = alerts_of("iss_manager")
        assert (alert.kind, alert.file_id, alert.worker_id, alert.times) == (
            "recipient", asked.file_id, who(ASKER), times,
        )  # fmt: skip
    with acting_as(who("iss_manager")):
        assert waiting(story.worker("iss_manager")) == 1
        see_wall_alert(alert_id=alert.id, by=story.worker("iss_manager"))
    with acting_as(who("dvpp_worker")):  # whoever may not see the file tells of nothing
        tell_of_recipient(asked.file_id)
    assert (told(), alerts_of("iss_manager")) == ({"iss_manager"}, [])


@in_rolled_back
@pytest.mark.clause("3.3.2 c")
def test_raised_risk_takes_a_discussion_a_note_and_two_signatures() -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact), raises_risk=True)
    with pytest.raises(Obstructed) as caught:
        story.submit(request_id)
    assert codes(caught) == {"risk_undiscussed"}
    with acting_as(who(ASKER)):
        talk = actions.note_discussion(
            request=story.get(request_id),
            with_whom=story.worker(SENIOR),
            on=days(-1),
            words="He may learn of the move from the landlord.",
            by=story.worker(ASKER),
        )
        note = story.entries()[-1]
        assert talk.note_id == note.id
        assert "He may learn of the move" in note.body
    story.submit(request_id)
    story.sign_off(request_id)
    assert story.state_of(request_id) == State.SUBMITTED
    with pytest.raises(NotNow):
        story.release(request_id)
    story.sign_off(request_id, by=SENIOR)
    assert story.state_of(request_id) == State.APPROVED
    story.read(request_id)
    assert story.release(request_id).request_id == request_id


@in_rolled_back
@pytest.mark.clause("3.3.2 c")
def test_what_was_discussed_for_one_recipient_is_not_for_another() -> None:
    contact, other = story.an_agency(), story.an_agency(name="Fernside Clinic")
    consent = story.a_consent(contact)
    request_id = story.a_draft(contact, consent, raises_risk=True)
    with acting_as(who(ASKER)):
        by = story.worker(ASKER)
        says = {each: story.says(each, consent, raises_risk=True) for each in (contact, other)}
        for each in (other, contact):
            actions.change_request(request=story.get(request_id), says=says[each], by=by)
        actions.note_discussion(
            request=story.get(request_id),
            with_whom=story.worker(SENIOR),
            on=days(-1),
            words="He has no friend there.",
            by=by,
        )
        more = replace(says[contact], readers=("Her team",))
        actions.change_request(request=story.get(request_id), says=more, by=by)
        with pytest.raises(NotNow, match="For another one ask anew"):
            actions.change_request(request=story.get(request_id), says=says[other], by=by)


@in_rolled_back
def test_sent_back_is_a_draft_again_and_refused_is_the_end() -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    story.sign_off(request_id, decision=SignOff.Decision.ASK_BACK, words="Why both entries?")
    assert story.state_of(request_id) == State.DRAFT
    story.submit(request_id)
    story.sign_off(request_id, decision=SignOff.Decision.REFUSE, words="Too much.")
    assert story.state_of(request_id) == State.REFUSED
    with pytest.raises(NotNow):
        story.submit(request_id)


@in_rolled_back
@pytest.mark.clause("1.2", "3.3.2 c")
def test_a_signature_does_not_outlive_that_it_was_sent_back() -> None:
    """The risk, and who will read it, are no part of the content; a manager signed with them before their eyes."""
    contact = story.an_agency()
    consent = story.a_consent(contact)
    request_id = story.a_draft(contact, consent, raises_risk=True)
    with acting_as(who(ASKER)):
        actions.note_discussion(
            request=story.get(request_id),
            with_whom=story.worker(SENIOR),
            on=days(-1),
            words="He may learn of the move from the landlord.",
            by=story.worker(ASKER),
        )
    story.submit(request_id)
    story.sign_off(request_id)
    story.sign_off(request_id, by=SENIOR, decision=SignOff.Decision.ASK_BACK, words="Who reads it?")
    with acting_as(who(ASKER)):
        says = replace(
            story.says(contact, consent), raises_risk=False, readers=("The landlord's office",)
        )
        actions.change_request(request=story.get(request_id), says=says, by=story.worker(ASKER))
    story.submit(request_id)
    story.sign_off(request_id, by=SENIOR)
    assert story.state_of(request_id) == State.SUBMITTED
    story.sign_off(request_id)
    assert story.state_of(request_id) == State.APPROVED


@in_rolled_back
def test_an_entry_of_another_file_can_not_be_picked_even_past_the_forms() -> None:
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        theirs = cast.FILES["leila"].id
        foreign = Entry.objects.filter(file_id=theirs).first()
        assert foreign is not None
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            actions.ask_to_disclose(
                file=story.file(),
                says=story.says(contact, None, entries=(foreign.id,)),
                by=story.worker(ASKER),
            )


@in_rolled_back
@pytest.mark.clause("3.3.1")
def test_nobody_locks_or_learns_of_a_request_of_another_file() -> None:
    request_id = story.a_signed_request()
    for key in ("dvpp_worker", "iss_colleague"):
        with acting_as(who(key)), pytest.raises(Hidden):
            lock_request(request_id, states=set(State))
    with acting_as(who("dvpp_worker")), connection.cursor() as cursor:
        cursor.execute("SELECT access.stands(%s, %s)", [cast.FILES[story.FILE].id, who(MANAGER)])
        assert cursor.fetchone() == (False,)
