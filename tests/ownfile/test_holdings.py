"""What a file holds of its client besides entries is written out as it stood and leaves in every form (5.2.5)."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from clients.actions import add_entry, change_entry
from clients.models import Entry
from clients.programme.actions import record_signed
from confidentiality.access.http import Refused
from confidentiality.interface.filters import date_gb
from disclosures.actions.lock import Obstructed
from disclosures.actions.own_file import begin_preparation
from disclosures.actions.requests import withdraw_request
from disclosures.delivery.models import Handover
from disclosures.models import DisclosureRequest, RequestItem
from disclosures.ownfile import actions, holdings, redress
from disclosures.ownfile.access import open_request, own_file_of
from disclosures.ownfile.models import ConferenceMark, FileRequest
from disclosures.ownfile.withheld import withheld_from
from disclosures.package import Contents
from disclosures.withholding import WHY
from staff.induction.access import current
from tests import cast
from tests.clients.questions import file_of, path, working_as
from tests.contacting import working as contacting
from tests.delivery.delivering import opened
from tests.disclosures import own, story
from tests.disclosures.test_own_file import codes, handed
from tests.groups import working as groups
from tests.ownfile import working
from tests.programme import working as programme
from tests.redaction import working as redaction
from tests.refusals import working as refusals
from tests.tasks.working import a_task
from tests.test_canaries import Canaries, plant

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]
HELD = "What we held when it was asked for"


def text_of(request: UUID, by: str = "iss_worker") -> str:
    """Return what was written out for a request."""
    with working_as(by):
        return "\n\n".join(each["says"] for each in FileRequest.objects.get(id=request).about)


def prepare(request: UUID, by: str = "iss_worker", key: str = "amina") -> DisclosureRequest:
    with working_as(by) as worker:
        return actions.prepare(file=file_of(key), request_id=request, by=worker)


def held_in(made: DisclosureRequest, by: str = "iss_worker") -> list[Entry]:
    with working_as(by):
        picked = made.items.filter(entry__kind="held").select_related("entry__file")
        return [each.entry for each in picked.order_by("entry__written_at")]


def bodies_in(made: DisclosureRequest) -> list[str]:
    with working_as("iss_worker"):
        return [each.body for each in held_in(made)]


@pytest.mark.parametrize("where", ["disclosures/new/court-order/", "consents/new/"])
def test_nobody_else_is_given_what_was_written_out(signed_in: SignedIn, where: str) -> None:
    """Where she is reached stands in it: it is offered for no other disclosure, and no consent covers it."""
    held = {str(each.id) for each in held_in(prepare(working.ask()))}
    shown = signed_in("iss_worker").get(f"{path('file', 'amina')}{where}").content.decode()
    with working_as("iss_worker"):
        others = Entry.objects.filter(file=file_of("amina")).exclude(id__in=held)
        assert str(others.latest("written_at").id) in shown
    assert held
    assert not [each for each in held if each in shown]


@pytest.mark.edge("E32")
def test_it_is_as_it_stood_when_they_asked_and_is_written_out_once() -> None:
    contacting.tell(contacting.SAFE)
    request = working.ask()
    before = text_of(request)
    assert contacting.SAFE.phones[0].text in before
    with working_as("iss_worker"):
        file = file_of("amina")
        file.name, file.known_as = "Amina Marsh", ["Ami"]
        file.save(update_fields=["name", "known_as"])
    made = prepare(request)
    entries = held_in(made)
    assert "\n\n".join(bodies_in(made)) == before
    assert "Marsh" not in before
    with working_as("iss_worker") as by:
        found = own_file_of(made)
        assert found is not None
        assert {each.id for each in entries} <= found.in_scope
        assert not found.holdings_out
        withdraw_request(request=made, by=by)
    again = held_in(prepare(request))
    assert [each.id for each in again] == [each.id for each in entries]
    later = working.ask()
    with working_as("iss_worker"):
        assert not {str(each.id) for each in entries} & set(working.kept(later).held or ())
    assert "Amina Marsh" in text_of(later)


@pytest.mark.attack("A2")
@pytest.mark.edge("E26")
@pytest.mark.clause("3.2.1")
def test_nothing_of_anybody_else_and_nothing_of_ours_alone_comes_into_it() -> None:
    c = plant()
    with working_as("iss_worker"):
        file = file_of("amina")
        file.partner_names = [c.word("a partner as told")]
        file.save(update_fields=["partner_names"])
    refusals.record(what=c.word("not shared"), why=c.word("why not"))
    refusals.record(
        what=c.word("endangers"), recipient=c.word("to whom it endangers"), endangers=True
    )
    a_task(words=c.word("a task"))
    programme.happened("suitable", words=c.word("words of his programme"))
    groups.was_at(groups.a_session(groups.a_group("dvpp")), "daniel")
    groups.was_at(groups.a_session(groups.a_group()), "amina")
    hers, his = working.ask(), working.ask(by="dvpp_worker", key="daniel")
    of_her, of_him = text_of(hers), text_of(his, "dvpp_worker")
    assert fields(c, of_her) == {
        *(
            "where she lives",
            "a shared address",
            "her telephone",
            "her e-mail",
            "why it is blocked",
        ),
        *("when to call", "who may answer", "what we say", "an agency", "a contact"),
        *("why she agrees", "agreeing", "refusing", "not shared"),
    }
    assert fields(c, of_him) == {"words of his programme"}
    for theirs, others in ((of_her, "Programme"), (of_him, "Women")):
        assert others not in theirs.replace("Service: Programme", "")
    for key, worker in (("daniel", "dvpp_worker"), ("amina", "iss_worker")):
        name = cast.FILES[key].name.split()[0]
        assert name not in (of_her if key == "daniel" else of_him)
        assert cast.PEOPLE[worker].name.split()[0] in (of_her if key == "amina" else of_him)


def fields(c: Canaries, text: str) -> set[str]:
    """Return which fields' canaries stand in a text."""
    return {field for field, word in c.items() if word in text}


