"""The search: over what one may see, by every kind of word, and no word of it anywhere afterwards."""

import re
import time
from collections.abc import Callable
from datetime import date
from unittest.mock import patch
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.cache import cache
from django.test import Client

from clients import actions
from clients.models import CaseFile
from clients.searching.carrying import carried, carry
from clients.searching.terms import terms_of
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.index.keeping import keep_index
from confidentiality.sealing.index.tokens import Kind, Term
from tests import cast
from tests.addresses import Answer, ask, mask
from tests.clients.questions import (
    HIDDEN_FROM,
    end_grants,
    give,
    path,
    reference,
    without_tokens,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
REFERENCE = re.compile(r'href="/files/([2-9A-Z]{4}-[2-9A-Z]{4})/"')
LIVE = {"HX-Request": "true"}


def open_files(*names: str, by: str = "iss_worker", **particulars: object) -> list[str]:
    with working_as(by) as worker:
        return [
            actions.open_new_file(
                service=worker.service,
                particulars=actions.Particulars(name=name, **particulars),  # type: ignore[arg-type]
                by=worker,
                opened_on=date(2024, 1, 1),
            ).reference
            for name in names
        ]


def found(client: Client, words: str) -> list[str]:
    """Return the references on the page to which a search leads."""
    answer = client.post("/search/", {"words": words})
    assert answer.status_code == 302, answer.content.decode()
    return REFERENCE.findall(client.get(answer["Location"]).content.decode())


@pytest.mark.parametrize(
    "words",
    [
        "Amina",
        "ami",
        "FAROUK",
        "amina farouk",
        "Farouk Amína",
        "02/04/1988",
        "1988-04-02",
        "07700 900101",
        "+447700900101",
        "Amina 2 April 1988",
        "farouk 07700900101",
        "Ameena",  # sounds like her
    ],
)
def test_it_finds_by_any_of_her_words(words: str, signed_in: SignedIn) -> None:
    assert found(signed_in("iss_worker"), words) == [reference("amina")]


@pytest.mark.parametrize(
    "words", ["Amina 3 April 1988", "Amina Haddad", "Daniel", "amina x faroukova"]
)
def test_every_word_has_to_fit(words: str, signed_in: SignedIn) -> None:
    assert found(signed_in("iss_worker"), words) == []


def test_it_finds_by_postcode_and_by_the_name_she_is_known_as(signed_in: SignedIn) -> None:
    (made,) = open_files(
        "Zofia Nowak", known_as=["Sophie"], contact={"phones": [], "postcode": "LS1 4AP"}
    )
    for words in ("ls14ap", "Sophie", "zofia ls1 4ap"):
        assert found(signed_in("iss_worker"), words) == [made]


@pytest.mark.clause("3.3.1")
def test_a_partner_s_name_finds_nobody(signed_in: SignedIn) -> None:
    """It would lead from one half of a couple to the other."""
    assert found(signed_in("iss_worker"), "Leila") == [reference("leila")]
    assert found(signed_in("iss_worker"), "Tom Haddad") == []


@pytest.mark.parametrize("loosely", [str.lower, lambda r: r.replace("-", ""), lambda r: f" {r} "])
def test_a_reference_leads_to_its_file(loosely: Callable[[str], str], signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").post("/search/", {"words": loosely(reference("amina"))})
    assert answer.status_code == 302
    assert answer["Location"] == path("file", "amina")


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("name", ["Samantha", "Anna-Ruth", "Jeanette"])
def test_a_name_that_looks_like_a_reference_is_a_name(name: str, signed_in: SignedIn) -> None:
    (made,) = open_files(f"{name} Vale")
    assert found(signed_in("iss_worker"), name) == [made]


@pytest.mark.clause("3.3.1")
def test_it_shows_a_reference_and_initials_and_no_name(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    answer = client.post("/search/", {"words": "2/4/1988"})
    page = client.get(answer["Location"]).content.decode()
    assert "A.F." in page
    assert "Amina" not in page
    assert "Farouk" not in page


@pytest.mark.attack("A1")
@pytest.mark.clause("3.3.1")
@pytest.mark.edge("E1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_what_is_hidden_is_found_no_more_than_what_never_was(
    person: str, key: str, signed_in: SignedIn
) -> None:
    client, file = signed_in(person), cast.FILES[key]
    for words, nobody in (
        (file.name, "Ottoline Vance"),
        (file.name.split()[0][:3], "Ott"),
        (str(file.born), "1931-01-01"),
        (file.phone or "07700 900101", "07700 900999"),
        (file.reference, never_like(file.reference)),
    ):
        there, absent = searched(client, words), searched(client, nobody)
        assert set(there.queries) ^ set(absent.queries) == set(), words
        assert there == absent
        live = [
            client.post("/search/", {"words": each}, headers=LIVE).content.decode()
            for each in (words, nobody)
        ]
        assert live[0] == live[1]
        assert file.reference not in live[0]


def never_like(reference: str) -> str:
    """Return a reference that was never drawn, a letter or digit at its end as the other has."""
    last, others = reference[-1], "23" if reference[-1].isdigit() else "XY"
    return reference[:-1] + others[last == others[0]]


def searched(client: Client, words: str) -> Answer:
    """Return the whole answer to a search, what was typed masked."""
    sent = client.post("/search/", {"words": words})
    assert sent.status_code == 302
    answer = ask(client, "get", sent["Location"])
    sealed = sent["Location"].partition("q=")[2]
    body = mask(answer.body, "/").replace(words, "WORDS").replace(sealed, "SEALED")
    return Answer(answer.status, answer.headers, body, answer.queries)


def test_the_comparison_finds_what_is_there(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    there, nobody = searched(client, "Amina Farouk"), searched(client, "Ottoline Vance")
    assert there.body != nobody.body
    assert there.queries != nobody.queries


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_finds_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view")
    assert found(signed_in("iss_senior"), "Amina") == [reference("amina")]
    end_grants("amina", "iss_senior")
    assert found(signed_in("iss_senior"), "Amina") == []


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("words", ["Amina Farouk", "07700 900101", "Ottoline"])
def test_what_is_typed_stands_in_no_address_event_or_cache(words: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    sent = client.post("/search/", {"words": words})
    client.get(sent["Location"])
    client.post("/search/", {"words": words}, headers=LIVE)
    with acting_as(cast.PEOPLE["records_admin"].id):
        events = [str(event.__dict__) for event in Event.objects.all()]
    redis = cache._cache.get_client()  # type: ignore[attr-defined]
    kept = [bytes(redis.dump(key) or b"").decode("latin-1") for key in redis.keys("*")]
    assert any("files_searched" in event for event in events)
    # five digits alone may stand in any id or time
    parts = {words, words.replace(" ", ""), *(part for part in words.split() if part.isalpha())}
    for part in parts:
        for place in (sent["Location"], *events, *kept):
            assert part not in place


def test_what_it_showed_is_recorded(signed_in: SignedIn) -> None:
    found(signed_in("iss_worker"), "Amina")
    with acting_as(cast.PEOPLE["records_admin"].id):
        event = Event.objects.filter(action="files_searched").latest("at")
    assert event.person == cast.PEOPLE["iss_worker"].id
    assert event.ids == [str(cast.FILES["amina"].id)]


def test_a_sealed_search_is_for_its_own_worker_and_ends(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    sent = client.post("/search/", {"words": "Amina"})["Location"]
    assert "That search is over" in signed_in("iss_colleague").get(sent).content.decode()
    assert reference("amina") in client.get(sent).content.decode()
    with patch("time.time", return_value=time.time() + 901):
        sealed = parse_qs(urlparse(sent).query)["q"][0]
        with working_as("iss_worker") as worker:
            assert carried(sealed, worker) is None


def test_sealed_words_tell_no_length() -> None:
    with working_as("iss_worker") as worker:
        assert len(carry("Al", worker)) == len(carry("Oluwaseun Adébáyò-Wójcik", worker))
        assert carried(carry("Ọlá\n", worker), worker) == "Ọlá\n"


@pytest.mark.parametrize("broken", ["x", "gAAAA", "é", "a" * 5000, "\x00"])
def test_a_broken_search_begins_anew(broken: str, signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").get("/search/", {"q": broken})
    assert answer.status_code == 200
    assert REFERENCE.findall(answer.content.decode()) == []


@pytest.mark.parametrize("typed", ["", "x", "?", "\x00", "x" * 101])
def test_what_cannot_be_looked_for_is_told_so_plainly(typed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    answer = client.post("/search/", {"words": typed})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    live = client.post("/search/", {"words": typed}, headers=LIVE)
    assert (live.status_code, live.content) == (200, b"")


def test_while_typing_the_part_that_is_found_comes_back(signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").post("/search/", {"words": "ami"}, headers=LIVE)
    page = answer.content.decode()
    assert REFERENCE.findall(page) == [reference("amina")]
    assert "<html" not in page
    by_reference = {"words": reference("leila").lower()}
    page = signed_in("iss_worker").post("/search/", by_reference, headers=LIVE).content.decode()
    assert REFERENCE.findall(page) == [reference("leila")]


def test_who_sounds_like_it_comes_when_nobody_is_spelt_so(signed_in: SignedIn) -> None:
    made = open_files("Mohammed Iqbal", "Muhammad Aziz")
    client = signed_in("iss_worker")
    assert found(client, "Mohammed") == [made[0]]
    page = client.post("/search/", {"words": "Mohamad"}, headers=LIVE).content.decode()
    assert set(REFERENCE.findall(page)) == set(made)
    assert "Nobody is spelt like this" in page


@pytest.mark.slow
def test_pages_show_every_file_once(signed_in: SignedIn) -> None:
    names = [f"Marian{chr(97 + each % 26)}{chr(97 + each // 26)} Oduya" for each in range(60)]
    every = set(open_files(*names))
    client = signed_in("iss_worker")
    address = client.post("/search/", {"words": "mari odu"})["Location"]
    listed, pages = [], 0
    while address:
        page = client.get(address).content.decode()
        listed += REFERENCE.findall(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address, pages = older[1].replace("&amp;", "&") if older else "", pages + 1
    assert pages == 3
    assert len(listed) == 60
    assert set(listed) == every


def test_it_asks_few_queries_and_no_more_for_more_files(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    open_files("Maria Vale")
    address = client.post("/search/", {"words": "maria"})["Location"]
    with assert_queries_at_most(12) as few:
        assert len(REFERENCE.findall(client.get(address).content.decode())) == 1
    open_files(*(f"Maria Vale{chr(97 + each)}" for each in range(24)))
    with assert_queries_at_most(12) as many:
        assert len(REFERENCE.findall(client.get(address).content.decode())) == 25
    assert len(many) == len(few)


def test_a_token_shared_by_chance_shows_nobody(signed_in: SignedIn) -> None:
    """Tokens are short: what they find is opened, and shown only if it really is what was looked for."""
    client = signed_in("iss_worker")
    (made,) = open_files("Ottoline Vance")
    with working_as("iss_worker"):
        file = CaseFile.objects.get(reference=made)
        lies = [Term(Kind.BEGINNING, "amin"), Term(Kind.BORN, "1988-04-02")]
        keep_index(file.id, [*terms_of(file), *lies])
    assert found(client, "amina") == [reference("amina")]
    assert found(client, "2/4/1988") == [reference("amina")]
    assert found(client, "ottoline") == [made]


def test_page_is_plain_without_files(signed_in: SignedIn) -> None:
    assert found(signed_in("hr"), "Amina") == []
    page = without_tokens(signed_in("hr").get("/search/").content.decode())
    assert 'name="words"' in page
