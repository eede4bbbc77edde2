"""Pages of documents in a draft: they stay behind until looked at, and only the one who asks lets them go."""

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clients.people.identifiers import known
from confidentiality.access.identity import acting_as
from confidentiality.documents.kinds import BY_CODE
from disclosures.actions.lock import NotNow
from disclosures.building.pages import CannotProcess, words_on
from disclosures.building.reading import is_bare_jpeg
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest, RequestItem
from disclosures.scans import actions
from disclosures.scans.access import leaving_of, taken_of
from disclosures.scans.models import Page
from disclosures.scans.proposing import MOST, people_of, proposed_on
from disclosures.scans.rules import MOST_COVERS, TOO_MANY, Cover
from tests import cast
from tests.disclosures import story
from tests.drafts.working import showing
from tests.scans import preparing

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PLACE = Cover(100, 50, 600, 100, "third_party")


@pytest.fixture
def draft() -> UUID:
    contact = story.an_agency()
    return story.a_draft(contact, story.a_consent(contact))


def look(page: Page, request: UUID, *, why: str = "", by: str = story.ASKER, **more: Any) -> None:
    with acting_as(story.who(by)):
        actions.look_at(
            page=page, request=story.get(request), why=why, by=cast.worker(by),
            uncover=more.get("uncover", ()), more=more.get("more", ()),
        )  # fmt: skip


def leaving(request: UUID) -> list[Any]:
    with acting_as(story.who(story.ASKER)):
        return leaving_of(load_dossier(story.get(request)))


@pytest.mark.clause("1.2")
def test_a_page_stays_behind_until_somebody_has_looked_at_it(draft: UUID) -> None:
    document = preparing.a_document(draft)
    first, second = preparing.taken(draft, document)
    assert leaving(draft) == []
    with acting_as(story.who(story.ASKER)):
        asked = story.get(draft)
        assert story.get(asked.id).pages_unseen == 2  # type: ignore[attr-defined]
        assert [(t.pages, t.unseen, t.leaving) for t in taken_of(asked)] == [(2, 2, 0)]
    look(second, draft, more=[PLACE])
    look(first, draft, why="source")
    (one,) = leaving(draft)
    assert one.document.id == document.id
    assert one.pages == ((1, (PLACE,)),)
    with acting_as(story.who(story.ASKER)):
        assert story.get(draft).pages_unseen == 0  # type: ignore[attr-defined]
        (drawn,) = one.drawn()
    assert is_bare_jpeg(drawn)


def test_what_is_covered_can_be_uncovered_again(draft: UUID) -> None:
    page = preparing.taken(draft, preparing.a_document(draft))[0]
    other = Cover(0, 0, 10, 10, "source")
    look(page, draft, more=[PLACE, other, PLACE])
    assert leaving(draft)[0].pages == ((0, (PLACE, other)),)
    look(page, draft, uncover=[PLACE])
    assert leaving(draft)[0].pages == ((0, (other,)),)


def test_a_document_whose_entry_is_named_no_more_stays_behind(draft: UUID) -> None:
    document = preparing.a_document(draft)
    look(preparing.taken(draft, document)[0], draft)
    assert leaving(draft)
    with acting_as(story.who(story.ASKER)):
        RequestItem.objects.filter(request=draft, entry=document.entry_id).delete()
    assert leaving(draft) == []


def test_it_is_taken_once_and_taken_out_again(draft: UUID) -> None:
    document = preparing.a_document(draft)
    preparing.taken(draft, document)
    with pytest.raises(NotNow):
        preparing.taken(draft, document)
    with acting_as(story.who(story.ASKER)):
        actions.take_out(request=story.get(draft), document=document, by=cast.worker(story.ASKER))
        assert not Page.objects.filter(request=draft).exists()


def test_what_cannot_be_drawn_is_not_taken(draft: UUID) -> None:
    with pytest.raises(CannotProcess, match="kind"):
        preparing.taken(draft, preparing.a_document(draft, content=b"words", name="words.txt"))
    with acting_as(story.who(story.ASKER)):
        assert not Page.objects.exists()


