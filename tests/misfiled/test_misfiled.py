"""A note in the wrong one of two files: moved by two, gone from the wrong one everywhere (E48, clause 3.2.1)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.test import Client
from django.urls import reverse

from clients import actions as files
from clients.documents.models import Document
from clients.misfiled import actions
from clients.misfiled.models import Handing, LeftInPackage, Parcel
from clients.models import Entry, ThirdPartyRecord
from clients.thirdparty.ties import Ties, Told
from confidentiality.access.http import Hidden
from confidentiality.drafts.models import Draft
from confidentiality.sealing.models import Key
from disclosures.actions.lock import Obstructed
from disclosures.actions.release import release
from disclosures.models import ConsentItem, RequestItem
from tests import cast, uploading
from tests.clients.questions import (
    HIDDEN_FROM,
    NEVER,
    assert_hidden,
    give,
    path,
    reference,
    working_as,
)
from tests.contacting.working import made, make, tell
from tests.disclosures import story
from tests.drafting import type_an_entry
from tests.letters.working import write
from tests.people.working import add
from tests.queries import assert_queries_at_most
from tests.thirdparty.working import AMINA, a_record, an_entry, body_of

from .working import REFERENCE, RIGHT, TAKER, WORDS, hand_on, is_handed_on, raw_take, take

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.edge("E48"),
    pytest.mark.clause("3.2.1"),
]
SignedIn = Callable[[str], Client]
SIOBHAN = cast.FILES[RIGHT].id


def at(name: str, subject: UUID, key: str = "amina") -> str:
    return reverse(f"misfiled:{name}", args=[reference(key), subject])


def sent(**changes: str) -> dict[str, str]:
    return {
        "token": str(uuid4()),
        "belongs_in": REFERENCE.lower().replace("-", " "),
        "reason": "Same initials.",
        "confirmed": "on",
        **changes,
    }


def words_in(file: UUID, by: str) -> list[str]:
    with working_as(by):
        return [each.body for each in Entry.objects.filter(file_id=file).order_by("written_at")]


@pytest.mark.slow
def test_it_works_in_the_browser_by_two(signed_in: SignedIn) -> None:
    wrong = an_entry(WORDS)
    with working_as("iss_worker") as by:
        entry = Entry.objects.select_related("file").get(id=wrong)
        files.correct_entry(
            entry=entry, by=by, nature="fact", body="Una.", happened_on=entry.happened_on
        )
    client, taker = signed_in("iss_worker"), signed_in(TAKER)
    assert at("hand_on_entry", wrong) in client.get(path("file", "amina")).content.decode()
    with assert_queries_at_most(12):
        assert client.get(at("hand_on_entry", wrong)).status_code == 200
    what = sent()
    for _ in range(2):  # a second click takes nothing back
        assert client.post(at("hand_on_entry", wrong), what)["Location"] == path("file", "amina")
    assert "It is handed on" in client.get(at("hand_on_entry", wrong)).content.decode()
    with assert_queries_at_most(12):
        listed = taker.get(reverse("misfiled:waiting")).content.decode()
    with working_as(TAKER):
        (parcel,) = Parcel.objects.all()
    address = reverse("misfiled:parcel", args=[parcel.id])
    assert address in listed
    with assert_queries_at_most(12):
        page = taker.get(address).content.decode()
    for shown in (WORDS, "Una.", "Same initials.", "Priya Menon"):
        assert shown in page
    assert reference("amina") not in page
    assert "Amina" not in page
    answer = taker.post(address, {"decision": "take"})
    assert answer["Location"] == path("file", RIGHT)
    assert not {WORDS, "Una."} & {*words_in(AMINA, "iss_worker")}
    with working_as(TAKER):
        first, second = Entry.objects.filter(file_id=SIOBHAN).order_by("-written_at")[:2][::-1]
        assert (first.body, first.author_id) == (WORDS, cast.PEOPLE["iss_worker"].id)
        assert (second.body, second.corrects_id) == ("Una.", first.id)
        assert first.id != wrong
        assert not Parcel.objects.exists()
    with working_as("iss_worker"):
        assert not Handing.objects.exists()
    assert client.get(path("entry", "amina", wrong)).status_code == 404
    looks = client.get(path("looks", "amina")).content.decode()
    assert "Took in" not in looks


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_what_is_said_of_a_reference_is_the_same_whatever_stands_behind_it(
    signed_in: SignedIn,
) -> None:
    """Nobody's, a colleague's, one behind a couple's wall, one destroyed: one answer, one page afterwards."""
    client, told = signed_in("iss_worker"), set()
    for to in (NEVER, REFERENCE, reference("daniel"), "2222-2222"):
        wrong = an_entry(WORDS)
        answer = client.post(at("hand_on_entry", wrong), sent(belongs_in=to), follow=True)
        page = client.get(at("hand_on_entry", wrong)).content.decode()
        told.add((answer.redirect_chain[0], "Handed on. If there is" in answer.content.decode()))
        assert to not in page
        assert is_handed_on(wrong)
        with working_as("iss_worker"):
            assert not Parcel.objects.exists()
            with connection.cursor() as cursor:  # nor by SQL, of her own either
                cursor.execute("SELECT count(*) FROM misfiled_parcel")
                assert cursor.fetchone()[0] == 0
            assert not Key.objects.filter(kind="parcel").exists()
    assert len(told) == 1
    for wrong_words, sentence in (
        ({"belongs_in": reference("amina")}, "That is the reference of this file"),
        ({"belongs_in": "nonsense"}, "A reference has eight"),
        ({"confirmed": ""}, "Tick to confirm"),
    ):
        page = client.post(at("hand_on_entry", an_entry()), sent(**wrong_words)).content.decode()
        assert sentence in page


