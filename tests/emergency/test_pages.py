"""The pages of emergency access: what they show to whom, and that one ask tells no more than another."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clients.emergency import actions
from clients.emergency.fence_sql import MOST_ASKS
from confidentiality.drafts.place import read_place
from tests import cast
from tests.addresses import ask as answer_of
from tests.clients.questions import NEVER, path, reference, without_tokens
from tests.drafts.working import showing, words_of
from tests.emergency.working import ASKER, FILE, REASON, end, opened, sees

pytestmark = [pytest.mark.django_db, pytest.mark.edge("E2")]
SessionOf = Callable[[str], Client]


def _form(reference: str, **more: str) -> dict[str, str]:
    return {
        "reference": reference,
        "reason": REASON,
        "at_risk": "on",
        "token": str(uuid4()),
        **more,
    }


def test_asking_opens_the_safety_page_and_the_file(session_of: SessionOf) -> None:
    client = session_of(ASKER)
    assert client.get(path("file", "leila")).status_code == 404
    answer = client.post("/emergency/", _form(reference("leila").lower().replace("-", " ")))
    assert answer["Location"] == f"/files/{reference('leila')}/safety/"
    page = client.get(answer["Location"]).content.decode()
    assert cast.FILES["leila"].name in page
    assert "60 minutes from now" in page
    assert "reviewed by Ruth Adair" in page
    assert client.get(path("file", "leila")).status_code == 200
    assert client.get(path("third_party", "leila")).status_code == 403
    assert client.get(path("close_file", "leila")).status_code == 403


def test_without_a_fresh_proof_nothing_opens(signed_in: SessionOf) -> None:
    answer = signed_in(ASKER).post("/emergency/", _form(reference("leila")))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/2fa/reauthenticate/")
    assert not sees(ASKER, "leila")


def test_a_password_alone_is_no_fresh_proof(signed_in: SessionOf) -> None:
    client = signed_in(ASKER)
    password = cast.password_of(cast.PEOPLE[ASKER])
    assert client.post("/account/reauthenticate/", {"password": password}).status_code == 302
    assert client.post("/emergency/", _form(reference("leila"))).status_code == 302
    assert not sees(ASKER, "leila")


DRAWN = r'name="(token|draft_writer)" value="[^"]+"'


def _place(found: re.Match[str]) -> str:
    """Return what the signed place of a draft says, but for the draft's id."""
    place = read_place(found[1])
    assert place is not None
    return repr(replace(place, draft=place.person))


@pytest.mark.attack("A1")
@pytest.mark.clause("3.3.1")
def test_hidden_couple_and_never_drawn_answer_alike_to_the_byte(session_of: SessionOf) -> None:
    pages = []
    for asked in (NEVER, reference("daniel"), reference("craig")):
        client = session_of("iss_worker")
        page = client.post("/emergency/", _form(asked))
        assert page.status_code == 200
        text = re.sub(DRAWN, "", without_tokens(page.content.decode()))
        text = re.sub(r'name="draft" value="([^"]+)"', _place, text)
        pages.append((text.replace(asked, "REFERENCE"), sorted(page.headers.items())[:-1]))
    assert pages[1] == pages[0]
    assert pages[2] == pages[0]
    assert "Nothing was opened" in pages[0][0]
    assert answer_of(session_of("iss_worker"), "get", path("file", "daniel")).status == 404


@pytest.mark.attack("A13")
def test_asking_too_often_says_so_in_words(session_of: SessionOf) -> None:
    client = session_of(ASKER)
    for _ in range(MOST_ASKS):
        client.post("/emergency/", _form(NEVER))
    assert "six times within an hour" in client.post("/emergency/", _form(NEVER)).content.decode()


def test_a_reason_is_asked_for_and_kept_when_the_reference_is_wrong(session_of: SessionOf) -> None:
    page = session_of(ASKER).post("/emergency/", _form("not one")).content.decode()
    assert "eight letters and numbers" in page
    assert REASON.split(":")[0] in page
    page = session_of(ASKER).post("/emergency/", _form(NEVER, reason="  ")).content.decode()
    assert "Error" in page


