"""What a client says of an entry is theirs: shown as that, leaving beside it, and changed by nobody here (E28)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.access import entries_in
from clients.actions import add_entry, change_entry, correct_entry
from clients.locking import is_told_twice
from clients.models import Entry
from confidentiality.access.http import Refused
from confidentiality.sealing.fields import sealed_for
from disclosures.actions.lock import NotNow
from disclosures.actions.own_file import begin_preparation
from disclosures.dossier import load_dossier
from disclosures.ownfile import redress
from disclosures.ownfile.models import ConferenceMark, Rectification
from disclosures.package import Copied
from tests.clients.questions import file_of, path, reference, words_of, working_as
from tests.disclosures import story
from tests.ownfile.test_pages import a_day, place
from tests.thirdparty.working import an_entry

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.edge("E28"),
    pytest.mark.clause("5.2.5"),
    pytest.mark.clause("5.2.2"),
]
SignedIn = Callable[[str], Client]
SAID = "He never came on a Sunday."


def put_beside(entry: UUID, words: str = SAID, **more: Any) -> UUID:
    with working_as("iss_worker") as by:
        disputed = Entry.objects.select_related("file", "corrects").get(id=entry)
        made = redress.dispute(
            entry=disputed, statement=words, received_on=timezone.localdate(), key=uuid4(), by=by, **more
        )  # fmt: skip
        return made.statement_id


def kept(entry: UUID) -> Entry:
    with working_as("iss_worker"):
        return Entry.objects.select_related("file", "corrects").get(id=entry)


def test_it_stands_beside_the_entry_under_a_name_of_its_own(signed_in: SignedIn) -> None:
    entry = an_entry("He came on a Sunday.")
    theirs, client = put_beside(entry), signed_in("iss_worker")
    assert (kept(theirs).kind, kept(theirs).corrects_id) == ("statement", entry)
    for page in (path("file", "amina"), path("entry", "amina", entry)):
        shown = client.get(page).content.decode()
        assert "What the client says of it" in shown
        assert SAID in shown
        assert "Disputed" in shown
        for way in ("change_entry", "correct_entry"):
            assert path(way, "amina", theirs) not in shown
    assert "What the client says of the" in client.get(path("file", "amina")).content.decode()
    its_own = client.get(path("entry", "amina", theirs)).content.decode()
    assert "They stand beside the" in its_own
    assert path("entry", "amina", entry) in its_own
    assert f"entries/{theirs}/" not in its_own.replace(f"entries/{theirs}/court/", "")
    assert f"disputed/{theirs}/" not in its_own
    with working_as("iss_worker"):
        (shown_beside,) = next(
            e for e in entries_in(file_of("amina")).entries if e.id == entry
        ).corrected_by
        assert not is_told_twice(shown_beside)


def test_from_the_timeline_to_what_was_answered(signed_in: SignedIn) -> None:
    entry, client = an_entry("He came on a Sunday."), signed_in("iss_worker")
    timeline = client.get(path("file", "amina")).content.decode()
    assert f'href="{path("entry", "amina", entry)}"' in timeline
    its_page = client.get(path("entry", "amina", entry)).content.decode()
    assert place(f"disputed/{entry}/new/") in its_page
    said = {"token": str(uuid4()), "statement": SAID, **a_day("received_on")}
    marked = {**said, "token": str(uuid4()), "sensitive": "on", "sensitive_kind": "rape"}
    for words in (said, marked):
        assert client.post(place(f"disputed/{entry}/new/"), words).status_code == 302
    with working_as("iss_worker"):
        plain, sensitive = Rectification.objects.order_by("statement__sensitive")
    answer = place(f"disputes/{plain.id}/answer/")
    shown = client.get(answer).content.decode()
    assert SAID in shown
    assert path("entry", "amina", entry) in shown
    hidden = client.get(place(f"disputes/{sensitive.id}/answer/")).content.decode()
    assert SAID not in hidden
    assert path("entry", "amina", sensitive.statement_id) in hidden
    words = {"decision": "stands", "answer": "We read it again, and it stays."}
    assert words["answer"] in client.post(answer, words, follow=True).content.decode()
    assert words["answer"] in client.get(answer).content.decode()


def test_no_page_changes_corrects_moves_or_disputes_it(signed_in: SignedIn) -> None:
    entry = an_entry("He came on a Sunday.")
    theirs, client = put_beside(entry), signed_in("iss_worker")
    before = words_of(theirs, "iss_worker")
    within = f"/files/{reference('amina')}/entries/{theirs}/"
    words = {"token": str(uuid4()), "body": "Ours.", "nature": "fact", **a_day("happened_on")}
    said = {"token": str(uuid4()), "statement": "Ours.", **a_day("received_on")}
    pages = {
        path("change_entry", "amina", theirs): words,
        path("correct_entry", "amina", theirs): words,
        place(f"disputed/{theirs}/new/"): said,
        f"{within}move/": words,
        f"{within}twice/": words,
    }
    for page, sent in pages.items():
        assert client.get(page).status_code == 403, page
        assert client.post(page, sent).status_code == 403, page
    marked = client.post(place("minutes/"), {"token": str(uuid4()), "entry": str(theirs)})
    assert marked.status_code == 200
    after = kept(theirs)
    assert words_of(theirs, "iss_worker") == before
    assert (after.kind, after.taken_out_at) == ("statement", None)
    with working_as("iss_worker"):
        assert Entry.objects.filter(corrects__in=(entry, theirs)).count() == 1
        assert not ConferenceMark.objects.filter(entry=theirs).exists()


def test_no_action_changes_it_and_none_writes_one_that_stands_alone() -> None:
    theirs = kept(put_beside(an_entry("He came on a Sunday.")))
    said: dict[str, Any] = {"nature": "fact", "body": "Ours.", "happened_on": timezone.localdate()}
    with working_as("iss_worker") as by:
        with pytest.raises(Refused):
            change_entry(entry=theirs, by=by, **said)
        with pytest.raises(Refused):
            correct_entry(entry=theirs, by=by, **said)
        with pytest.raises(DatabaseError, match="statement_stands_beside"), transaction.atomic():
            add_entry(file=file_of("amina"), by=by, kind="statement", **said)
    with pytest.raises(Refused):
        put_beside(theirs.id)


@pytest.mark.attack("A4")
def test_by_sql_nobody_changes_it_or_passes_words_of_ours_off_as_theirs() -> None:
    entry = an_entry("He came on a Sunday.")
    theirs, today = put_beside(entry), timezone.localdate()
    ours = an_entry("Ours.", corrects=kept(entry), kind="correction")
    with working_as("iss_worker") as by:
        there = Entry.objects.filter(id=theirs)
        assert there.update(nature="fact") == 0  # its author's, and of today
        assert Entry.objects.filter(id=ours).update(happened_on=today) == 1  # as a correction is
        sealed = [bytes(sealed_for(there.get(), name)) for name in ("body", "basis")]
        seen = [bytes(getattr(Entry, name).stored(there.get())) for name in ("body", "basis")]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT access.move_passage(%s, %s, %s, %s, %s, %s, %s, 'x')",
                [uuid4(), theirs, uuid4(), *seen, *sealed],
            )
            assert cursor.fetchone() == ("theirs",)
        for kind in ("correction", "note"):
            with pytest.raises(DatabaseError), transaction.atomic():
                there.update(kind=kind)
        of: dict[str, Any] = {
            "file": file_of("amina"),
            "recorded_by": by,
            "received_on": today,
            "due_on": today,
            "answer": None,
        }
        for disputed, statement in ((entry, ours), (theirs, theirs)):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Rectification.objects.create(entry_id=disputed, statement_id=statement, **of)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            ConferenceMark.objects.create(file=file_of("amina"), entry_id=theirs, by=by)
        Rectification.objects.create(
            entry_id=entry, statement_id=theirs, **of
        )  # what is right is taken


def test_a_correction_that_they_dispute_is_put_right_by_a_further_one() -> None:
    entry = an_entry("He came on a Sunday.")
    ours = an_entry("On a Monday.", corrects=kept(entry), kind="correction")
    put_beside(ours)
    says = {"decision": "corrected", "answer": "It says so now."}
    with working_as("iss_worker") as by:
        dispute = Rectification.objects.select_related("file", "entry").get(entry=ours)
        with pytest.raises(NotNow, match="Correct the entry first"):
            redress.answer_dispute(dispute=dispute, by=by, **says)
        correct_entry(
            entry=kept(ours), by=by, nature="fact", body="On a Tuesday.", happened_on=None
        )
        redress.answer_dispute(dispute=dispute, by=by, **says)


def test_a_sensitive_fact_in_it_is_marked_when_it_is_put_there(signed_in: SignedIn) -> None:
    entry, client = an_entry("He came on a Sunday."), signed_in("iss_worker")
    said = {"token": str(uuid4()), "statement": SAID, **a_day("received_on"), "sensitive": "on"}
    page = place(f"disputed/{entry}/new/")
    assert client.post(page, said).status_code == 200  # which it is was not said
    assert client.post(page, {**said, "sensitive_kind": "rape"}).status_code == 302
    with working_as("iss_worker"):
        theirs = Entry.objects.get(corrects=entry)
        assert (theirs.sensitive, theirs.sensitive_kind) == (True, "rape")
    assert SAID not in client.get(path("file", "amina")).content.decode()
    held = an_entry("Of that night.", sensitive_kind="rape")
    assert kept(put_beside(held)).sensitive  # as the entry is, whatever was said of it


def leaving(request: UUID) -> tuple[Copied, ...]:
    contents = load_dossier(story.get(request)).contents
    assert contents is not None
    return contents.items


def test_it_leaves_right_after_the_entry_and_is_no_opinion_of_ours() -> None:
    day = timezone.localdate().replace(day=1)
    entry = an_entry("He came on a Sunday.", happened_on=day)
    between = an_entry("She rang.", happened_on=day)
    theirs = put_beside(entry)
    with working_as("iss_worker") as by:
        request = begin_preparation(
            file=file_of("amina"), name="Amina", entries=[theirs, between, entry], by=by
        )
        copies = leaving(request.id)
    assert [each.entry for each in copies] == [str(entry), str(theirs), str(between)]
    assert copies[1].kind == "What the client says of it, in their own words"
    assert (copies[1].body, copies[1].opinion_basis) == (SAID, "")
    with working_as("iss_worker") as by:
        alone = begin_preparation(
            file=file_of("amina"), name="Amina", entries=[theirs, between], by=by
        )
        (_, last) = leaving(alone.id)
    assert last.kind == "In the client’s own words"