def test_the_other_half_of_a_couple_takes_it_and_nobody_sees_both_files() -> None:
    wrong = an_entry("He came to his session.")
    parcel = hand_on(wrong, to=reference("daniel"))
    for by in ("iss_manager", "iss_colleague", "dvpp_manager"):
        if by == "dvpp_manager":
            continue
        with pytest.raises(Hidden):
            take(parcel, by=by)
    assert take(parcel, by="dvpp_worker") == "taken"
    assert "He came to his session." in words_in(cast.FILES["daniel"].id, "dvpp_worker")
    assert "He came to his session." not in words_in(AMINA, "iss_worker")


def test_a_refused_one_is_gone_and_its_handing_waits_as_before(signed_in: SignedIn) -> None:
    wrong = an_entry(WORDS)
    parcel = hand_on(wrong)
    client, taker = signed_in("iss_worker"), signed_in(TAKER)
    before = client.get(at("hand_on_entry", wrong)).content.decode().split("<main")[1]
    taker.post(reverse("misfiled:parcel", args=[parcel]), {"decision": "refuse"})
    assert taker.get(reverse("misfiled:parcel", args=[parcel])).status_code == 404
    after = client.get(at("hand_on_entry", wrong)).content.decode().split("<main")[1]
    assert [line for line in after.splitlines() if "draft" not in line and "csrf" not in line] == [
        line for line in before.splitlines() if "draft" not in line and "csrf" not in line
    ]
    client.post(at("hand_on_entry", wrong), {"stays": "on"})
    assert not is_handed_on(wrong)
    assert body_of(wrong) == WORDS
    hand_on(wrong)


def test_a_sensitive_one_is_not_read_on_the_way_and_its_document_comes_along(
    signed_in: SignedIn,
) -> None:
    with working_as("iss_worker") as by:
        file = Entry.objects.filter(file_id=AMINA).select_related("file")[0].file
        document = uploading.a_document(file, by, sensitive_kind="hiv")
        wrong, body, digest = document.entry_id, document.entry.body, document.digest
    parcel = hand_on(wrong)
    page = signed_in(TAKER).get(reverse("misfiled:parcel", args=[parcel])).content.decode()
    assert "There is a sensitive fact here" in page
    assert body not in page
    assert take(parcel) == "taken"
    with working_as(TAKER):
        moved = Document.objects.select_related("entry").get(id=document.id)
        assert (moved.file_id, moved.digest, moved.entry.body) == (SIOBHAN, digest, body)
        assert moved.entry.sensitive
        with moved.opened() as reader:
            assert reader.read(4)
    with working_as("iss_worker"):
        assert not Document.objects.filter(id=document.id).exists()