@pytest.mark.attack("A4")
def test_the_database_holds_who_and_when(draft: UUID) -> None:
    """Raw writes: of a colleague, of another file's document, of one not named, after submission."""
    document = preparing.a_document(draft)
    page = preparing.taken(draft, document)[0]
    with acting_as(story.who(story.MANAGER)):
        assert Page.objects.filter(id=page.id).update(leaves=False) == 0
        assert Page.objects.filter(id=page.id).delete()[0] == 0
    with acting_as(story.who(story.ASKER)):
        RequestItem.objects.filter(request=draft, entry=document.entry_id).delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            Page.objects.create(
                file_id=page.file_id, request_id=draft, document=document, number=9, covers=[]
            )
        DisclosureRequest.objects.filter(id=draft).update(state="submitted")
        assert Page.objects.filter(id=page.id).update(leaves=False) == 0
    with pytest.raises(NotNow):
        look(page, draft)
    with acting_as(story.who("dvpp_worker")):
        assert not Page.objects.exists()


def offered(page: Any, name: str) -> list[str]:
    return re.findall(rf'name="{name}"[^>]* value="([^"]+)"', page.content.decode())


def address(name: str, draft: UUID, *more: object) -> str:
    return reverse(f"scans:{name}", args=[draft, *more])


def test_in_the_browser_a_place_is_covered_and_seen(draft: UUID, signed_in: SignedIn) -> None:
    document = preparing.a_document(draft)
    client = signed_in(story.ASKER)
    shown = client.get(address("documents", draft)).content.decode()
    assert re.search(r"letter\.pdf \(PDF\): Document of .*: What it is\.", shown)
    asked = {"document": str(document.id), "becomes": "pages"}
    page = client.post(address("documents", draft), asked, follow=True)
    assert "Page 1 of 2" in page.content.decode()
    larger = f'<img class="latch-larger__picture" src="{address("image", draft, document.id, 1)}"'
    assert larger in page.content.decode()
    at = address("page", draft, document.id, 1)
    before: Any = client.get(address("image", draft, document.id, 1))
    assert before["Cache-Control"] == "no-store"
    assert before["Content-Security-Policy"] == "sandbox; default-src 'none'"
    wrong = {"left": "10", "leaves": "yes"}
    assert "Say where all four edges" in client.post(at, wrong).content.decode()
    place = {"left": "10", "top": "5", "right": "60", "bottom": "10", "leaves": "yes"}
    assert "Say why this place" in client.post(at, place).content.decode()
    turned = {**place, "left": "70", "reason": "source"}
    assert "less than right" in client.post(at, turned).content.decode()
    kept = client.post(at, {**place, "reason": "source"}, follow=True).content.decode()
    assert "it would show who told us" in kept
    assert client.get(address("image", draft, document.id, 1)).content != before.content
    assert client.get(address("page", draft, document.id, 3)).status_code == 404
    listed = client.get(address("documents", draft)).content.decode()
    assert "1 of 2 pages leave; 1 still to look at" in " ".join(listed.split())


def test_uncovering_twice_uncovers_no_other_place(draft: UUID, signed_in: SignedIn) -> None:
    """A button pressed twice, or a page that stood open in another tab."""
    document = preparing.a_document(draft)
    page = preparing.taken(draft, document)[0]
    other = Cover(0, 0, 10, 10, "source")
    look(page, draft, more=[PLACE, other])
    client, at = signed_in(story.ASKER), address("page", draft, document.id, 1)
    first = offered(client.get(at), "uncover")[0]
    for _ in range(2):
        said = client.post(at, {"uncover": first, "leaves": "yes"}, follow=True).content.decode()
    assert "This page was changed meanwhile: look at it again" in said
    assert leaving(draft)[0].pages == ((0, (other,)),)


