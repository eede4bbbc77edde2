"""What hung on an entry in the wrong file: the contact that it told, and what somebody else had said (E48)."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clients import actions as files
from clients.contacting.models import ContactMade
from clients.misfiled.access import open_parcel
from clients.misfiled.actions import refuse_parcel, take_back
from clients.misfiled.models import Handing, Parcel
from clients.models import Entry, ThirdPartyRecord
from clients.thirdparty.actions import correct_record
from clients.thirdparty.models import MovedPassage
from clients.thirdparty.ties import Ties
from confidentiality.access.http import Hidden
from confidentiality.sealing.models import Key
from disclosures.dossier import load_dossier
from tests import cast
from tests.clients.questions import give, working_as
from tests.contacting.working import HIS_NUMBER, made, make, tell
from tests.disclosures import story
from tests.thirdparty.working import PASSAGE, SAID, TEXT, an_entry, body_of, move, undo

from .test_misfiled import SIOBHAN, at, sent
from .working import RIGHT, TAKER, WORDS, hand_on, is_handed_on, raw_take, take

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
SignedIn = Callable[[str], Client]


def _correct_record(record: UUID) -> None:
    with working_as("iss_worker") as by:
        correct_record(
            written=ThirdPartyRecord.objects.select_related("file").get(id=record),
            by=by, record_id=uuid4(), body="It was on Monday.", ties=Ties(), **SAID,
        )  # fmt: skip


def _correct_entry(entry_id: UUID) -> UUID:
    with working_as("iss_worker") as by:
        entry = Entry.objects.select_related("file").get(id=entry_id)
        return files.correct_entry(
            entry=entry, by=by, nature="fact", body=TEXT, happened_on=date(2024, 3, 1)
        ).id


@pytest.mark.clause("4.6.1–4.6.5")
def test_a_contact_with_somebody_else_goes_along_and_says_nothing_of_how_this_one_is_reached(
    signed_in: SignedIn,
) -> None:
    tell()
    contact = make(to=HIS_NUMBER, words=WORDS)
    wrong = made(contact).entry_id
    assert wrong is not None
    assert "it is blocked" in body_of(wrong)
    page = signed_in("iss_worker").get(at("hand_on_entry", wrong)).content.decode()
    assert "stands among the contacts made with this client" in page
    told = sent(contact="other")
    refused = signed_in("iss_worker").post(at("hand_on_entry", wrong), {**told, "contact": ""})
    assert "Say who was rung" in refused.content.decode()
    signed_in("iss_worker").post(at("hand_on_entry", wrong), told)
    with working_as(TAKER):
        parcel = Parcel.objects.get()
    shown = signed_in(TAKER).get(reverse("misfiled:parcel", args=[parcel.id])).content.decode()
    assert "It was written as a contact made" in shown
    assert "blocked" not in shown
    assert take(parcel.id) == "taken"
    with working_as(TAKER):
        moved = ContactMade.objects.select_related("entry").get(file_id=SIOBHAN)
        assert (moved.version, moved.made_by_id) == (0, cast.PEOPLE["iss_worker"].id)
        assert moved.details["to"] == HIS_NUMBER
        assert not [each for each in moved.details["against"] if "blocked" in each]
        assert moved.entry is not None
        assert WORDS in moved.entry.body
        assert "blocked" not in moved.entry.body
    with working_as("iss_worker"):
        assert not ContactMade.objects.filter(pk=contact).exists()
        assert not Entry.objects.filter(pk=wrong).exists()
    register = signed_in(TAKER).get(
        reverse("contacting:profile", args=[cast.FILES[RIGHT].reference])
    )
    assert "It was written in another file first" in register.content.decode()


@pytest.mark.clause("3.3.1")
def test_a_contact_with_this_client_stays_and_only_the_words_beside_it_go(
    signed_in: SignedIn,
) -> None:
    contact = make(words=WORDS)
    wrong = made(contact).entry_id
    assert wrong is not None
    ending = cast.FILES["amina"].phone[-3:]
    assert f"number ending {ending}" in body_of(wrong)
    page = signed_in("iss_worker").get(at("hand_on_entry", wrong)).content.decode()
    assert WORDS in page
    assert take(hand_on(wrong, stays=True)) == "taken"
    with working_as(TAKER):
        moved = Entry.objects.filter(file_id=SIOBHAN).latest("written_at", "id")
        assert (moved.body, moved.kind) == (WORDS, Entry.Kind.NOTE)
        assert not ContactMade.objects.filter(file_id=SIOBHAN).exists()
    with working_as("iss_worker"):
        kept = ContactMade.objects.get(pk=contact)
        assert kept.entry_id is None
        assert kept.details["to"] == cast.FILES["amina"].phone
        assert not Entry.objects.filter(pk=wrong).exists()
    profile = signed_in("iss_worker").get(
        reverse("contacting:profile", args=[cast.FILES["amina"].reference])
    )
    assert "What was written beside it did not belong here" in profile.content.decode()


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize("entry_first", [True, False])
def test_what_words_were_moved_out_of_leaves_together_with_them(entry_first: bool) -> None:
    """Also once the record of them was corrected, so that the move can be undone no more."""
    entry = an_entry()
    moved, record = move(entry)
    _correct_record(record)
    assert undo(moved) == "changed"
    one = hand_on(entry)
    assert take(one) == "together"
    elsewhere = hand_on(record, third=True, to=cast.FILES["leila"].reference)
    assert take(one) == "together", "it was handed on to another file"
    with working_as("iss_worker"):
        assert take_back(handing=Handing.objects.get(pk=elsewhere))
    other = hand_on(record, third=True)
    assert take(one if entry_first else other) == "taken", "one press takes both"
    with working_as("iss_worker"):
        assert not MovedPassage.objects.exists()
        assert not Entry.objects.filter(id=entry).exists()
        assert not ThirdPartyRecord.objects.filter(id=record).exists()
    with working_as(TAKER):
        there = Entry.objects.filter(file_id=SIOBHAN).latest("written_at", "id")
        assert PASSAGE not in there.body
        assert there.taken_out_at is None
        said = ThirdPartyRecord.objects.filter(file_id=SIOBHAN)
        assert {PASSAGE, "It was on Monday."} <= {each.body.strip() for each in said}


@pytest.mark.clause("3.2.1")
def test_what_was_parted_is_taken_by_nobody_who_may_not_know_of_both(signed_in: SignedIn) -> None:
    """Whoever leads the right file without the right to what others said takes neither half of it."""
    entry = an_entry()
    _, record = move(entry)
    one, other = hand_on(entry), hand_on(record, third=True)
    give(RIGHT, "iss_senior", "view", "contribute", "lead", holder=TAKER)
    assert take(one, by="iss_senior") == "together"
    beside = reverse("misfiled:parcel", args=[other])
    for by, told in (("iss_senior", False), (TAKER, True)):
        page = signed_in(by).get(reverse("misfiled:parcel", args=[one])).content.decode()
        assert (f'href="{beside}"' in page) == ("If you take it you take that too" in page) == told
    assert take(one) == "taken"
    with working_as(TAKER):
        assert not Parcel.objects.exists()


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize("entry_first", [True, False])
@pytest.mark.parametrize("what", ["refused", "taken back", "changed", "not the lead's to take"])
def test_of_what_was_parted_no_half_is_taken_and_the_move_can_still_be_undone(
    what: str, entry_first: bool
) -> None:
    """The words stand cut out of the entry in the wrong file no longer than its worker wants."""
    entry = an_entry()
    moved, record = move(entry)
    taken, other = hand_on(entry), hand_on(record, third=True)
    if not entry_first:
        taken, other = other, taken
    if what == "refused":
        with working_as(TAKER):
            found, file = open_parcel(other)
            assert refuse_parcel(parcel=found, file=file)
    elif what == "changed":
        _correct_record(record) if entry_first else _correct_entry(entry)
    else:
        with working_as("iss_worker"):
            assert take_back(handing=Handing.objects.get(pk=other))
    if what == "not the lead's to take":  # nobody agrees to what they handed on themselves
        give("amina", TAKER, "view", "contribute", "third_party")
        hand_on(record if entry_first else entry, by=TAKER, third=entry_first)
    assert take(taken) == ("changed" if what == "changed" else "together")
    with working_as("iss_worker"):
        assert MovedPassage.objects.get().original is not None
        assert {each.id for each in Entry.objects.filter(id=entry)} == {entry}
        assert ThirdPartyRecord.objects.filter(id=record).exists()
        for handing in Handing.objects.all():
            assert take_back(handing=handing)
    if what == "changed" and entry_first:
        return  # a record that was corrected stays, and with it how the entry stood
    assert undo(moved) == "undone"
    assert body_of(entry) == TEXT
    with working_as(TAKER):
        assert not Parcel.objects.exists()
        assert not [each for each in Entry.objects.filter(file_id=SIOBHAN) if "ten" in each.body]


@pytest.mark.attack("A4")
@pytest.mark.clause("3.2.1")
def test_by_sql_nobody_takes_one_half_alone() -> None:
    """Each half is one's own to take, and both have to be named."""
    entry = an_entry()
    _, record = move(entry)
    one, other = hand_on(entry), hand_on(record, third=True)
    for parcels, rows in (([one], [entry]), ([other], [record]), ([one, uuid4()], [entry])):
        assert raw_take(parcels, rows, TAKER) == "together"
    assert raw_take([one, other], [entry], TAKER) == "hidden"
    assert is_handed_on(entry)


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize("of_a_correction", [False, True])
def test_what_was_moved_out_of_it_is_read_in_no_parcel(of_a_correction: bool) -> None:
    """What a neighbour said left the entry: whoever leads the other file reads it no more either."""
    handed = moved = an_entry()
    if of_a_correction:
        moved = _correct_entry(handed)
    parcel = hand_on(handed)
    with working_as(TAKER):
        assert "Wilf" in open_parcel(parcel)[0].contents["rows"][-1]["body"]
    move(moved)
    with working_as(TAKER), pytest.raises(Hidden):
        open_parcel(parcel)
    assert not is_handed_on(handed)
    assert not Key.objects.filter(kind="parcel", subject=parcel).exists()


@pytest.mark.clause("3.2.1")
def test_a_move_that_is_undone_takes_back_what_was_handed_on_of_it() -> None:
    """The record is gone then, and what lay for the other file says what is no longer so."""
    entry = an_entry()
    moved, record = move(entry)
    for each in (hand_on(entry), hand_on(record, third=True)):
        with working_as(TAKER):
            assert Parcel.objects.filter(pk=each).exists()
    assert undo(moved) == "undone"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert body_of(entry) == TEXT
    with working_as(TAKER):
        assert not Parcel.objects.exists()
    assert not is_handed_on(entry)


@pytest.mark.clause("3.2.1")
def test_what_corrects_what_waits_does_not_leave_either() -> None:
    """It goes along: it tells of the same other client."""
    wrong = an_entry()
    corrects = _correct_entry(wrong)
    contact = story.an_agency()
    consent = story.a_consent(contact, covers=frozenset({wrong, corrects}))
    draft = story.a_draft(contact, consent, entries=(wrong, corrects))
    hand_on(wrong)
    with working_as("iss_worker"):
        redaction = load_dossier(story.get(draft)).picture().redaction
    assert set(redaction.handed_on) == {wrong, corrects}
