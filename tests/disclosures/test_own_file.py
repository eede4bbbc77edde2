"""A client's own file goes through the same door: asked for, gone through, reviewed, signed off, and then copied."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from clients.documents.models import Document
from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow, Obstructed
from disclosures.delivery import copies
from disclosures.delivery.models import Handover
from disclosures.models import Package, Release
from disclosures.ownfile.access import open_request
from disclosures.ownfile.models import FileRequest
from disclosures.ownfile.redress import mark_minutes
from disclosures.ownfile.withheld import withheld_from
from disclosures.package import Contents, rights
from disclosures.scans.actions import look_at
from disclosures.scans.rules import Cover
from disclosures.withholding import WHY
from tests import cast, uploading
from tests.delivery.delivering import opened
from tests.disclosures import own, story
from tests.disclosures.pages import day
from tests.disclosures.story import ASKER, MANAGER, who
from tests.ownfile import working
from tests.readers.outside import recall
from tests.redaction import working as redaction
from tests.scans import preparing

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("5.2.4", "5.2.5")]
JPEG = b"\xff\xd8\xff"
REFERENCE = cast.FILES[story.FILE].reference


def kept(release: Release) -> Package:
    """The package as the asker may read it (act as them)."""
    return Package.objects.select_related("release__request", "file").get(release=release)


def codes(stopped: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in stopped.value.obstacles}


def test_it_is_kept_for_the_client_as_it_was_signed_off() -> None:
    made = own.released()
    with acting_as(who(ASKER)):
        package = kept(made)
        contents = Contents.from_stored(package.contents)
        assert contents.own
        assert (contents.to_name, contents.concerning) == (package.file.name, package.file.name)
        assert len(contents.items) == len(story.entries())
        assert package.letter is not None
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(package.letter)).pages)
    assert "What you can do" in text
    assert "Do not pass it on" not in text


@pytest.mark.edge("E7", "E8", "E29", "E30", "E31", "E33")
def test_what_is_missing_stops_it_whoever_asks() -> None:
    nobody = own.prepared_for(working.ask())
    story.go_through(nobody)
    with pytest.raises(Obstructed) as stopped:
        story.submit(nobody)
    assert codes(stopped) == {"identity_unchecked", "coercion_unasked"}
    father = working.ask(asker="parent", who="Jan Novak", asked_at=working.two_days_ago())
    working.say(father, "identity", **working.SEEN)
    theirs = own.prepared_for(father, name="Jan Novak")
    story.go_through(theirs)
    with pytest.raises(Obstructed) as stopped:
        story.submit(theirs)
    assert {"no_authority", "unweighed", "sensitive_unnamed"} <= codes(stopped)


@pytest.mark.clause("4.4.2")
@pytest.mark.edge("E14", "E31")
def test_what_a_solicitor_s_paper_does_not_name_is_withheld_whole_and_the_rest_goes() -> None:
    request = own.prepared_for(
        own.asked_by_a_solicitor(names_sensitive=False), name="Reed & Co, solicitors"
    )
    story.go_through(request)
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert codes(stopped) == {"sensitive_unnamed"}
    with acting_as(who(ASKER)):
        secret = [each.id for each in story.entries() if each.sensitive]
        every = {str(each.id) for each in story.entries()}
    for each in secret:
        redaction.withhold_entry(request, each)
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    made = story.release(request, knows_policy=False)
    with acting_as(who(ASKER)):
        left = {item["entry"] for item in kept(made).contents["items"]}
    assert secret
    assert left == every - {str(each) for each in secret}


def test_an_entry_may_be_withheld_and_not_left_out() -> None:
    request = own.prepared_for(own.asked_for())
    with acting_as(who(ASKER)):
        found = story.get(request)
        found.items.order_by("id").first().delete()  # type: ignore[union-attr]
    story.go_through(request)
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert codes(stopped) == {"left_out"}


def a_file_with_a_letter() -> tuple[UUID, Document]:
    """Add a letter of two pages to the file, and begin to prepare all of it for the client."""
    with acting_as(who(ASKER)):
        letter = uploading.a_document(
            story.file(), cast.worker(ASKER), "letter.pdf", preparing.letter()
        )
    request = own.prepared_for(own.asked_for())
    story.go_through(request)
    return request, letter


def test_a_document_is_not_left_out_by_silence() -> None:
    """Its pages are taken in and looked at, or it is said why they stay behind, and that is kept."""
    request, letter = a_file_with_a_letter()
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert [(o.code, o.about) for o in stopped.value.obstacles] == [
        ("document_untaken", (letter.entry_id,))
    ]
    first, second = preparing.taken(request, letter)
    preparing.let_go(request, [first])
    with acting_as(who(ASKER)):
        asked, by = story.get(request), cast.worker(ASKER)
        place, why = Cover(10, 10, 500, 40, "source"), "third_party"
        look_at(page=second, request=asked, why=why, uncover=(), more=[place], by=by)
        of = FileRequest.objects.select_related("file").get(disclosure=request)
        found = withheld_from(open_request(of.file, of.id))
    assert [(each.much, each.why) for each in found] == [
        ("All of page 2", WHY["third_party"]),
        ("A place on page 2", WHY["source"]),
    ]
    story.go_through(request)
    story.submit(request)


def test_a_document_of_which_no_page_is_made_is_kept_back_with_its_reason(
    signed_in: SignedIn,
) -> None:
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        words = uploading.a_document(story.file(), by, "words.txt", b"She wrote this herself.")
    request = own.prepared_for(own.asked_for())
    story.go_through(request)
    client, at = signed_in(ASKER), reverse("scans:documents", args=[request])
    asked = {"document": str(words.id), "becomes": "back", "why": ""}
    assert "Say why all of it stays behind" in client.post(at, asked).content.decode()
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert codes(stopped) == {"document_untaken"}
    told = client.post(at, {**asked, "why": "other_form"}, follow=True).content.decode()
    assert "All of it stays behind. Why is on record." in told
    page = reverse("scans:page", args=[request, words.id, 1])
    refused = client.post(page, {"leaves": "yes"}).content.decode()
    assert "No picture can be made of it: it stays behind" in refused
    story.submit(request)


def test_the_notice_stops_the_release_alone() -> None:
    asked = working.ask()
    working.say(asked, "identity", **working.SEEN)
    request = own.signed(asked)
    with pytest.raises(Obstructed) as stopped:
        story.release(request, knows_policy=False)
    assert codes(stopped) == {"notice_running"}
    working.say(asked, "waived", by=MANAGER, why="She leaves town tonight.")
    assert story.release(request, knows_policy=False).reference


@pytest.mark.edge("E30", "E12")
def test_coercion_that_comes_up_late_keeps_every_copy_here() -> None:
    asked = own.asked_for()
    made = own.released(asked)
    working.say(asked, "identity", **{**working.SEEN, "coerced": True})
    for form in Handover.Form:
        with pytest.raises(NotNow):
            handed(made, form)
    with acting_as(who(ASKER)):
        assert not Handover.objects.exists()


@pytest.mark.edge("E30")
def test_a_new_request_and_a_worker_s_no_let_no_copy_go() -> None:
    first = own.asked_for()
    working.say(first, "identity", **{**working.SEEN, "coerced": True})
    working.close(first, "mistake")
    second = own.asked_for(face="statutory")
    made = own.released(second)
    for form in Handover.Form:
        with pytest.raises(NotNow):
            handed(made, form)
    working.say(second, "identity", by=MANAGER, **working.SEEN)
    handed(made, Handover.Form.LETTER)


def handed(release: Release, form: Handover.Form) -> UUID:
    from disclosures.delivery import actions

    with acting_as(who(ASKER)):
        return actions.hand_over(
            release=opened(release),
            way=Handover.Way.HAND,
            on=story.days(0),
            place="Into her hand",
            checked="She was here.",
            key=uuid4(),
            by=story.worker(ASKER),
            form=form,
        ).id


def test_each_copy_says_the_same_words_and_is_counted(signed_in: SignedIn) -> None:
    made = own.released()
    asker = signed_in(ASKER)
    with acting_as(who(ASKER)):
        package = kept(made)
        items = package.contents["items"]
    bodies = [" ".join(item["body"].split()) for item in items]
    entries = [item["entry"] for item in items]
    letter = asker.get(reverse("disclosures:letter", args=[package.id]))
    assert letter.status_code == 404  # it is given in counted copies alone
    for form, ending in (("letter", ".pdf"), ("large", "-large-print.pdf"), ("data", ".json")):
        said: dict[str, Any] = {"form": form, "way": "hand", "place": "Her hand", "checked": "Here"}
        page = reverse("delivery:hand_over", args=[package.id])
        assert asker.post(page, {**said, **day("on", 0), "token": str(uuid4())}).status_code == 302  # fmt: skip
        with acting_as(who(ASKER)):
            copy = Handover.objects.latest("at")
        got = asker.get(reverse("delivery:copy", args=[package.id, copy.id]))
        assert got.status_code == 200
        assert got["Content-Disposition"] == f'attachment; filename="copy-{made.reference}{ending}"'
        assert got["Cache-Control"] == "no-store"
        if form == "data":
            told = json.loads(got.content)
            assert [" ".join(each["text"].split()) for each in told["entries"]] == bodies
            for id_ in (package.id, made.id, package.file_id, *entries):
                assert str(id_) not in got.content.decode()
        else:
            pages = PdfReader(io.BytesIO(got.content)).pages
            words = " ".join(" ".join(page.extract_text() for page in pages).split())
            lines = [each for item in items for each in item["body"].splitlines()]
            assert all(" ".join(each.split())[:60] in words for each in lines)
    with acting_as(who(ASKER)):
        assert Handover.objects.count() == 3
        package = kept(made)
        package.letter = None
        with pytest.raises(NotNow):
            copies.of(package, Handover.Form.LARGE)
    shown = asker.get(reverse("delivery:delivery", args=[package.id])).content.decode()
    assert shown.count("Save it to print or hand over") == 3
    register = reverse("delivery:for_the_client", args=[REFERENCE])
    assert "right to see their own file" in asker.get(register).content.decode()


def test_a_machine_reads_all_of_it_the_pages_of_documents_too() -> None:
    request, letter = a_file_with_a_letter()
    preparing.let_go(request, preparing.taken(request, letter))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    made = story.release(request, knows_policy=False)
    with acting_as(who(ASKER)):
        told = json.loads(copies.of(kept(made), Handover.Form.DATA).data)
    (document,) = told["documents"]
    assert [base64.b64decode(page)[:3] for page in document["pages"]] == [JPEG, JPEG]
    assert told["what_you_can_do"] == list(rights())


def test_a_copy_is_of_a_client_s_own_file_alone() -> None:
    other = story.release(story.a_signed_request())
    with pytest.raises(NotNow):
        handed(other, Handover.Form.DATA)
    handed(other, Handover.Form.LETTER)


def test_its_particulars_are_not_another_s_to_choose(signed_in: SignedIn) -> None:
    request = own.prepared_for(own.asked_for())
    asker = signed_in(ASKER)
    assert asker.get(reverse("disclosures:change_request", args=[request])).status_code == 404
    html = asker.get(reverse("disclosures:request", args=[request])).content.decode()
    assert "Raises risk" not in html
    for name in ("ask_to_disclose", "record_told"):
        with pytest.raises(Exception, match="own_file"):
            reverse(f"disclosures:{name}", args=[REFERENCE, "own_file"])
    path = reverse("disclosures:ask_to_disclose", args=[REFERENCE, "liaison"])
    assert asker.get(path.replace("liaison", "own-file")).status_code == 404


@pytest.mark.edge("E7", "E21", "E30")
def test_a_copy_that_was_recorded_is_made_only_while_it_may_be(signed_in: SignedIn) -> None:
    """Not again once it is suspected that somebody makes her ask, nor once it was recalled."""
    asker, asked = signed_in(ASKER), own.asked_for()
    made = own.released(asked)
    copy = handed(made, Handover.Form.LETTER)
    with acting_as(who(ASKER)):
        package = kept(made).id
    page = reverse("delivery:copy", args=[package, copy])
    assert asker.get(page).status_code == 200
    suspected = {**working.SEEN, "coerced": True}
    working.say(asked, "identity", **suspected)
    assert asker.get(page).status_code == 302
    working.say(asked, "identity", by=MANAGER, **working.SEEN)
    assert asker.get(page).status_code == 200
    recall(package)
    assert asker.get(page).status_code == 302
    for form in Handover.Form:
        with pytest.raises(NotNow, match="recalled"):
            handed(made, form)


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E31")
def test_whoever_asks_for_a_client_without_a_partner_on_record_is_asked_about_and_can_go_on() -> (
    None
):
    asked = own.asked_by_a_solicitor()
    request = own.prepared_for(asked, name="Reed & Co, solicitors")
    story.go_through(request)
    with acting_as(who(ASKER)):
        file = story.file()
        file.partner_names = []
        file.save(update_fields=["partner_names"])
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert codes(stopped) == {"partners_unknown"}
    paper: dict[str, Any] = {"how": "Her letter", "scope": "whole", "names_sensitive": True}
    working.say(asked, "authority", **paper, not_partner=True)
    story.submit(request)


@pytest.mark.edge("E33")
def test_conference_minutes_are_left_out_before_everybody_s_eyes(signed_in: SignedIn) -> None:
    """Nobody makes an entry disappear by calling it minutes: it is sent on, and seen by whoever reviews and signs."""
    asked = own.asked_for()
    with acting_as(who(ASKER)):
        *rest, minutes = [each for each in story.entries() if each.kind != "statement"]
        marked_by = cast.worker(ASKER)
        mark_minutes(entry=minutes, key=uuid4(), by=marked_by)
        kept_in = [each.id for each in story.entries() if each.id != minutes.id]
    assert rest
    request = own.prepared_for(asked, entries=kept_in)
    own.keep_documents_back(request)
    story.go_through(request)
    with pytest.raises(Obstructed) as stopped:
        story.submit(request)
    assert [(o.code, o.about) for o in stopped.value.obstacles] == [
        ("minutes_unrouted", (minutes.id,))
    ]
    working.say(asked, "routed", entry=str(minutes.id), to="The co-ordinator, by secure e-mail")
    story.submit(request)
    manager = signed_in(MANAGER)
    for page in ("redaction:review", "disclosures:approval"):
        html = manager.get(reverse(page, args=[request])).content.decode()
        told = html.partition("Left out as conference minutes")[2].partition("</ul>")[0]
        assert reverse("clients:entry", args=[REFERENCE, minutes.id]) in told
        assert minutes.get_kind_display() in told
        assert marked_by.display_name in told
        assert told.count("<li>") == 1
    with acting_as(who(ASKER)):
        of = FileRequest.objects.select_related("file").get(disclosure=request)
        found = withheld_from(open_request(of.file, of.id))
    (back,) = [each for each in found if each.entry.id == minutes.id]
    assert (back.much, back.why, back.by) == (
        "All of it",
        "Left out as conference minutes",
        marked_by.display_name,
    )