def test_nothing_that_was_signed_is_cut_off() -> None:
    first, many = timezone.localdate() - timedelta(days=40), 22
    for number in range(many):
        groups.signs("amina", on=first + timedelta(days=number))
    with working_as("dvpp_worker") as by:
        version = current()
        assert version is not None
        for number in range(many):
            record_signed(
                file=file_of("daniel"),
                version=version,
                signed_on=first + timedelta(days=number),
                witnessed_by=by.pk,
                by=by,
                form_id=uuid4(),
            )
    his = working.ask("dvpp_worker", "daniel")
    of_her, of_him = text_of(working.ask()), text_of(his, "dvpp_worker")
    assert of_her.count("signed to keep what others say") >= many
    assert of_him.count("signed the form about confidentiality") >= many
    for each in (of_her, of_him):
        assert f"{date_gb(first)}: signed" in each


@pytest.mark.attack("A2")
@pytest.mark.edge("E29", "E31")
@pytest.mark.parametrize("asker", ["advocate", "parent", "representative"])
def test_whoever_asks_for_the_client_gets_particulars_and_what_they_attended_alone(
    asker: str,
) -> None:
    c = plant()
    contacting.tell(contacting.SAFE)
    with working_as("iss_worker"):
        file = file_of("amina")
        file.known_as = [c.word("a new name")]
        file.save(update_fields=["known_as"])
    refusals.record(what=c.word("not shared"))
    groups.was_at(groups.a_session(groups.a_group()), "amina")
    told = text_of(working.ask(asker=asker, who="Jan Novak"))
    assert fields(c, told) == set()
    parts = told.split("\n\n")
    assert parts[::2] == ["The client", "The programme and groups", "For the client alone"]
    assert parts[-1] == holdings.FOR_THE_CLIENT_ALONE
    assert cast.FILES["amina"].reference in told
    assert "confidentiality was discussed" in told
    assert cast.PEOPLE["iss_worker"].name not in told
    for kind in ("phone", "address"):
        for each in contacting.SAFE.points(kind):
            assert each.text not in told
    to_her = text_of(working.ask())
    assert {"a new name", "why she agrees", "refusing", "not shared"} <= fields(c, to_her)
    assert cast.PEOPLE["iss_worker"].name in to_her