def test_the_navigation_counts_what_waits(session_of: SessionOf) -> None:
    manager = session_of("iss_manager")
    assert "To decide (" not in manager.get("/policy/").content.decode()
    opened()
    assert "To decide (1)" in manager.get("/policy/").content.decode()
    assert "To decide (" not in session_of("dvpp_manager").get("/policy/").content.decode()


def test_the_manager_ends_reads_and_reviews(session_of: SessionOf) -> None:
    access_id, manager = opened(), session_of("iss_manager")
    address = f"/emergency/reviews/{access_id}/"
    assert "can be reviewed once it has ended" in manager.get(address).content.decode()
    assert manager.post(address, {"outcome": "justified", "finding": "-"}).status_code == 200
    assert manager.post(f"/emergency/{access_id}/end/")["Location"] == "/emergency/reviews/"
    page = manager.get(address).content.decode()
    assert "the police" in page
    assert "Opened the file in an emergency" in page
    assert manager.post(address, {"outcome": "not_justified", "finding": "No."}).status_code == 302
    lead = session_of("safeguarding_lead").get("/emergency/reviews/").content.decode()
    assert reference(FILE) in lead
    past = session_of("iss_colleague").get(f"/files/{reference(FILE)}/emergency/").content.decode()
    assert "Not justified, by Ruth Adair" in past


def test_whoever_is_overtaken_keeps_what_they_found(
    session_of: SessionOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    access_id, manager = opened(), session_of("iss_manager")
    end(access_id)
    before, at_once = (
        showing(manager, f"/emergency/reviews/{access_id}/").sent(
            outcome="justified", finding=words
        )
        for words in ("I rang the police.", "Her sister says otherwise.")
    )
    first = showing(manager, f"/emergency/reviews/{access_id}/")
    # the second is stopped by the database, as if both had been sent at the same moment
    with monkeypatch.context() as patched:
        patched.setattr(actions, "review", lambda **_: False)
        manager.post(f"/emergency/reviews/{access_id}/", at_once)
    sent = first.sent(outcome="justified", finding="Sound.")
    assert manager.post(f"/emergency/reviews/{access_id}/", sent)["Location"].endswith("/reviews/")
    manager.post(f"/emergency/reviews/{access_id}/", before)
    page = manager.get("/emergency/reviews/").content.decode()
    assert page.count("reviewed it meanwhile. What you wrote is kept under Drafts") == 2
    assert {each["finding"] for each in words_of("iss_manager")} == {
        "I rang the police.",
        "Her sister says otherwise.",
    }


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    "key", ["iss_worker", "dvpp_manager", "safeguarding_lead", "records_admin"]
)
def test_hidden_equals_absent_for_everybody_else(key: str, session_of: SessionOf) -> None:
    access_id, never = opened(), UUID(int=7)
    end(access_id)
    client = session_of(key)
    for method, address in (
        ("get", "/emergency/reviews/{}/"),
        ("post", "/emergency/reviews/{}/"),
        ("post", "/emergency/{}/end/"),
        ("post", "/emergency/searches/{}/answer/"),
    ):
        there = answer_of(client, method, address.format(access_id))
        assert there.status == 404
        assert there == answer_of(client, method, address.format(never))


def test_a_search_is_answered_by_word_of_mouth(session_of: SessionOf) -> None:
    asker, manager = session_of(ASKER), session_of("iss_manager")
    asker.post("/emergency/search/", {"words": "A woman called Siobhán", "token": str(uuid4())})
    page = manager.get("/emergency/reviews/").content.decode()
    address = re.search(r"/emergency/searches/[0-9a-f-]+/answer/", page)
    assert address
    assert "A woman called Siobhán" in manager.get(address[0]).content.decode()
    assert "A woman called" in manager.post(address[0], {}).content.decode()
    for _ in range(2):  # answered twice is answered once
        assert manager.post(address[0], {"told": "on"})["Location"] == "/emergency/reviews/"
    assert address[0] not in manager.get("/emergency/reviews/").content.decode()
    said = asker.get("/emergency/").content.decode()
    assert "Ruth Adair has looked and tells you" in said