def test_a_third_party_record_moves_with_the_people_it_names_in_words() -> None:
    give(
        "amina", TAKER, "view"
    )  # she may look into the wrong file, and not at what others said there
    person = add()
    with working_as("iss_worker"):
        ties = Ties(str(person), "", (Told(str(person), "Rosalind Okonjo"),), "The school")
    wrong = a_record(ties=ties, about_whom="Rosalind Okonjo")
    parcel = hand_on(wrong, third=True)
    give(RIGHT, "iss_senior", "view", "contribute", "lead", holder=TAKER)
    with pytest.raises(Hidden):  # leads the right file, and may not read what others said
        take(parcel, by="iss_senior")
    assert take(parcel) == "taken"
    with working_as(TAKER):
        made = ThirdPartyRecord.objects.filter(file_id=SIOBHAN).latest("written_at")
        assert (made.body, made.ties.about) == ("He keeps two dogs.", "")
        assert made.ties.in_words == "Rosalind Okonjo; The school"
    with working_as("iss_worker"):
        assert not ThirdPartyRecord.objects.filter(id=wrong).exists()


@pytest.mark.slow
@pytest.mark.edge("E12")
@pytest.mark.edge("E20")
def test_it_is_gone_from_consents_requests_and_drafts_and_a_package_is_told_of(
    signed_in: SignedIn,
) -> None:
    contact, wrong = story.an_agency(), an_entry(WORDS)
    kept = an_entry("She rang.")
    both = frozenset({wrong, kept})
    consent = story.a_consent(contact, covers=both, names_sensitive=frozenset())
    released, signed = (story.a_draft(contact, consent, entries=(wrong, kept)) for _ in range(2))
    for request in (released, signed):
        story.submit(request)
        story.sign_off(request)
    story.read(released)
    gone = story.release(released)
    here = path("correct_entry", "amina", wrong)
    type_an_entry(cast.FILES["amina"], WORDS, address=here)
    other = type_an_entry(cast.FILES["amina"], "Something else")
    assert take(hand_on(wrong)) == "taken"
    with working_as("iss_worker") as by:
        assert not RequestItem.objects.filter(entry=wrong).exists()
        assert not ConsentItem.objects.filter(entry=wrong).exists()
        assert [each.id for each in Draft.objects.all()] == [other]
        assert story.get(released).release.package.contents["items"][0]["body"]
        with pytest.raises(Obstructed), transaction.atomic():
            release(request=story.get(signed), knows_policy=True, keeps_words=True, by=by)
        (notice,) = LeftInPackage.objects.all()
    client = signed_in("iss_worker")
    page = client.get(reverse("misfiled:waiting")).content.decode()
    assert gone.reference in page
    client.post(reverse("misfiled:see_notice", args=[notice.id]))
    assert gone.reference not in client.get(reverse("misfiled:waiting")).content.decode()


def test_what_was_changed_since_is_not_taken_and_what_is_bound_stays() -> None:
    wrong = an_entry(WORDS)
    parcel = hand_on(wrong)
    with working_as("iss_worker") as by:
        entry = Entry.objects.select_related("file").get(id=wrong)
        files.change_entry(
            entry=entry, by=by, nature="fact", body="Other.", happened_on=date(2024, 3, 1)
        )
    assert take(parcel) == "changed"
    assert body_of(wrong) == "Other."
    assert not is_handed_on(wrong)
    tell()
    letter = write().entry_id
    assert letter is not None
    with pytest.raises(actions.NotHandedOn, match="bound"):
        hand_on(letter)
    with pytest.raises(actions.NotHandedOn, match="wordless"):
        hand_on(made(make(words="")).entry_id or wrong, stays=True)
    hand_on(wrong)
    with pytest.raises(actions.NotHandedOn, match="waits"):
        hand_on(wrong)


