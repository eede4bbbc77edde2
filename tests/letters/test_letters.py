"""Letters go to a safe address or into her hand, say nothing of who writes, and stay on the file as they were made."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from pypdf import PdfReader

from clients.contacting.models import ContactMade
from clients.contacting.profile import Blocked, Point
from clients.letters import actions
from clients.letters.models import Letter, Printing, Wording
from clients.models import CaseFile, Entry
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from disclosures.naming import of_nobody
from tests import cast
from tests.clients.questions import give
from tests.contacting.working import AMINA, HIS_NUMBER, HOME, SAFE, SHARED, tell, told
from tests.drafts.working import drafts_of, showing
from tests.filling import forms_of
from tests.people import working as linked
from tests.queries import assert_queries_at_most

from .working import BLANKS, TO_HOME, TO_HOME_BY_POST, appointment, way_to, write

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SignedIn = Callable[[str], Client]
PEOPLE = {key: person.id for key, person in cast.PEOPLE.items()}
REFERENCE = cast.FILES["amina"].reference
LIST = f"/files/{REFERENCE}/letters/"
NAMED = override_settings(ORGANISATION_NAME="Harbour House", LETTER_SENDER="PO Box 7\nOldtown")


def template() -> str:
    with acting_as(PEOPLE["iss_worker"]):
        return str(appointment()[0].id)


def posted(how: str = TO_HOME_BY_POST, **instead: Any) -> dict[str, Any]:
    blanks = {f"blank_{n}": text for n, text in enumerate(BLANKS.values())}
    with acting_as(PEOPLE["iss_worker"]):
        of = str(appointment()[1].id)
    return {
        "how": how,
        "of": of,
        "seen": str(told().version),
        "token": str(uuid4()),
        **blanks,
        **instead,
    }


def letters_made() -> int:
    with acting_as(PEOPLE["iss_worker"]):
        return Letter.objects.count()


def text_of(pdf: bytes) -> str:
    read = PdfReader(io.BytesIO(pdf))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read.pages))


@pytest.mark.slow
@NAMED
@pytest.mark.clause("3.3.1")
def test_written_previewed_made_printed_and_on_the_file(signed_in: SignedIn) -> None:
    tell()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    assert "Your appointment" in visitor.get(LIST).content.decode()
    page = visitor.get(at).content.decode()
    assert "By post to 3 Quay Lane, Westbrook, WB2 3EF" in page
    assert SHARED.postcode not in page
    form = posted()
    preview = visitor.post(at, form).content.decode()
    assert "Monday at two" in preview
    assert letters_made() == 0, "nothing is made yet"
    again = visitor.post(at, {**form, "again": "yes"}).content.decode()
    assert "Look at it" in again
    assert "Monday at two" in again, "nothing that was typed is lost"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview))
    assert {"how", "seen", "of", "token", "blank_0"} <= hidden.keys()
    made = [visitor.post(at + "make/", hidden)["Location"] for _ in range(2)]
    assert made[0] == made[1], "sent twice, made once"
    assert letters_made() == 1
    with acting_as(PEOPLE["iss_worker"]):
        letter = Letter.objects.get()
        pdf, entry = letter.pdf, Entry.objects.get(id=letter.entry_id).body
        contact = ContactMade.objects.get(pk=letter.pk)
    assert (contact.channel, contact.against, contact.version) == ("post", False, 2)
    assert "Monday at two" in entry
    assert HOME.postcode not in entry, "entries are what is disclosed"
    assert "By post.\n" in entry
    assert of_nobody().read(entry.split("\n")[0]) == [], "she reads it in her own file"
    words = text_of(pdf)
    for part in (
        "PO Box 7 Oldtown",
        "Amina Farouk 3 Quay Lane Westbrook WB2 3EF",
        "Monday at two",
        "Priya Menon",
    ):
        assert part in words
    assert "Harbour House" not in words
    first = visitor.post(made[0] + "print/")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'attachment; filename="letter-{letter.id.hex[:6]}.pdf"'
    assert first.content == pdf
    copy = visitor.post(made[0] + "print/").content
    assert "Copy, printed on" in text_of(copy)
    assert "Copy" not in words
    shown = visitor.get(made[0]).content.decode()
    assert "marked as a copy" in shown
    assert "Your appointment" in visitor.get(LIST).content.decode()


@NAMED
def test_the_pdf_is_tagged_and_names_nobody_in_its_metadata() -> None:
    tell()
    with acting_as(PEOPLE["iss_worker"]):
        row = write()
        pdf = PdfReader(io.BytesIO(row.pdf))
        root: Any = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert root["/Lang"] == "en-GB"
        assert "/StructTreeRoot" in root
        assert re.search(r"pdfuaid:part>\s*1", root["/Metadata"].get_data().decode())
        meta = f"{pdf.metadata} {root['/Metadata'].get_data().decode()}"
    assert str(dict(pdf.metadata or {})["/Title"]) == "Letter"
    for word in ("Amina", "Farouk", "Harbour", "Priya", "Quay", REFERENCE):
        assert word not in meta
    tell(replace(SAFE, version=2, may_name_us=True))
    with acting_as(PEOPLE["iss_worker"]):
        assert "Harbour House" in text_of(
            write(more="Our refuge, \u0412\u0456\u0440\u0430 \U0001f9ff.\x07").pdf
        )


@pytest.mark.slow
@NAMED
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A10")
def test_no_letter_to_an_address_that_is_not_safe_however_it_is_asked_for(
    signed_in: SignedIn,
) -> None:
    tell()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    forged: list[dict[str, Any]] = [
        {"how": "post-0"},
        {"how": way_to(SHARED.text, SHARED.postcode)},
        {"how": "post"},
        {"how": "post--1"},
        {"how": SHARED.text},
        {"how": ["post-9", way_to(SHARED.text, SHARED.postcode)]},
        {"how": ""},
        {"how": "in_person"},  # without the word that it is safe for her to have it
        {"how": TO_HOME_BY_POST, "of": str(uuid4())},
        {"how": TO_HOME_BY_POST, "seen": "1"},
        {"how": TO_HOME_BY_POST, "seen": "99"},
        {"how": TO_HOME_BY_POST, "seen": ""},
    ]
    for instead in forged:
        answer = visitor.post(at + "make/", posted(**{"how": TO_HOME_BY_POST, **instead}))
        assert answer.status_code == 200, instead
        assert "There is a problem" in answer.content.decode(), instead
    added = posted(address=SHARED.text, place=SHARED.text, address_1=SHARED.text)
    assert visitor.post(at + "make/", added).status_code == 302
    with acting_as(PEOPLE["iss_worker"]):
        assert SHARED.postcode not in text_of(Letter.objects.get().pdf)
    for place in (
        (SHARED.text, SHARED.postcode),
        ("14 larch rd", ""),
        ("1 Elm", "EB9 9ZZ"),
        ("", ""),
    ):
        with pytest.raises(actions.Refused), transaction.atomic():
            write(place=place)
    blocked = replace(
        SAFE, version=2, addresses=(replace(HOME, text="14 Larch Rd", postcode="EB1 2CD"),)
    )
    for profile in (
        blocked,
        replace(SAFE, addresses=()),
        replace(SAFE, channels=("text",)),
        replace(SAFE, addresses=(replace(HOME, safe="unknown"),)),
        replace(SAFE, addresses=(replace(HOME, until="2026-01-01"),)),
    ):
        tell(profile)
        page = visitor.get(at).content.decode()
        assert "No safe address" in page
        assert 'value="post-' not in page
        assert visitor.post(at + "make/", posted()).status_code == 200
        with pytest.raises(actions.Refused), transaction.atomic():
            write()
    assert letters_made() == 1
    hand = visitor.post(at + "make/", posted("in_person", keeps="on"))
    assert hand.status_code == 302
    with acting_as(PEOPLE["iss_worker"]):
        letter = Letter.objects.get(how="in_person")
        assert letter.words["address"] == []
        words = text_of(letter.pdf)
    assert HOME.postcode not in words
    assert "Larch" not in words


@pytest.mark.clause("4.6.6")
def test_a_letter_takes_its_draft_along_from_the_preview(signed_in: SignedIn) -> None:
    """Refused once, looked at, changed and made: none of its drafts is left behind."""
    tell()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    page, words = showing(visitor, at), posted()
    page.save(visitor, blank_0="Monday at two")
    assert "Letter to the client" in visitor.get("/drafts/").content.decode()
    for sent in ({"how": ""}, {}):
        preview = visitor.post(at, page.sent(**{**words, **sent})).content.decode()
        assert len(drafts_of("iss_worker")) == 1
    make, change = (form for form in forms_of(preview, at) if "draft" in form.fields)
    assert change.fields["draft"].value == make.fields["draft"].value
    visitor.post(at, {name: each.value for name, each in change.fields.items()})
    assert len(drafts_of("iss_worker")) == 1
    made = visitor.post(at + "make/", {name: each.value for name, each in make.fields.items()})
    assert made.status_code == 302
    assert drafts_of("iss_worker") == []


@pytest.mark.clause("3.3.1")
@pytest.mark.edge("E20")
def test_what_changes_between_preview_and_making_stops_it(signed_in: SignedIn) -> None:
    tell()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    form = posted()
    assert "Make the letter" in visitor.post(at, form).content.decode()
    moved = Point("9 New Street", "NB1 1AA", safe="yes")
    tell(
        replace(
            SAFE,
            addresses=(moved,),
            blocked=(*SAFE.blocked, Blocked("address", *TO_HOME, "he found it")),
        )
    )
    answer = visitor.post(at + "make/", form).content.decode()
    assert "Safe contact was changed since you looked at this letter" in answer
    assert letters_made() == 0
    with pytest.raises(actions.Refused, match="was changed since"), transaction.atomic():
        write(place=(moved.text, moved.postcode), seen=2)  # on the locked file too
    form = posted(way_to(moved.text, moved.postcode))
    with acting_as(PEOPLE["iss_manager"]):
        found, wording = appointment()
        manager = cast.worker("iss_manager")
        actions.keep_wording(
            template=found,
            name=wording.name,
            body="Dear [name], come.",
            seen=1,
            by=manager,
            wording_id=uuid4(),
        )
    assert "The template was changed" in visitor.post(at + "make/", form).content.decode()
    assert letters_made() == 0


@pytest.mark.clause("3.3.1")
def test_a_letter_is_not_printed_again_to_a_door_that_is_not_safe_any_more(
    signed_in: SignedIn,
) -> None:
    tell()
    letter = write()
    visitor, at = signed_in("iss_worker"), f"{LIST}{letter.id}/"
    assert visitor.post(at + "print/").status_code == 200
    tell(replace(SAFE, addresses=(replace(HOME, safe="no"),)))
    answer = visitor.post(at + "print/", follow=True)
    assert answer.redirect_chain == [(at, 302)]
    page = answer.content.decode()
    assert "is not printed again" in page
    assert "Print a copy" not in page
    with acting_as(PEOPLE["iss_worker"]):
        assert Printing.objects.count() == 1


@pytest.mark.slow
@NAMED
@pytest.mark.clause("3.3.1")
def test_what_is_blocked_or_says_who_we_are_stands_in_no_letter(signed_in: SignedIn) -> None:
    tell()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    for more, said in (
        ("Ring 0044 7700 900123.", "his phone. It must not be used: take it out"),
        ("Come to EB1 2CD.", "shared address"),
        ("Come to 14, larch rd.", "shared address"),
        ("Your Refuge place.", "‘refuge’ says who we are or what we do"),
        ("Yours, harbour house", "‘harbour house’ says who we are"),
        ("On violence, with Women’s Aid.", "‘violence’, ‘women’s aid’ say who we are"),
    ):
        for way in ("", "make/"):
            assert said in visitor.post(at + way, posted(more=more)).content.decode(), (more, way)
    assert letters_made() == 0
    assert HIS_NUMBER not in visitor.get(LIST).content.decode().replace(
        f"{HIS_NUMBER} (his phone)", ""
    )


@pytest.mark.slow
@pytest.mark.clause("3.2.1")
def test_somebody_else_who_is_named_is_pointed_out_to_who_may_know(signed_in: SignedIn) -> None:
    tell()
    linked.add()
    visitor, at = signed_in("iss_worker"), f"{LIST}new/{template()}/"
    for more in (
        "Bring Rosalind.",
        "Bring R\u014do's coat.",
        "It is by Larch Row Primary.",
        "Ring 07700-900 333.",
    ):
        form = posted(more=more)
        preview = visitor.post(at, form).content.decode()
        assert "Somebody else is named" in preview, more
        assert "names somebody else" in visitor.post(at + "make/", form).content.decode(), more
    assert letters_made() == 0
    assert visitor.post(at + "make/", {**form, "hers": "on"}).status_code == 302
    plain = visitor.post(at, posted(more="Mrs Farouk, it is on the ground floor.")).content.decode()
    assert "Somebody else is named" not in plain, "a surname that is hers too"
    give("amina", "iss_colleague", "view", "contribute")
    colleague = signed_in("iss_colleague")
    unread = colleague.post(at, posted(more="Bring Rosalind.")).content.decode()
    assert "Nobody has looked" in unread
    assert "Somebody else is named" not in unread
    assert colleague.post(at + "make/", posted(more="Bring Rosalind.")).status_code == 302


@pytest.mark.attack("A4")
def test_the_database_refuses_what_the_pages_do_not_offer(signed_in: SignedIn) -> None:
    tell()
    written = write()
    other = f"/files/{cast.FILES['siobhan'].reference}/letters/{written.id}/"
    assert signed_in("iss_colleague").get(other).status_code == 404, "a letter of another file"
    give("amina", "iss_volunteer", "view")
    visitor = signed_in("iss_volunteer")
    assert visitor.post(f"{LIST}new/{template()}/make/", posted()).status_code == 403
    me, colleague = PEOPLE["iss_worker"], PEOPLE["iss_colleague"]
    row = (
        "INSERT INTO letters_letter (id, file_id, wording_id, how, version, made_by_id, made_at, entry_id, words, pdf)"
        " SELECT gen_random_uuid(), {file}, wording_id, 'post', {version}, {by}, {at}, {entry}, words, pdf"
        " FROM letters_letter LIMIT 1"
    )
    with acting_as(me):
        mine = CaseFile.objects.get(id=AMINA).entries.exclude(letter__isnull=False)
        own = mine.filter(author=me).first() or _an_entry()
        elsewhere = Entry.objects.exclude(file_id=AMINA).first()
        assert elsewhere is not None
    right = {
        "file": f"'{AMINA}'", "version": "2", "by": f"'{me}'", "at": "now()", "entry": f"'{own.id}'"
    }  # fmt: skip
    printing = (
        "INSERT INTO letters_printing (id, file_id, letter_id, number, by_id, at)"
        " SELECT gen_random_uuid(), {file}, id, {number}, {by}, now() FROM letters_letter LIMIT 1"
    )
    printed = {"file": f"'{AMINA}'", "number": "1", "by": f"'{me}'"}
    refused = [
        row.format(**{**right, "version": "1"}),  # safe contact that does not stand any more
        row.format(**{**right, "version": "3"}),
        row.format(**{**right, "by": f"'{colleague}'"}),
        row.format(**{**right, "at": "now() - interval '1 day'"}),
        row.format(**{**right, "entry": f"'{elsewhere.id}'"}),
        row.format(**{**right, "file": f"'{elsewhere.file_id}'"}),
        "UPDATE letters_letter SET pdf = pdf",
        "UPDATE letters_letter SET words = words",
        "DELETE FROM letters_letter",
        printing.format(**{**printed, "by": f"'{colleague}'"}),
        printing.format(**{**printed, "file": f"'{elsewhere.file_id}'"}),
        "DELETE FROM letters_printing",
        "UPDATE letters_wording SET body = 'x'",
        "DELETE FROM letters_wording",
        "UPDATE letters_template SET retired_at = now()",
        "INSERT INTO letters_template (id) VALUES (gen_random_uuid())",
    ]
    with acting_as(me):
        for statement in (*refused, row.format(**right), printing.format(**printed)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    done = cursor.rowcount
            except DatabaseError:
                done = 0
            assert done == (statement not in refused), statement
    for key in ("iss_volunteer", "iss_colleague", "dvpp_worker", "records_admin"):
        with (
            pytest.raises((DatabaseError, SealingError, CaseFile.DoesNotExist)),
            transaction.atomic(),
        ):
            write(by=key)


def _an_entry() -> Entry:
    from clients.actions import add_entry

    return add_entry(
        file=CaseFile.objects.get(id=AMINA), by=cast.worker("iss_worker"), kind="note", nature="fact",
        body="-", happened_on=None,
    )  # fmt: skip


@pytest.mark.slow
def test_templates_are_kept_in_wordings_by_those_who_may(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").get("/letters/").status_code == 404
    visitor, at = signed_in("iss_manager"), f"/letters/{template()}/"
    assert visitor.get("/letters/").content.decode().count("As it came") == 5
    said = {"name": "Your visit", "body": "Dear [name], come to the refuge on [day].", "seen": "1"}
    assert "Each [ needs its ]" in visitor.post(at, {**said, "body": "[x"}).content.decode()
    assert [
        visitor.post(at, {**said, "token": token}).status_code for token in 2 * (str(uuid4()),)
    ] == [302, 302]
    stale = visitor.post(at, {**said, "name": "Other", "token": str(uuid4())}).content.decode()
    assert "Somebody else changed this template" in stale
    assert 'name="seen" value="2"' in stale
    listed = visitor.get("/letters/").content.decode()
    assert "Says what we do" in listed
    assert cast.PEOPLE["iss_manager"].name in listed
    page = visitor.get(at).content.decode()
    assert page.count("Your appointment") >= 1, "what it said before is kept"
    with acting_as(PEOPLE["iss_manager"]):
        assert Wording.objects.filter(template_id=template_id(at)).count() == 2
    assert visitor.post(at + "retire/").status_code == 302
    tell()
    worker = signed_in("iss_worker")
    assert "Your visit" not in worker.get(LIST).content.decode()
    assert worker.get(f"{LIST}new/{template_id(at)}/").status_code == 404
    assert visitor.post(at + "retire/").status_code == 302
    assert "Your visit" in worker.get(LIST).content.decode()
    assert (
        visitor.post("/letters/new/", {**said, "name": "New one", "seen": "0"}).status_code == 302
    )
    assert "New one" in worker.get(LIST).content.decode()


def template_id(address: str) -> str:
    return address.strip("/").split("/")[-1]


@pytest.mark.slow
def test_pages_do_not_ask_more_where_there_are_more(signed_in: SignedIn) -> None:
    tell()
    visitor, asked = signed_in("iss_worker"), []
    for many in (1, 4):
        made = [write() for _ in range(many)]
        counts = []
        for path in (LIST, f"{LIST}{made[0].id}/", f"{LIST}new/{template()}/"):
            with assert_queries_at_most(12) as queries:
                assert visitor.get(path).status_code == 200
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
