"""Pages of documents on their way out: looked at, reviewed with what is covered, in the paper and nowhere else."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from pypdf import PdfReader

from clients.documents.serving import HEADERS
from clients.models import CaseFile
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, Obstructed
from disclosures.building.boxes import Box
from disclosures.building.pages import COVERED, PageWords, Word
from disclosures.dossier import load_dossier
from disclosures.models import Package
from disclosures.redaction import actions as redaction
from disclosures.redaction.marks import Does
from disclosures.redaction.steps import Reading, Stop, reading_of
from disclosures.scans import actions as scans
from disclosures.scans.access import leaving_of
from disclosures.scans.models import Page
from disclosures.scans.rules import Cover
from tests import cast, uploading
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.people.working import add
from tests.scans import preparing

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("3.2.1")]


def a_request(
    name: str = "letter.pdf", content: bytes = b"", **said: str
) -> tuple[UUID, list[Page]]:
    """Begin a request to disclose a document whose pages were taken in and not looked at: two, if nothing is said."""
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        file = CaseFile.objects.get(id=cast.FILES[story.FILE].id)
        content = content or preparing.letter()
        made = uploading.a_document(file, cast.worker(ASKER), name, content, **said)
    covers = frozenset({made.entry_id})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request = story.a_draft(contact, consent, entries=(made.entry_id,))
    return request, preparing.taken(request, made)


def codes(caught: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in caught.value.obstacles}


def cover(request: UUID, page: Page) -> None:
    with acting_as(who(ASKER)):
        scans.look_at(
            page=page,
            request=story.get(request),
            why="",
            uncover=(),
            more=[Cover(0, 0, 1000, 200, "third_party")],
            by=cast.worker(ASKER),
        )


def reading(request: UUID) -> Reading:
    with acting_as(who(MANAGER)):
        machine = load_dossier(story.get(request)).machine
        assert machine is not None
        return reading_of(machine)


def title_of(request: UUID) -> str:
    with acting_as(who(MANAGER)):
        (document,) = leaving_of(load_dossier(story.get(request)))
        return document.title


def on_pages(request: UUID) -> list[Stop]:
    return [stop for stop in reading(request).stops if stop.says.endswith("on a page")]


def test_pages_are_looked_at_reviewed_and_leave_as_pictures(signed_in: SignedIn) -> None:
    request, pages = a_request()
    with pytest.raises(Obstructed) as caught:
        story.submit(request)
    assert codes(caught) == {"pages_unseen"}
    for page in pages:
        cover(request, page)
    story.submit(request)
    shown = signed_in(MANAGER).get(f"/disclosures/{request}/review/").content.decode()
    for number, page in enumerate(pages, start=1):  # as it is shown, and as it is seen larger
        for covered in ("leaving", "original"):
            path = f"/disclosures/{request}/{covered}/{page.document_id}/{number}.png"
            assert shown.count(f'<img class="latch-page__picture" src="{path}"') == 1
            assert shown.count(f'<img class="latch-larger__picture" src="{path}"') == 1
    assert shown.count("<img") == 8
    assert "1 place covered" in shown
    picture = signed_in(MANAGER).get(f"/disclosures/{request}/leaving/{pages[0].document_id}/1.png")
    assert picture["Content-Type"] == "image/png"
    story.sign_off(request)
    story.read(request)
    made = story.release(request)
    with acting_as(who(ASKER)):
        paper = PdfReader(io.BytesIO(Package.objects.get(release=made).letter))
    assert sum(len(page.images) for page in paper.pages) == 2
    text = "".join(page.extract_text() for page in paper.pages)
    assert "Quennell" not in text


def test_another_cover_is_another_content() -> None:
    request, pages = a_request()
    preparing.let_go(request, pages)
    with acting_as(who(ASKER)):
        before = load_dossier(story.get(request)).digest
    cover(request, pages[0])
    with acting_as(who(ASKER)):
        assert load_dossier(story.get(request)).digest != before


def test_pages_that_stay_behind_are_shown_to_nobody(signed_in: SignedIn) -> None:
    request, pages = a_request()
    path = f"/disclosures/{request}/leaving/{pages[0].document_id}/1.png"
    assert signed_in(ASKER).get(path).status_code == 404
    preparing.let_go(request, pages)
    assert signed_in(ASKER).get(path).status_code == 200
    assert signed_in("iss_volunteer").get(path).status_code in (403, 404)
    assert signed_in("dvpp_worker").get(path).status_code == 404


def test_the_reviewer_sees_beside_it_what_is_covered(signed_in: SignedIn) -> None:
    """By the same way as what leaves, and recorded like it: whoever may not read the file gets neither."""
    request, pages = a_request()
    at = [
        f"/disclosures/{request}/{each}/{pages[0].document_id}/1.png"
        for each in ("original", "leaving")
    ]
    assert [signed_in(MANAGER).get(each).status_code for each in at] == [404, 404]
    cover(request, pages[0])
    preparing.let_go(request, pages[1:])
    client = signed_in(MANAGER)
    original, leaving = (client.get(each) for each in at)
    for answer in (original, leaving):
        assert {name: answer[name] for name in HEADERS} == HEADERS
        assert answer["Content-Type"] == "image/png"
    stands, left = (
        Image.open(io.BytesIO(each.content)).convert("L") for each in (original, leaving)
    )
    assert stands.size == left.size
    top = (0, 0, stands.width, stands.height // 6)
    assert left.crop(top).getextrema() == (0, 0)
    assert stands.crop(top).getextrema() == (0, 255)
    with acting_as(who(MANAGER)):
        opened = Event.objects.filter(action="document_opened", purpose="reviewing a disclosure")
        assert opened.count() == 2
    for other in ("iss_volunteer", "dvpp_worker"):
        assert signed_in(other).get(at[0]).status_code == 404
    assert client.get(at[0].replace("1.png", "3.png")).status_code == 404


def test_an_entry_that_stays_back_whole_keeps_its_pages_back(signed_in: SignedIn) -> None:
    request, pages = a_request()
    preparing.let_go(request, pages)
    document = pages[0].document_id
    paths = [f"/disclosures/{request}/{each}/{document}/1.png" for each in ("leaving", "original")]
    assert [signed_in(MANAGER).get(each).status_code for each in paths] == [200, 200]
    with acting_as(who(ASKER)):
        (item,) = load_dossier(story.get(request)).prepared.values()
        assert leaving_of(load_dossier(story.get(request)))
        redaction.take_step(
            request=story.get(request),
            entry=item.entry,
            does=Does.WITHHOLD,
            source=item.source,
            why="conference",
            by=cast.worker(ASKER),
        )
        assert leaving_of(load_dossier(story.get(request))) == []
    assert [signed_in(MANAGER).get(each).status_code for each in paths] == [404, 404]
    assert signed_in(ASKER).get(paths[0]).status_code == 404


NEIGHBOUR = Details(relation="neighbour", given="Wilhelmina", family="Quennell")


def test_whom_a_page_names_outside_its_covers_the_reviewer_decides_about(
    signed_in: SignedIn,
) -> None:
    add(NEIGHBOUR)
    request, (first, second) = a_request()
    cover(request, first)
    preparing.let_go(request, [second])  # looked at, and the name overlooked
    story.submit(request)
    (stop,) = on_pages(request)
    assert (stop.words, stop.says, stop.times) == ("Wilhelmina Quennell", "Name, on a page", 1)
    assert reading(request).unread == 0
    shown = signed_in(MANAGER).get(f"/disclosures/{request}/review/").text
    assert "name, on a page" in shown
    (where,) = re.findall(
        r'<mark>Wilhelmina Quennell</mark> rang.*?href="(.*?)">(.*?)</a>', shown, re.DOTALL
    )
    assert where == ("#page-1-2", f"Page 2 of {title_of(request)}")
    assert 'id="page-1-2"' in shown
    with acting_as(who(MANAGER)), pytest.raises(NotNow, match="Say of everything"):
        redaction.review(
            request=story.get(request),
            content=load_dossier(story.get(request)).digest,
            allowed=(),
            passed=True,
            words="",
            by=cast.worker(MANAGER),
        )
    story.sign_off(request)  # who says of each that it may leave
    story.read(request)
    story.release(request)


def test_whom_a_page_names_and_nobody_knew_of_when_it_was_reviewed_stops_it() -> None:
    # nobody of that name receives it: what stops it stands on the page alone
    letter = preparing.letter(2, "Her neighbour Rosamund Pettifer rang.")
    request, pages = a_request(content=letter)
    preparing.let_go(request, pages)
    story.submit(request)
    assert on_pages(request) == []
    story.sign_off(request)
    story.read(request)
    add(Details(relation="neighbour", given="Rosamund", family="Pettifer"))
    with pytest.raises(NotNow, match="Nothing left"):
        story.release(request)


MINUTES = (
    "From the MARAC minutes: told in confidence, HIV positive, NHS number 943 476 5919.",
    "Child arrangements order, family court. The refuge knows. Radoslava rang at nine.",
)
ON_MINUTES = {
    "MARAC": "A conference’s minutes",
    "in confidence": "Was told in confidence",
    "HIV positive": "A sensitive word",
    "943 476 5919": "Looks like an NHS number",
    "Child arrangements order": "A family court’s paper",
    "family court": "A family court’s paper",
    "refuge": "The other service",
}


@pytest.mark.edge("E23", "E33")
@pytest.mark.clause("4.4.2")
def test_what_an_entry_would_have_decided_waits_for_the_reviewer_on_a_page_as_well() -> None:
    request, pages = a_request(content=preparing.letter(1, "\n\n".join(MINUTES)))
    preparing.let_go(request, pages)
    story.submit(request)
    stops = {stop.words: stop for stop in on_pages(request)}
    assert {words: stop.says for words, stop in stops.items()} == {
        words: f"{says}, on a page" for words, says in ON_MINUTES.items()
    }  # and not Radoslava: an unknown name is decided in a group's note alone
    with acting_as(who(MANAGER)):
        says: dict[str, Any] = {
            "request": story.get(request), "content": load_dossier(story.get(request)).digest,
            "passed": True, "words": "", "by": cast.worker(MANAGER),
        }  # fmt: skip
        for words in ON_MINUTES:
            others = {stop.key for stop in reading(request).stops} - {stops[words].key}
            with pytest.raises(NotNow, match="Say of everything"):
                redaction.review(allowed=others, **says)
    story.sign_off(request)
    story.read(request)
    story.release(request)


@pytest.mark.edge("E27")
@pytest.mark.parametrize(
    ("first", "body"),
    [("Group session, week nine.", "A paper came."), ("Week nine.", "Notes of a group session.")],
)
def test_of_a_group_s_paper_each_word_that_may_be_a_name_waits(first: str, body: str) -> None:
    """Also on its other pages, and where only its entry says of what it is."""
    layers = "#pagebreak()\n".join((first, "Then Gazza and Liam laughed."))
    request, pages = a_request(content=preparing.letter(1, layers), body=body)
    preparing.let_go(request, pages)
    story.submit(request)
    assert {stop.words: stop.says for stop in on_pages(request)} == dict.fromkeys(
        ("Gazza", "Liam"), "May be a name, on a page"
    )


def test_what_is_covered_stops_nothing() -> None:
    add(NEIGHBOUR)
    request, pages = a_request()
    for page in pages:
        cover(request, page)
    story.submit(request)
    assert on_pages(request) == []
    story.sign_off(request)
    story.read(request)
    story.release(request)


def test_of_a_page_without_words_it_is_said_that_no_machine_has_read_it(
    signed_in: SignedIn,
) -> None:
    add(NEIGHBOUR)
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(picture, "PNG")
    request, pages = a_request("scan.png", picture.getvalue())
    at = f"/disclosures/{request}/pages/{pages[0].document_id}/1/"
    assert "has no text layer" in signed_in(ASKER).get(at).text
    preparing.let_go(request, pages)
    story.submit(request)
    assert (on_pages(request), reading(request).unread) == ([], 1)
    shown = " ".join(signed_in(MANAGER).get(f"/disclosures/{request}/review/").text.split())
    assert "has no text layer: the machine has read nothing on it" in shown


def test_a_word_is_covered_whole_or_it_is_not() -> None:
    word = Word(4, 12, Box(0.2, 0.1, 0.4, 0.12))
    layer = PageWords("Mrs Quennell rang", (Word(0, 3, Box(0.1, 0.1, 0.18, 0.12)), word))
    assert layer.outside([]) == "Mrs Quennell rang"
    for box, hidden in (
        (Box(0.19, 0.09, 0.41, 0.13), True),
        (Box(0.2, 0.1, 0.4, 0.12), True),
        (Box(0.19, 0.09, 0.38, 0.13), False),  # its end looks out
        (Box(0.22, 0.09, 0.41, 0.13), False),
        (Box(0.19, 0.11, 0.41, 0.13), False),  # its upper half
    ):
        assert ("Quennell" not in layer.outside([box])) == hidden, box
    assert layer.outside([Box(0.19, 0.09, 0.41, 0.13)]) == f"Mrs {8 * COVERED} rang"