STRANGERS = " ".join(f"met Zorvath{n} Quillby{n}." for n in range(MOST // 2 + 5))


def test_a_page_with_more_than_is_listed_is_read_whole(draft: UUID, signed_in: SignedIn) -> None:
    """Nobody takes a list that was cut for all that was found."""
    content = preparing.letter(pages=1, line=f"{STRANGERS}\n\n{preparing.LINE}")
    document = preparing.a_document(draft, content=content)
    preparing.taken(draft, document)
    client, at = signed_in(story.ASKER), address("page", draft, document.id, 1)
    shown = client.get(at)
    listed = offered(shown, "proposed")
    told = re.search(r"and (\d+) of them are not listed", shown.content.decode())
    assert told
    assert (len(listed), int(told[1]) > 0) == (MOST, True)
    refused = client.post(at, {"leaves": "yes"}).content.decode()
    assert "more was found on it than is listed" in refused
    assert leaving(draft) == []
    assert client.post(at, {"leaves": "no", "why": "harm"}).status_code == 302
    ticked = {"proposed": listed, "leaves": "yes", "whole": "on"}
    assert client.post(at, ticked).status_code == 302
    moved_up = client.get(at)
    assert len(offered(moved_up, "proposed")) == int(told[1])
    assert "are not listed" not in moved_up.content.decode()
    assert client.post(at, {"leaves": "yes"}).status_code == 302
    assert leaving(draft)


def test_who_is_known_is_listed_before_who_may_be_a_name() -> None:
    somebody = known(UUID(int=1), "neighbour", [("given", "Wilhelmina"), ("family", "Quennell")])
    content = preparing.letter(pages=1, line=f"{STRANGERS}\n\n{preparing.LINE}")
    words = words_on(BY_CODE["pdf"], io.BytesIO(content), 0)
    found = proposed_on(words, people_of([somebody], for_client=False))
    assert found.unlisted > 0
    assert "Wilhelmina Quennell" in [each.words for each in found.proposed]
    places = [int(each.key.split("-")[0]) for each in found.proposed]
    assert places == sorted(places)
    covered = proposed_on(
        words, people_of([somebody], for_client=False), None, found.proposed[0].covers
    )
    assert covered.unlisted == found.unlisted - 1
    assert found.proposed[0] not in covered.proposed


def test_what_the_matcher_finds_in_a_page_becomes_covers() -> None:
    somebody = known(UUID(int=1), "neighbour", [("given", "Wilhelmina"), ("family", "Quennell")])
    client = known(UUID(int=2), "client", [("given", "Page"), ("phone", "01632 960777")])
    letter = preparing.letter(line=f"{preparing.LINE} Ring 01632 960777.")
    words = words_on(BY_CODE["pdf"], io.BytesIO(letter), 0)
    found = proposed_on(words, people_of([somebody, client], for_client=False))
    hers = next(each for each in found.proposed if each.reason == "How to reach the client")
    assert (hers.words, {each.reason for each in hers.covers}) == ("01632 960777", {"harm"})
    alone = proposed_on(words, people_of([somebody, client], for_client=True))
    assert "How to reach the client" not in [each.reason for each in alone.proposed]
    names = [each for each in found.proposed if each.reason == "Name"]
    assert [each.words for each in names] == ["Wilhelmina Quennell"]
    (cover,) = names[0].covers
    assert cover.right - cover.left > 100


OTHER = Cover(100, 150, 600, 200, "third_party")
TOLD = "100-50-600-100 100-150-600-200"


def keep(client: Client, at: str, **said: object) -> str:
    told = {"leaves": "yes", "reason": "third_party", **said}
    return client.post(at, told, follow=True).content.decode()


@pytest.fixture
def at(draft: UUID) -> str:
    """Return the address of a page that was looked at and leaves, with nothing covered."""
    document = preparing.a_document(draft)
    look(preparing.taken(draft, document)[0], draft)
    return address("page", draft, document.id, 1)


def test_all_that_was_drawn_is_kept_with_what_was_typed(
    draft: UUID, at: str, signed_in: SignedIn
) -> None:
    client = signed_in(story.ASKER)
    assert "Kept. This is how" in keep(client, at, places=TOLD)
    assert leaving(draft)[0].pages == ((0, (PLACE, OTHER)),)
    typed = {"left": "0", "top": "90", "right": "1", "bottom": "91.5"}
    assert "Kept. This is how" in keep(client, at, places="0-0-1000-1", **typed)
    more = (Cover(0, 0, 1000, 1, "third_party"), Cover(0, 900, 10, 915, "third_party"))
    assert leaving(draft)[0].pages == ((0, (PLACE, OTHER, *more)),)


def test_what_was_drawn_on_a_page_that_stays_behind_is_kept(
    draft: UUID, at: str, signed_in: SignedIn
) -> None:
    assert "Kept. This is how" in keep(
        signed_in(story.ASKER), at, places=TOLD, leaves="no", why="harm"
    )
    with acting_as(story.who(story.ASKER)):
        page = Page.objects.get(request=draft, number=0)
        assert (page.covered, page.why) == ([PLACE, OTHER], "harm")


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "bad",
    [
        *("nonsense", "1-2-3", "1-2-3-4-5", "1.5-2-3-4", "٠-0-1-1", "1-2-3-4,5-6-7-8"),
        *("-5-0-10-10", "0-0-10--10", "0-0-1001-10", "0-0-10-99999999999999999999", "1e3-0-1-1"),
        *("10-0-10-10", "0-10-10-0", "600-50-100-100"),
    ],
)
def test_one_place_that_cannot_be_read_refuses_them_all(
    bad: str, draft: UUID, at: str, signed_in: SignedIn
) -> None:
    client = signed_in(story.ASKER)
    for told in (f"{bad} {TOLD}", f"100-50-600-100 {bad} 100-150-600-200", f"{TOLD} {bad}"):
        said = keep(client, at, places=told)
        assert "A place that was drawn can’t be read, and nothing was kept" in said
        assert f'name="places" value="{told}"' in said
    assert leaving(draft)[0].pages == ((0, ()),)


def test_what_was_drawn_stays_in_a_form_that_is_refused(
    draft: UUID, at: str, signed_in: SignedIn
) -> None:
    client = signed_in(story.ASKER)
    for wrong, says in (
        ({"reason": ""}, "Say why this place is withheld"),
        ({"reason": "because"}, "Select a valid choice"),
        ({"left": "10"}, "Say where all four edges"),
        ({"left": "70", "top": "5", "right": "60", "bottom": "10"}, "less than right"),
        ({"left": "-1", "top": "5", "right": "60", "bottom": "10"}, "Left edge"),
        ({"leaves": ""}, "What becomes of it"),
    ):
        said = keep(client, at, places=TOLD, **wrong)
        assert says in said
        assert "There is a problem" in said
        assert f'name="places" value="{TOLD}"' in said
    assert leaving(draft)[0].pages == ((0, ()),)


def test_what_was_drawn_outlasts_the_session(draft: UUID, at: str, signed_in: SignedIn) -> None:
    client = signed_in(story.ASKER)
    page = showing(client, at)
    client.logout()
    sent = client.post(at, page.sent(leaves="yes", reason="third_party", places=TOLD))
    assert leaving(draft)[0].pages == ((0, ()),)
    back = unquote(sent["Location"].partition("next=")[2])
    client = signed_in(story.ASKER)
    again = showing(client, back)
    assert again.form.fields["places"].value == TOLD
    said = again.sent(leaves="yes", reason="third_party")
    assert "Kept. This is how" in client.post(at, said, follow=True).content.decode()
    assert len(leaving(draft)[0].pages[0][1]) == len(TOLD.split())


def test_too_many_are_refused_and_none_of_them_lost(
    draft: UUID, at: str, signed_in: SignedIn
) -> None:
    client = signed_in(story.ASKER)
    every = [f"0-{n}-1000-{n + 1}" for n in range(MOST_COVERS)]
    assert "Kept. This is how" in keep(client, at, places=" ".join(every[:-1]))
    for told in ("0-900-1000-901 0-901-1000-902", " ".join([every[-1]] * 9_999)):
        said = keep(client, at, places=told)
        assert said.count(TOO_MANY) == 2
        assert f'name="places" value="{told}"' in said
    ((_, covers),) = leaving(draft)[0].pages
    assert len(covers) == MOST_COVERS - 1
    assert "Kept. This is how" in keep(client, at, places=every[-1])
