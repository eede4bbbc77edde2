"""What the machine points out in words that go without a review: whoever lets them go says why, and it is kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clients.people.details import Details
from confidentiality.access.identity import acting_as
from disclosures.actions import NotNow
from disclosures.dossier import load_dossier
from disclosures.models import Release
from disclosures.pointed import REASONS, from_stored, pointed_out
from disclosures.redaction.access import to_weigh_at_once
from tests.contacting.working import tell
from tests.disclosures import story
from tests.disclosures.pages import address, day, hidden, page, step_up
from tests.disclosures.story import ASKER, MANAGER, who
from tests.disclosures.test_urgent import COLLEAGUE, FRIDAY_CALL, REFERENCE, _let_in
from tests.people.working import add

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E47"), pytest.mark.clause("4.4.2", "3.2.1")]
SignedIn = Callable[[str], Client]
PLANTED = "He knows that she is HIV positive, and rang from 07700 900123."
NEEDED = REASONS["needed"]


def kept(made: Release) -> Any:
    """What a release keeps of it."""
    with acting_as(who(ASKER)):
        return Release.objects.get(id=made.id).pointed_out


@pytest.mark.slow
@pytest.mark.parametrize("where", ["text", "grounds"])
def test_nothing_goes_first_with_words_that_nobody_has_looked_at(where: str) -> None:
    grounds = story.urgent().grounds
    more: dict[str, Any] = (
        {"text": PLANTED}
        if where == "text"
        else {"grounds": grounds.__class__(why=PLANTED, not_told=grounds.not_told)}
    )
    request_id = story.an_urgent_draft(**more)
    for why in ("", "  "):
        with pytest.raises(NotNow, match="points out words") as refused:
            story.release_ahead(request_id, may_go=why)
        assert "HIV" not in str(refused.value)  # a trace of it may lie anywhere
    with acting_as(who(ASKER)):
        assert not Release.objects.exists()
    made = story.release_ahead(request_id, may_go="needed")
    assert kept(made) == {"words": ["HIV positive", "07700 900123"], "why": "needed"}
    plain = story.release_ahead(story.an_urgent_draft())  # nothing to look at
    assert kept(plain) is None


@pytest.mark.slow
def test_the_page_asks_once_and_shows_it_to_whoever_looks_afterwards(signed_in: SignedIn) -> None:
    request_id, plain = story.an_urgent_draft(text=PLANTED), story.an_urgent_draft()
    asker = signed_in(ASKER)
    step_up(asker, ASKER)
    html = page(asker, address("release", request_id))
    assert "“HIV positive”: a sensitive word" in html
    assert 'name="may_go"' in html
    assert 'name="may_go"' not in page(asker, address("release", plain))
    with acting_as(who(ASKER)):
        content = load_dossier(story.get(request_id)).digest
    ticks = {"content": content, "has_read": "on", "knows_policy": "on", "confirmed": "on"}
    assert (
        "Why may the words go" in asker.post(address("release", request_id), ticks).content.decode()
    )
    gone = asker.post(address("release", request_id), {**ticks, "may_go": "needed"})
    assert gone.status_code == 302
    package = UUID(gone["Location"].split("/")[-2])
    for at in ("look_after", "package"):
        shown = page(signed_in(MANAGER), address(at, package))
        assert '<q dir="auto">HIV positive</q>' in shown, at
        assert NEEDED in shown, at


@pytest.mark.slow
def test_nobody_lets_words_go_that_were_not_shown(signed_in: SignedIn) -> None:
    """Whom only the file knows is looked for once it is sent: the page is shown again with those words."""
    add(Details(relation="ex_partner", aliases=("sunny",)))
    request_id = story.an_urgent_draft(text=f"{PLANTED} sunny has a key.")
    asker, place = signed_in(ASKER), address("release", request_id)
    step_up(asker, ASKER)
    assert "“sunny”" not in page(asker, place)
    with acting_as(who(ASKER)):
        content = load_dossier(story.get(request_id)).digest
    ticks = {"content": content, "has_read": "on", "knows_policy": "on", "confirmed": "on"}
    again = asker.post(place, {**ticks, "may_go": "needed"})
    assert again.status_code == 200
    html = again.content.decode()
    assert "“sunny”" in html
    assert hidden(html, "shown") == "all"
    gone = asker.post(place, {**ticks, "may_go": "needed", "shown": "all"})
    assert gone.status_code == 302
    with acting_as(who(ASKER)):
        release = Release.objects.get()
        assert "sunny" in release.pointed_out["words"]
        package = release.package.id
    for at in ("look_after", "package"):  # a manager may not know who is tied to the file
        shown = page(signed_in(MANAGER), address(at, package))
        assert '<q dir="auto">HIV positive</q>' in shown, at
        assert '<q dir="auto">sunny</q>' not in shown, at
    assert '<q dir="auto">sunny</q>' in page(asker, address("package", package))


@pytest.mark.slow
@pytest.mark.clause("1.2")
def test_what_was_told_already_is_taken_whatever_it_holds_and_marked_where_nobody_says_why(
    signed_in: SignedIn,
) -> None:
    asker, place = signed_in(ASKER), address("record_told", REFERENCE, "threat")

    def told(**changes: str) -> Release:
        said = {**FRIDAY_CALL, "token": str(uuid4()), **day("on", 0), **changes}
        answer = asker.post(place, said)
        assert answer.status_code == 302, answer.content.decode()
        with acting_as(who(ASKER)):
            return Release.objects.latest("released_at")

    made = told(text=PLANTED)
    assert made.against_procedure
    assert kept(made)["why"] == ""
    with acting_as(who(ASKER)):
        package = made.package.id
    assert "Nobody has said why they went" in page(
        signed_in(MANAGER), address("look_after", package)
    )
    said = told(text=PLANTED, may_go="They asked what he knows.")
    assert not said.against_procedure
    assert kept(said) == {
        "words": ["HIV positive", "07700 900123"],
        "why": "They asked what he knows.",
    }
    assert kept(told()) is None


def test_each_word_is_kept_once_and_nothing_where_there_is_none() -> None:
    found = pointed_out(["HIV", "Noah", "HIV"], "mistaken")
    assert found.words == ("HIV", "Noah")
    assert from_stored(found.as_stored()) == found
    assert found.reason == REASONS["mistaken"]
    assert not found.unsaid
    assert pointed_out(["HIV"], " ").unsaid
    assert not pointed_out([], "").unsaid
    assert pointed_out([], "needed").as_stored() is None
    assert from_stored(None) is None


@pytest.mark.slow
@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
@pytest.mark.parametrize(
    "where", ["3 Quay Lane, Westbrook", "WB2 3EF", "14 larch rd", "amina@example.org"]
)
def test_her_own_address_is_weighed_where_nobody_reviews_it(by: str, where: str) -> None:
    """What is the client's own is known to whoever receives, but where and how to find her: it is shown, and held."""
    tell()
    _let_in(COLLEAGUE)
    request_id = story.an_urgent_draft(by, text=f"He is on his way to {where} now.")
    with pytest.raises(NotNow, match="points out words"):
        story.release_ahead(request_id, by)
    made = story.release_ahead(request_id, by, may_go="needed")
    with acting_as(who(by)):
        words = Release.objects.get(id=made.id).pointed_out["words"]
    assert where.split(",")[0] in " ".join(words)


@pytest.mark.slow
@pytest.mark.parametrize("by", [ASKER, COLLEAGUE])
def test_her_own_name_is_known_to_whoever_receives(by: str) -> None:
    """By what she alone is known nothing is asked of whoever may read for others; it is only where she is."""
    tell()
    _let_in(COLLEAGUE)
    request_id = story.an_urgent_draft(by, text="Amina is at home.")
    with acting_as(who(by)):
        found = to_weigh_at_once(
            story.get(request_id), [story.get(request_id).text], story.worker(by)
        )
    assert bool(found) is (by == COLLEAGUE)
