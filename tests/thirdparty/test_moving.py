"""Moving what somebody else said out of an entry: gone for whoever may only view, kept for whoever may read it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clients import actions as files
from clients.models import Entry, ThirdPartyRecord
from clients.thirdparty import actions
from clients.thirdparty.models import MovedPassage
from clients.thirdparty.passages import MARK
from confidentiality.access.http import Refused
from confidentiality.audit.models import Event
from confidentiality.drafts.models import Draft
from confidentiality.sealing.fields import sealed_for
from disclosures.actions.lock import Obstructed
from disclosures.actions.release import release
from disclosures.redaction.models import MachineReading
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, give, path, reference, working_as
from tests.disclosures import story
from tests.drafting import type_an_entry
from tests.queries import assert_queries_at_most

from .working import AMINA, PASSAGE, TEXT, a_record, an_entry, body_of, move, undo

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.clause("3.2.1"),
    pytest.mark.edge("E24"),
]
SignedIn = Callable[[str], Client]
LEFT = TEXT.replace(PASSAGE, MARK)


def at(name: str, subject: UUID, key: str = "amina") -> str:
    return reverse(f"thirdparty:{name}", args=[reference(key), subject])


def chosen(page: str, **changes: Any) -> dict[str, Any]:
    seen = page.split('name="seen" value="')[1].split('"')[0]
    start = TEXT.index(PASSAGE)
    ticked = f"body:{start}-{start + len(PASSAGE)}"
    assert f'value="{ticked}"' in page
    told = {"about_whom": "Daniel", "from_whom": "Wilf", "safety_critical": "on"}
    return {"token": str(uuid4()), "seen": seen, "passages": [ticked], **told, **changes}


def everything_readable(entry: UUID, by: str) -> str:
    """Return every text of the file that somebody can open, by whatever table."""
    with working_as(by):
        words = [e.body + e.basis for e in Entry.objects.filter(file_id=AMINA)]
        words += [r.body for r in ThirdPartyRecord.objects.filter(file_id=AMINA)]
        words += [str(m.original) for m in MovedPassage.objects.filter(entry=entry)]
        words += [str(d.words) for d in Draft.objects.filter(file=AMINA)]
        return "\n".join(words)


def test_it_works_and_who_may_only_view_reads_the_passage_nowhere(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute", "lead")
    entry, client = an_entry(), signed_in("iss_worker")
    assert PASSAGE in everything_readable(entry, "iss_senior")
    with assert_queries_at_most(12):
        page = client.get(at("move_passage", entry)).content.decode()
    what = chosen(page)
    for _ in range(2):  # a second click does nothing
        answer = client.post(at("move_passage", entry), what)
        assert answer["Location"] == at("moved", entry)
    assert body_of(entry) == LEFT
    assert PASSAGE not in everything_readable(entry, "iss_senior")
    assert (
        everything_readable(entry, "iss_worker").count(PASSAGE) == 2
    )  # the record, and how it was
    with assert_queries_at_most(12):
        trail = client.get(at("moved", entry)).content.decode()
    assert MARK in trail
    assert TEXT in trail
    with working_as("iss_worker"):
        made = MovedPassage.objects.select_related("record").get(entry=entry)
        assert made.record is not None
        assert (made.record.body, made.record.safety_critical) == (PASSAGE, True)
        assert Event.objects.filter(action="passage_moved", ids__contains=str(made.id)).count() < 2
    timeline = signed_in("iss_senior").get(path("file", "amina")).content.decode()
    assert MARK in timeline
    assert PASSAGE not in timeline
    assert "was taken out of this entry" in timeline
    assert at("moved", entry) not in timeline
    assert at("moved", entry) in client.get(path("file", "amina")).content.decode()


def test_marked_words_move_like_ticked_ones_of_text_and_basis(signed_in: SignedIn) -> None:
    basis = "Wilf told me so 👩🏽‍🦱 himself."
    entry = an_entry(nature="opinion", basis=basis)
    client = signed_in("iss_worker")
    page = client.get(at("move_passage", entry)).content.decode()
    start = basis.index("Wilf"), basis.index(" himself")
    marked = f"basis:{start[0]}-{start[1]} body:0-3 nonsense"
    client.post(at("move_passage", entry), chosen(page, passages=[], marked=marked))
    with working_as("iss_worker"):
        now = Entry.objects.get(id=entry)
        assert (now.basis, now.body) == (f"{MARK} himself.", TEXT.replace("She", MARK, 1))
        said = MovedPassage.objects.select_related("record").get(entry=entry).record
        assert said is not None
        assert said.body == "She\n\nWilf told me so 👩🏽‍🦱"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"passages": []}, "Tick or mark at least one passage"),
        ({"passages": [], "marked": "body:0-99999"}, "Tick or mark at least one passage"),
        ({"passages": [], "marked": "body:x-1"}, "Tick or mark at least one passage"),
        ({"seen": "older"}, "has changed since you opened the page"),
        ({"from_whom": ""}, "Fill in ‘Who said it?’"),
    ],
)
def test_what_is_wrong_moves_nothing(
    changes: dict[str, Any], sentence: str, signed_in: SignedIn
) -> None:
    entry, client = an_entry(), signed_in("iss_worker")
    page = client.get(at("move_passage", entry)).content.decode()
    answer = client.post(at("move_passage", entry), chosen(page, **changes))
    assert sentence in answer.content.decode()
    assert body_of(entry) == TEXT


@pytest.mark.clause("5.2.2")
def test_after_it_the_entry_is_locked_and_drafts_of_it_need_the_right(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    entry = an_entry(by="iss_senior")
    client = signed_in("iss_senior")
    file, here = cast.FILES["amina"], path("change_entry", "amina", entry)
    draft = type_an_entry(file, PASSAGE, by="iss_senior", address=here)
    other = type_an_entry(file, "Something else", by="iss_senior")
    move(entry)
    assert client.get(path("change_entry", "amina", entry)).status_code == 403
    with working_as("iss_senior") as by:
        with pytest.raises(Refused):
            files.change_entry(
                entry=Entry.objects.get(id=entry),
                by=by,
                nature="fact",
                body=TEXT,
                happened_on=date(2024, 3, 1),
            )
        assert Entry.objects.filter(id=entry).update(nature="opinion") == 0
        assert [each.id for each in Draft.objects.all()] == [other]
    give("amina", "iss_senior", "third_party")
    with working_as("iss_senior"):
        assert {each.id for each in Draft.objects.all()} == {draft, other}


def test_it_is_undone_by_whoever_may_as_long_as_nothing_came_after(signed_in: SignedIn) -> None:
    entry = an_entry()
    first, record = move(entry)
    second, _ = move(entry, "She is afraid to go home.")
    assert undo(first) == "changed"
    assert undo(second) == "undone"
    assert undo(second) == "done"
    assert body_of(entry) == LEFT
    client = signed_in("iss_worker")
    assert client.post(at("undo_move", first), {}).status_code == 200
    assert client.post(at("undo_move", first), {"confirmed": "on"})["Location"] == at(
        "moved", entry
    )
    assert body_of(entry) == TEXT
    with working_as("iss_worker"):
        assert Entry.objects.get(id=entry).taken_out_at is None
        assert not ThirdPartyRecord.objects.filter(id=record).exists()
        assert [m.original for m in MovedPassage.objects.filter(entry=entry)] == [None, None]
    third, record = move(entry)
    with working_as("iss_worker") as by:
        actions.correct_record(
            written=ThirdPartyRecord.objects.select_related("file").get(id=record),
            by=by,
            record_id=uuid4(),
            about_whom="",
            from_whom="",
            body="Not Sunday.",
            in_confidence=False,
            safety_critical=False,
        )
    assert undo(third) == "changed"
    assert (
        "It stays"
        in client.post(at("undo_move", third), {"confirmed": "on"}, follow=True).content.decode()
    )


def _raw(by: str, entry: UUID, record: UUID, **instead: Any) -> str:
    """Ask the database itself to move; return what it said."""
    with working_as("iss_worker"):
        kept = Entry.objects.get(id=entry)
        seen = [bytes(getattr(Entry, name).stored(kept)) for name in ("body", "basis")]
        sealed = [bytes(sealed_for(kept, name)) for name in ("body", "basis")]
    asked = {"move": uuid4(), "what": entry, "record": record, "seen": seen[0], **instead}
    with working_as(by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.move_passage(%s, %s, %s, %s, %s, %s, %s, 'x')",
            [*asked.values(), seen[1], *sealed],
        )
        return str(cursor.fetchone()[0])


@pytest.mark.attack("A4")
def test_by_sql_nobody_moves_without_both_rights_or_into_another_s_record() -> None:
    give("amina", "iss_senior", "view", "contribute", "lead")
    give("amina", "iss_colleague", "view", "third_party")
    entry, record = an_entry(), a_record()
    for by in ("iss_senior", "iss_colleague", "iss_manager", "dvpp_worker"):
        assert _raw(by, entry, record) == "hidden"
    assert _raw("iss_worker", entry, uuid4()) == "hidden"
    assert _raw("iss_worker", entry, record, what=uuid4()) == "hidden"
    assert _raw("iss_worker", entry, record, seen=b"older") == "changed"
    assert body_of(entry) == TEXT
    give("amina", "iss_colleague", "contribute")
    assert _raw("iss_colleague", entry, record) == "hidden"  # the record is another's
    moved, _ = move(entry)
    with working_as("iss_senior"), connection.cursor() as cursor:
        cursor.execute("SELECT access.undo_move(%s, 'x', 'x')", [moved])
        assert cursor.fetchone()[0] == "hidden"
        for table in ("thirdparty_movedpassage", "clients_thirdpartyrecord"):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE file_id = %s", [AMINA])
            assert cursor.fetchone()[0] == 0
    for statement in (
        "INSERT INTO thirdparty_movedpassage (id, file_id, entry_id, record_id, written, by_id, at)"
        f" SELECT gen_random_uuid(), file_id, '{entry}', id, '', author_id, now()"
        f" FROM clients_thirdpartyrecord WHERE id = '{record}'",
        "UPDATE thirdparty_movedpassage SET original = NULL",
        f"UPDATE clients_entry SET taken_out_at = NULL WHERE id = '{entry}'",
    ):
        with working_as("iss_worker"), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    with working_as("iss_worker"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM clients_thirdpartyrecord WHERE id = %s", [record])
        assert cursor.rowcount == 0


@pytest.mark.edge("E12")
def test_a_signed_off_request_does_not_go_out_with_the_old_text(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    entry = an_entry()
    with working_as("iss_worker"):
        covers = frozenset({entry})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(entry,))
    story.submit(request)
    story.sign_off(request)
    with working_as("iss_worker"):
        assert MachineReading.objects.filter(request=request).exists()
    moved, _ = move(entry)
    with working_as("iss_worker"):  # what the machine found in it may be the passage's words
        assert not MachineReading.objects.filter(request=request).exists()
    with working_as("iss_worker") as by, pytest.raises(Obstructed), transaction.atomic():
        release(request=story.get(request), knows_policy=True, keeps_words=True, by=by)
    page = (
        signed_in("iss_worker").get(reverse("disclosures:request", args=[request])).content.decode()
    )
    assert PASSAGE not in page
    assert undo(moved) == "undone"


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_its_pages_take_both_rights_and_are_hidden_with_the_file(signed_in: SignedIn) -> None:
    entry = an_entry()
    moved, _ = move(entry)
    for name, subject in (("move_passage", entry), ("moved", entry), ("undo_move", moved)):
        assert signed_in("iss_manager").get(at(name, subject)).status_code == 403
        assert signed_in("iss_worker").get(at(name, uuid4())).status_code == 404
        for person, key in HIDDEN_FROM[:2]:
            assert_hidden(signed_in(person), at(name, subject, key), key)
    give("amina", "iss_senior", "view", "third_party")
    for name, subject in (("move_passage", entry), ("undo_move", moved)):
        assert signed_in("iss_senior").post(at(name, subject)).status_code == 403
