"""Entries of one file that tell the same: one stays and the other stands in its trail, by two people."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clients import actions as files
from clients.contacting.models import ContactMade
from clients.documents.models import Document
from clients.duplicates.models import Duplicate
from clients.misfiled.actions import NotHandedOn
from clients.misfiled.actions import hand_on as hand_on_unasked
from clients.misfiled.models import Parcel
from clients.models import Entry
from confidentiality.access.http import Refused
from disclosures.actions import limit_consent
from disclosures.dossier import load_dossier
from disclosures.kiosk.models import Limit
from disclosures.models import Consent, DisclosureRequest, RequestItem
from disclosures.obstacle import Stage
from disclosures.redaction.access import open_workbench
from disclosures.redaction.models import RedactionStep
from disclosures.rules import obstacles
from tests import cast, uploading
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    give,
    path,
    reference,
    words_of,
    working_as,
)
from tests.contacting.working import made, make
from tests.disclosures import story
from tests.groups import working as groups
from tests.misfiled.test_misfiled import sent
from tests.misfiled.working import hand_on, take
from tests.queries import assert_queries_at_most
from tests.redaction.working import a_request
from tests.thirdparty.working import AMINA, an_entry, move

from .working import OTHER, decide, propose

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("5.2.2")]
SignedIn = Callable[[str], Client]
WORDS, OTHER_WORDS = "She came at ten.", "She came at ten, with her sister."


def at(name: str, subject: UUID | str, key: str = "amina") -> str:
    return reverse(f"duplicates:{name}", args=[reference(key), subject])


def stands_below(entry: UUID) -> UUID | None:
    with working_as("iss_worker"):
        return Entry.objects.get(pk=entry).corrects_id


def test_it_works_in_the_browser_by_two(signed_in: SignedIn) -> None:
    kept, gone = an_entry(WORDS), an_entry(OTHER_WORDS, by=OTHER)
    with working_as(OTHER) as by:
        files.correct_entry(
            entry=Entry.objects.select_related("file").get(pk=gone), by=by, nature="fact",
            body="It was her aunt.", happened_on=date(2024, 3, 1),
        )  # fmt: skip
    client, second = signed_in("iss_worker"), signed_in(OTHER)
    assert at("propose", gone) in client.get(path("file", "amina")).content.decode()
    with assert_queries_at_most(12):
        page = client.get(at("propose", gone)).content.decode()
    assert OTHER_WORDS in page
    assert WORDS in page
    sent = {"token": str(uuid4()), "other": str(kept), "stays": "other", "reason": "We both wrote."}
    for _ in range(2):  # a second click proposes nothing else
        answer = client.post(at("propose", gone), sent)
    with working_as("iss_worker"):
        proposal = Duplicate.objects.get()
        assert (proposal.kept_id, proposal.gone_id) == (kept, gone)
    assert answer["Location"] == at("duplicate", proposal.id)
    assert "somebody else who writes" in client.get(at("duplicate", proposal.id)).content.decode()
    waits = second.get(reverse("duplicates:waiting")).content.decode()
    assert at("duplicate", proposal.id) in waits
    with assert_queries_at_most(12):
        page = second.get(at("duplicate", proposal.id)).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = second.post(at("duplicate", proposal.id), {"decision": "agree", "seen": seen})
    assert answer["Location"] == path("entry", "amina", kept)
    whole = client.get(path("entry", "amina", kept)).content.decode()
    for shown in (WORDS, OTHER_WORDS, "It was her aunt.", "Told a second time"):
        assert shown in whole
    assert words_of(gone, "iss_worker") == (OTHER_WORDS, "")  # nothing is lost
    assert "Told a second time: see the" in client.get(path("file", "amina")).content.decode()
    assert (
        at("duplicate", proposal.id)
        not in second.get(reverse("duplicates:waiting")).content.decode()
    )
    with working_as(OTHER), pytest.raises(Refused):  # its author changes no more what was compared
        files.change_entry(
            entry=Entry.objects.get(pk=gone), by=cast.worker(OTHER), nature="fact", body="No.",
            happened_on=date(2024, 3, 1),
        )  # fmt: skip


def test_the_same_words_are_said_once_and_what_corrects_it_follows() -> None:
    """Whoever corrects the one below corrects the one that stays, by SQL as well."""
    kept, gone = an_entry(WORDS), an_entry(WORDS)
    assert decide(propose(kept, gone)) == "agreed"
    with working_as("iss_worker") as by:
        entry = Entry.objects.get(pk=gone)
        row = Entry.objects.create(
            file_id=AMINA, kind="correction", nature="fact", author=by, corrects=entry, body="At eleven.", basis="",
            sensitive_kind="", happened_on=date(2024, 3, 1),
        )  # fmt: skip
        assert Entry.objects.get(pk=row.pk).corrects_id == kept


def test_until_it_is_decided_it_is_undone_and_nobody_agrees_to_their_own() -> None:
    kept, gone = an_entry(WORDS), an_entry(WORDS)
    first = propose(kept, gone)
    assert propose(kept, gone) is None  # one waits
    assert decide(first, by="iss_worker") == "own"
    assert decide(first, by="iss_worker", agree=False) == "withdrawn"
    second = propose(kept, gone)
    assert decide(second, agree=False) == "refused"
    assert decide(second) == "decided"
    third = propose(kept, gone)
    with working_as("iss_worker") as by:
        files.change_entry(
            entry=Entry.objects.get(pk=gone), by=by, nature="fact", body="Not the same.",
            happened_on=date(2024, 3, 1),
        )  # fmt: skip
    assert decide(third, seen="what the page showed") == "changed"
    assert stands_below(gone) is None
    waiting = propose(gone, kept) or propose(an_entry(WORDS), kept)
    assert decide(third) == "agreed"
    assert decide(waiting) == "lapsed"


@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E48")
def test_what_cannot_be_one_is_not_proposed() -> None:
    with working_as("iss_worker") as by:
        file = Entry.objects.filter(file_id=AMINA).select_related("file")[0].file
        sensitive = files.add_entry(
            file=file, by=by, kind="note", nature="fact", body="She told me.", happened_on=date(2024, 3, 1),
            sensitive_kind="hiv",
        ).id  # fmt: skip
    plain, handed, elsewhere = (
        an_entry(WORDS),
        an_entry(WORDS),
        an_entry(WORDS, by="iss_colleague", file=cast.FILES["siobhan"].id),
    )
    hand_on(handed)
    assert propose(plain, sensitive) is None  # the mark would go under
    assert propose(plain, handed) is None
    give("siobhan", "iss_worker", "view", "contribute", holder="iss_colleague")
    assert propose(plain, elsewhere) is None
    assert propose(sensitive, plain) is not None


@pytest.mark.clause("3.2.1")
@pytest.mark.edge("E20")
def test_what_hangs_on_it_is_carried_and_what_is_signed_stays_as_it_was_signed() -> None:
    with working_as("iss_worker") as by:
        file = Entry.objects.filter(file_id=AMINA).select_related("file")[0].file
        document = uploading.a_document(file, by)
    gone, kept = document.entry_id, an_entry(WORDS)
    contact = story.an_agency()
    covers = frozenset({gone, kept})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    one, both = (
        story.a_draft(contact, consent, entries=each, harmless=frozenset({gone}))
        for each in ((gone,), (gone, kept))
    )
    story.go_through(one)
    assert decide(propose(kept, gone)) == "agreed"
    with working_as("iss_worker"):
        assert [(i.entry_id, i.says_harmless) for i in RequestItem.objects.filter(request=one)] == [
            (kept, False)
        ]
        assert [each.entry_id for each in RequestItem.objects.filter(request=both)] == [kept]
        assert {each.entry_id for each in RedactionStep.objects.filter(request=one)} == {kept}
        assert Document.objects.get(pk=document.id).entry_id == kept
    signed_kept, signed_gone = an_entry(WORDS), an_entry(WORDS)
    request = story.a_draft(
        contact, story.a_consent(contact, covers=frozenset({signed_gone})), entries=(signed_gone,)
    )
    story.submit(request)
    assert decide(propose(signed_kept, signed_gone)) == "agreed"
    with working_as("iss_worker"):
        assert [each.entry_id for each in RequestItem.objects.filter(request=request)] == [
            signed_gone
        ]
        assert story.get(request).state == DisclosureRequest.State.SUBMITTED


@pytest.mark.clause("3.3.2 d")
@pytest.mark.parametrize("twice", [False, True])
def test_what_a_client_took_out_of_a_consent_stays_out_of_it(twice: bool) -> None:
    """She said it of the one that goes, perhaps of both; the other tells the same."""
    gone, kept = an_entry(WORDS), an_entry(WORDS)
    contact = story.an_agency()
    consent = story.a_consent(contact, covers=frozenset({gone, kept}))
    request = story.a_draft(contact, consent, entries=(kept,))
    out = Limit.Kind.NOT_THIS_ITEM
    with working_as("iss_worker") as by:
        given = Consent.objects.get(id=consent)
        limit_consent(consent=given, kind=out, by=by, entries=(gone, kept) if twice else (gone,))
    assert decide(propose(kept, gone)) == "agreed"
    with working_as("iss_worker"):
        limits = Limit.objects.filter(consent=consent)
        assert {each.entry_id for each in limits} == {gone, kept}
        assert len({(each.at, each.by_id) for each in limits if not twice}) < 2
        picture = load_dossier(story.get(request)).picture()
        assert "item_barred" in {each.code for each in obstacles(picture, Stage.SUBMISSION)}


@pytest.mark.clause("4.4.2")
def test_what_stands_below_a_sensitive_one_is_sensitive(signed_in: SignedIn) -> None:
    """Two said that it tells the same: it leaves only with a consent that names it, and is opened with a purpose."""
    kept = an_entry(WORDS, sensitive_kind="hiv")
    gone = an_entry(WORDS)
    corrected = an_entry(OTHER_WORDS, kind="correction", corrects=Entry(id=gone))
    contact = story.an_agency()
    covers = frozenset({kept, gone, corrected})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset({kept}))
    request = story.a_draft(contact, consent, entries=(gone, corrected))
    story.go_through(request)
    with working_as("iss_worker"):
        assert "sensitive_unnamed" not in against(request)
    assert decide(propose(kept, gone)) == "agreed"
    with working_as("iss_worker") as by:
        assert "sensitive_unnamed" in against(request)
        below = Entry.objects.select_related("file", "corrects").get(id=gone)
        assert (below.sensitive, files.kind_of(below)) == (True, "hiv")
        again = files.correct_entry(
            entry=below, by=by, nature="fact", body=OTHER_WORDS, happened_on=date.today()
        )
        assert (again.sensitive, again.sensitive_kind) == (True, "hiv")
        first = Entry.objects.get(id=kept)
        said: dict[str, Any] = {"nature": "fact", "body": WORDS, "happened_on": date.today()}
        files.change_entry(entry=first, by=by, **said)  # its writer takes the kind off, in time
        below = Entry.objects.select_related("file", "corrects").get(id=gone)
        again = files.correct_entry(entry=below, by=by, **said)
        assert (again.sensitive, again.sensitive_kind) == (True, Entry.SensitiveKind.OTHER)
    client = signed_in("iss_worker")
    closed = client.get(path("entry", "amina", gone))
    assert WORDS not in closed.content.decode()
    opened = client.post(path("entry", "amina", gone), {"purpose": "preparing a disclosure"})
    assert WORDS in opened.content.decode()
    assert "This is a sensitive fact: " in opened.content.decode()


@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E23")
def test_a_correction_written_at_that_moment_is_what_the_one_that_stays_is() -> None:
    """Whoever wrote it had the entry before them as it stood."""
    kept, gone = an_entry(WORDS, sensitive_kind="hiv", court_paper=True), an_entry(WORDS)
    with working_as("iss_worker"):
        before = Entry.objects.select_related("file", "corrects").get(id=gone)
    assert decide(propose(kept, gone)) == "agreed"
    with working_as("iss_worker") as by:
        key = files.correct_entry(
            entry=before, by=by, nature="fact", body=OTHER_WORDS, happened_on=date.today()
        ).id
        made = Entry.objects.select_related("corrects").get(id=key)
        assert (made.corrects_id, made.sensitive, made.court_paper) == (kept, True, True)
        assert files.kind_of(made) == "hiv"


def against(request: UUID) -> set[str]:
    """What speaks against asking for a request (act as whoever sees it)."""
    picture = load_dossier(story.get(request)).picture()
    return {each.code for each in obstacles(picture, Stage.SUBMISSION)}


@pytest.mark.clause("4.4.1")
@pytest.mark.edge("E27")
def test_what_was_written_of_a_session_stays_a_group_s(signed_in: SignedIn) -> None:
    """Whoever else was there is decided about, in the one that stays and in what corrects the one that goes."""
    attended = groups.was_at(groups.a_session(groups.a_group()), "amina")
    told = "He spoke first. Then Craig laughed at Liam, who left."
    corrected = an_entry(told, kind="correction", corrects=Entry(id=attended.entry))
    kept = an_entry(told)
    assert decide(propose(kept, attended.entry)) == "agreed"
    for each in (kept, corrected):
        request = a_request(also=(each,))
        with working_as("iss_worker"):
            bench = open_workbench(story.get(request))
            assert {group.words for group in bench.groups} == {"Craig", "Liam"}


@pytest.mark.edge("E48")
def test_both_move_together_out_of_the_wrong_file_with_their_contacts() -> None:
    first, second = made(make(words=WORDS)), made(make(words=OTHER_WORDS))
    assert first.entry_id is not None
    assert second.entry_id is not None
    assert decide(propose(first.entry_id, second.entry_id)) == "agreed"
    assert take(hand_on(first.entry_id)) == "taken"
    with working_as("iss_colleague"):
        moved = Entry.objects.filter(file_id=cast.FILES["siobhan"].id).order_by("-written_at")[:2]
        assert sorted(each.kind for each in moved) == ["call", "call"]
        assert all(each.contact_made.details["to"] for each in moved)
    with working_as("iss_worker"):
        assert not Duplicate.objects.exists()
    entry = an_entry()
    move(entry)
    assert decide(propose(an_entry(), entry)) == "agreed"
    assert take(hand_on(stands_below(entry) or entry)) == "together", "with what was moved"


@pytest.mark.edge("E48")
@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("words", [WORDS, ""])
def test_a_contact_below_what_is_handed_on_is_asked_about_and_stays(
    signed_in: SignedIn, words: str
) -> None:
    """What stands above it notes none: how this client is reached goes into no other file unasked."""
    contact = make(words=words)
    below, kept = made(contact).entry_id, an_entry(OTHER_WORDS)
    assert below is not None
    assert decide(propose(kept, below)) == "agreed"
    address = reverse("misfiled:hand_on_entry", args=[reference("amina"), kept])
    client = signed_in("iss_worker")
    page = client.get(address).content.decode()
    assert "stands among the contacts made with this client" in page
    answers = sent()
    answer = client.post(address, answers)
    assert "Say who was rung" in answer.content.decode()
    with working_as("iss_worker"):
        root = Entry.objects.select_related("file").get(pk=kept)
        with pytest.raises(NotHandedOn, match="contact"):
            hand_on_unasked(
                root=root, reference=reference("siobhan"), why="Hers.", handing_id=uuid4()
            )
    client.post(address, {**answers, "contact": "this"})
    with working_as("iss_colleague"):
        parcel = Parcel.objects.get()
        assert not [each for each in parcel.contents["rows"] if "contact" in each]
    assert take(parcel.id) == "taken"
    with working_as("iss_colleague"):
        assert not ContactMade.objects.filter(file_id=cast.FILES["siobhan"].id).exists()
        moved = Entry.objects.filter(file_id=cast.FILES["siobhan"].id).order_by("-written_at")[:2]
        assert sorted(each.body for each in moved) == sorted([OTHER_WORDS, words])
    with working_as("iss_worker"):
        assert ContactMade.objects.get(pk=contact).entry_id is None


@pytest.mark.attack("A4")
@pytest.mark.clause("3.3.1")
def test_by_sql_and_page_only_whoever_writes_in_the_file_decides(signed_in: SignedIn) -> None:
    kept, gone = an_entry(WORDS), an_entry(WORDS)
    proposal = propose(kept, gone)
    assert proposal is not None
    give("amina", "iss_senior", "view")
    for by in ("iss_senior", "dvpp_worker", "iss_colleague", "records_admin"):
        with working_as(by), connection.cursor() as cursor:
            cursor.execute("SELECT access.decide_duplicate(%s, true, '')", [proposal])
            assert cursor.fetchone()[0] == "hidden"
            cursor.execute("SELECT access.may_be_one(%s, %s, %s)", [kept, gone, AMINA])
            assert cursor.fetchone()[0] is False
    for statement in (
        f"UPDATE duplicates_duplicate SET outcome = 'agreed' WHERE id = '{proposal}'",
        f"UPDATE clients_entry SET corrects_id = '{kept}' WHERE id = '{gone}'",
        "INSERT INTO duplicates_duplicate (id, file_id, kept_id, gone_id, proposed_by_id, proposed_at, outcome, reason)"
        f" SELECT gen_random_uuid(), file_id, gone_id, kept_id, '{cast.PEOPLE['iss_manager'].id}', now(), '', reason"
        " FROM duplicates_duplicate",
    ):
        with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    assert stands_below(gone) is None
    for person, key in (HIDDEN_FROM[0], HIDDEN_FROM[2]):
        assert_hidden(signed_in(person), at("propose", kept, key), key)
    assert signed_in("iss_senior").get(at("propose", kept)).status_code == 403
    assert signed_in("iss_senior").post(at("duplicate", proposal), {}).status_code == 403
    assert signed_in("iss_worker").get(at("duplicate", uuid4())).status_code == 404