def test_leaving_it_out_is_refused() -> None:
    asked = own.asked_for()
    request = own.prepared_for(asked)
    own.keep_documents_back(request)
    story.go_through(request)
    with working_as("iss_worker"):
        picked = RequestItem.objects.filter(request=request, entry__kind="held")
        out = picked.latest("entry__written_at")
        left = out.entry_id
        out.delete()
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert [(each.code, each.about) for each in stopped.value.obstacles] == [("left_out", (left,))]


def a_draft_without(asked: UUID) -> UUID:
    """Prepare a request as before anything was written out."""
    with working_as("iss_worker") as by:
        file = file_of("amina")
        entries = list(Entry.objects.filter(file=file).values_list("id", flat=True))
        made = begin_preparation(file=file, name=file.name, entries=entries, by=by)
        FileRequest.objects.filter(id=asked).update(disclosure=made)
    own.keep_documents_back(made.id)
    return made.id


def test_one_that_was_never_written_out_is_refused_and_prepared_anew() -> None:
    asked = own.asked_for()
    made = a_draft_without(asked)
    story.go_through(made)
    with pytest.raises(Obstructed) as stopped:
        story.submit(made)
    assert codes(stopped) == {"holdings_left_out"}
    with working_as("iss_worker") as by:
        withdraw_request(request=story.get(made), by=by)
    whole = prepare(asked)
    own.keep_documents_back(whole.id)
    story.go_through(whole.id)
    story.submit(whole.id)


@pytest.mark.edge("E31")
def test_where_only_some_entries_are_asked_for_it_is_neither_needed_nor_allowed() -> None:
    asked = working.ask(asker="advocate", who="Reed & Co", face="statutory")
    day = str(timezone.localdate())
    working.say(asked, "authority", how="Seen", scope="dates", since="2000-01-01", until=day)
    made = prepare(asked)
    assert held_in(made) == []
    with working_as("iss_worker") as by:
        found = own_file_of(made)
        assert found is not None
        assert not found.holdings_out
        holdings.take_in(FileRequest.objects.select_related("file").get(id=asked), by=by)
        found = own_file_of(made)
        assert found is not None
        assert found.scope is not None
        there = set(Entry.objects.filter(kind="held").values_list("id", flat=True))
        assert there
        assert not there & found.scope


def test_it_is_withheld_for_a_reason_and_the_rest_leaves_in_every_form(
    signed_in: SignedIn,
) -> None:
    contacting.tell(contacting.SAFE)
    asked = own.asked_for(face="statutory")
    request = own.prepared_for(asked)
    own.keep_documents_back(request)
    redaction.withhold(request, contacting.SAFE.we_say)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    made = story.release(request, knows_policy=False)
    with working_as("iss_worker"):
        package = opened(made).package
        items = Contents.from_stored(package.contents).items
        letter = " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(package.letter)).pages
        )
    held = "\n".join(each.body for each in items if each.kind == HELD)
    forms = {"screen": held, "paper": letter}
    for form in ("data", "large"):
        copy = handed(made, Handover.Form(form))
        answer = signed_in("iss_worker").get(reverse("delivery:copy", args=[package.id, copy]))
        forms[form] = (
            json.dumps(json.loads(answer.getvalue()), ensure_ascii=False)
            if form == "data"
            else " ".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.getvalue())).pages)
        )
    for form, says in forms.items():
        said = " ".join(says.split())
        assert contacting.SAFE.phones[0].text in said, form
        assert "We say: [withheld]" in said, form
        assert cast.FILES["amina"].reference in said, form
        assert contacting.SAFE.we_say not in said, form
        assert HELD in said or form == "screen", form