@pytest.mark.attack("A4")
def test_by_sql_nobody_takes_their_own_or_more_than_was_handed_on() -> None:
    give(RIGHT, "iss_worker", "view", "contribute", "third_party", "lead", holder=TAKER)
    give("amina", "iss_senior", "view")
    wrong, other = an_entry(WORDS), an_entry("Stays.")
    parcel = hand_on(wrong)
    assert raw_take([parcel], [wrong], "iss_worker") == "hidden"  # agreeing to one's own
    for by in ("iss_senior", "dvpp_worker", "records_admin"):
        assert raw_take([parcel], [wrong], by) == "hidden"
    for olds in ([other], [wrong, other], [uuid4()]):
        assert raw_take([parcel], olds, TAKER) == "hidden"
    assert is_handed_on(wrong)
    assert (body_of(wrong), body_of(other)) == (WORDS, "Stays.")
    refused: tuple[tuple[str, list[Any], Any], ...] = (
        ("access.refuse_parcel(%s)", [parcel], False),
        ("access.take_back_handing(%s)", [parcel], False),
        ("access.look_at_misfiled(%s, %s, false)", [wrong, AMINA], None),
        (
            "access.hand_on(%s, %s, false, %s, 'x', 'x', false)",
            [uuid4(), other, REFERENCE],
            "hidden",
        ),
    )
    for call, values, answer in refused:
        with working_as("iss_senior"), connection.cursor() as cursor:
            cursor.execute(f"SELECT {call}", values)
            assert cursor.fetchone()[0] == answer
    for statement in (
        "INSERT INTO misfiled_parcel (id, file, third_party, seen, at, contents)"
        f" VALUES ('{uuid4()}', '{AMINA}', false, '', now(), '')",
        f"UPDATE misfiled_parcel SET file = '{AMINA}'",
        f"INSERT INTO misfiled_handing (id, file_id, entry_id, by_id, at) SELECT '{uuid4()}', file_id, id, author_id,"
        f" now() FROM clients_entry WHERE id = '{other}'",
    ):
        with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    assert take(parcel) == "taken"
    assert raw_take([parcel], [wrong], TAKER) == "hidden"


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_its_pages_are_hidden_with_their_files(signed_in: SignedIn) -> None:
    wrong, record = an_entry(WORDS), a_record()
    parcel = hand_on(wrong)
    for person in ("iss_worker", "iss_senior", "dvpp_worker"):
        assert signed_in(person).get(reverse("misfiled:parcel", args=[parcel])).status_code == 404
    for name, subject in (("hand_on_entry", wrong), ("hand_on_record", record)):
        for person, key in HIDDEN_FROM[:2]:
            assert_hidden(signed_in(person), at(name, subject, key), key)
    assert signed_in("iss_manager").get(at("hand_on_record", record)).status_code == 403
    give("amina", "iss_senior", "view", "third_party")
    for name, subject in (("hand_on_entry", wrong), ("hand_on_record", record)):
        assert signed_in("iss_senior").get(at(name, subject)).status_code == 403


def test_everything_that_points_to_what_moves_is_thought_of() -> None:
    """A table that points to an entry or record goes along, goes away or binds it (clients.misfiled.fence)."""
    pointing = {
        (each.field.model._meta.db_table, each.field.name)
        for model in (Entry, ThirdPartyRecord)
        for each in model._meta.get_fields(include_hidden=True)
        if isinstance(each, ForeignObjectRel)
    }
    assert pointing == {
        ("clients_entry", "corrects"),  # goes along
        ("clients_thirdpartyrecord", "corrects"),
        ("documents_document", "entry"),
        ("documents_thirdparty", "record"),
        ("disclosures_consentitem", "entry"),  # goes away
        ("kiosk_limit", "entry"),
        ("disclosures_consent", "paper"),  # it says that it has none
        ("disclosures_requestitem", "entry"),
        ("ownfile_conferencemark", "entry"),  # goes away, as the next two
        ("ownfile_rectification", "entry"),
        ("ownfile_rectification", "statement"),
        ("redaction_step", "entry"),  # with what was weighed for it
        ("misfiled_handing", "entry"),
        ("duplicates_duplicate", "kept"),
        ("duplicates_duplicate", "gone"),
        ("misfiled_handing", "record"),
        ("disclosures_riskdiscussion", "note"),  # with a word to who asked, and whoever leads
        ("contacting_contactmade", "entry"),  # goes along, or stays without the words
        ("letters_letter", "entry"),  # binds it
        ("thirdparty_movedpassage", "entry"),
        ("thirdparty_movedpassage", "record"),
    }