@pytest.mark.edge("E32")
@pytest.mark.attack("A4")
def test_nobody_rewrites_it_marks_it_as_minutes_or_writes_one_where_nobody_asks() -> None:
    request = working.ask()
    (entry, *_) = held_in(prepare(request))
    said: dict[str, Any] = {"nature": "fact", "body": "Ours.", "happened_on": timezone.localdate()}
    with working_as("iss_worker") as by:
        with pytest.raises(Refused):
            change_entry(entry=entry, by=by, **said)
        assert Entry.objects.filter(id=entry.id).update(nature="opinion") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            ConferenceMark.objects.create(file_id=entry.file_id, entry=entry, by=by)
        add_entry(file=file_of("amina"), by=by, kind="held", **said)
        redress.dispute(
            entry=entry, statement="Not so.", received_on=timezone.localdate(), key=uuid4(), by=by
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            add_entry(file=file_of("leila"), by=by, kind="held", **said)


def test_on_the_file_it_is_told_as_what_it_is(signed_in: SignedIn) -> None:
    (entry, *_) = held_in(prepare(working.ask()))
    client = signed_in("iss_worker")
    for page in (path("file", "amina"), path("entry", "amina", entry.id)):
        shown = client.get(page).content.decode()
        assert "What we held" in shown
        assert "when the client asked for their file" in shown
        for way in ("misfiled:hand_on_entry", "duplicates:propose", "thirdparty:move_passage"):
            assert reverse(way, args=[cast.FILES["amina"].reference, entry.id]) not in shown
    assert "What we held" not in client.get(path("add_entry", "amina")).content.decode()
    minutes = f"/files/{cast.FILES['amina'].reference}/own-file/minutes/"
    assert str(entry.id) not in client.get(minutes).content.decode()


@pytest.mark.clause("2.1")
def test_what_was_said_later_in_the_place_of_a_consent_is_told_with_it() -> None:
    contact, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    for to, on in ((contact, -9), (contact, -5), (other, -9)):
        story.a_consent(to, given_on=story.days(on))
    nothing, day = frozenset[UUID](), date_gb(story.days(-4))
    with working_as("iss_worker"):
        entry = story.entries()[0].id
    for to, of in ((other, frozenset({entry})), (other, nothing), (contact, frozenset({entry}))):
        story.a_consent(
            to, given_on=story.days(-4), refused=True, covers=of, names_sensitive=nothing
        )
    parts = text_of(working.ask()).split("\n\n")
    said = {each.partition("\n")[0]: each for each in parts if each.startswith("Agreed to share")}
    first, second, third = (
        said[f"Agreed to share with: {to}, {date_gb(story.days(on))}"]
        for to, on in ((story.AGENCY, -9), (story.AGENCY, -5), ("Quay Clinic", -9))
    )
    assert f"Replaced on: {date_gb(story.days(-5))}" in first
    assert "Replaced" not in second + third
    assert f"Refused later in part, on: {day}" in second
    assert f"Refused later, on: {day}" in third
    for each in parts:
        if each.startswith("Refused to share"):
            assert "later" not in each


@pytest.mark.edge("E14")
@pytest.mark.clause("4.4.2")
def test_what_may_tell_a_sensitive_fact_is_held_as_one() -> None:
    refusals.record(what="That she is HIV positive")
    made = prepare(working.ask())
    marks = [each.sensitive for each in held_in(made)]
    kinds = dict(zip((each.partition("\n")[0] for each in bodies_in(made)), marks, strict=True))
    assert kinds["What was shared"]
    assert not kinds["The client"]


def test_what_is_withheld_of_it_is_on_record() -> None:
    asked = own.asked_for()
    request = own.prepared_for(asked)
    with working_as("iss_worker"):
        held = Entry.objects.filter(kind="held").latest("written_at")
    redaction.withhold_entry(request, held.id)
    with working_as("iss_worker"):
        found = withheld_from(open_request(file_of("amina"), asked))
    assert [(each.entry.id, each.much) for each in found] == [(held.id, "All of it")]
    assert found[0].why in WHY.values()
