"""The file: who it is about, how to reach them safely, its timeline."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients import actions
from clients.models import Entry
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    HOSTILE,
    NEVER,
    assert_hidden,
    entries_of,
    file_of,
    give,
    path,
    reference,
    two_days_ago,
    without_tokens,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def page_of(client: Client, key: str, name: str = "file") -> str:
    answer = client.get(path(name, key))
    assert answer.status_code == 200
    return answer.content.decode()


def write(count: int, **words: str) -> list[Entry]:
    given: dict[str, Any] = {"kind": "note", "nature": "fact", "body": "It happened.", **words}
    with working_as("iss_worker") as by:
        return [
            actions.add_entry(file=file_of("amina"), by=by, happened_on=date(2024, 5, 6), **given)
            for _ in range(count)
        ]


def write_two_days_ago(key: str = "amina", by: str = "iss_worker") -> Entry:
    with working_as(by) as author:
        return Entry.objects.create(
            file=file_of(key),
            kind="note",
            nature="fact",
            body="Written the day before yesterday.",
            basis="",
            sensitive_kind="",
            happened_on=date(2024, 5, 6),
            author=author,
            written_at=two_days_ago(),
        )


def test_it_works(signed_in: SignedIn) -> None:
    page = page_of(signed_in("iss_worker"), "amina")
    for shown in (
        "Amina Farouk",
        reference("amina"),
        "2 April 1988",
        "07700 900101",
        "Safe contact",
    ):
        assert shown in page
    assert "She is staying at her sister's until Friday." in unescape(page)
    assert cast.PEOPLE["iss_worker"].name in page


@pytest.mark.clause("5.2.2")
def test_an_opinion_stands_with_its_basis(signed_in: SignedIn) -> None:
    page = page_of(signed_in("iss_worker"), "amina")
    opinion = page[page.index("She seems safer since") :]
    assert "Basis:</strong> She sleeps through the night" in opinion[:400]
    assert ">Opinion</span>" in page
    assert ">Fact</span>" in page


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize("person", ["iss_worker", "iss_manager"])
def test_it_shows_that_there_is_a_sensitive_fact_and_not_which(
    person: str, signed_in: SignedIn
) -> None:
    (sensitive,) = [e for e in entries_of("amina", "iss_worker") if e.sensitive]
    body, _ = words = _words(sensitive)
    assert "rape" in body
    page = without_tokens(page_of(signed_in(person), "amina"))
    assert "There is a sensitive fact here" in page
    assert path("entry", "amina", sensitive.id) in page
    assert not any(word and word in page for word in words)
    assert "rape" not in page.casefold()


def _words(entry: Entry) -> tuple[str, str]:
    with working_as("iss_worker"):
        return entry.body, entry.sensitive_kind


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("file", key), key)


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_opens_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", ended=True)
    assert_hidden(signed_in("iss_senior"), path("file", "amina"), "amina")


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(
    "typed", ["n9zg-v8kn", "x", "%00", "0000-0000", "N9ZG-V8KNX", "..%2f..", "☃"]
)
def test_what_is_no_reference_is_absent(typed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    absent = client.get(f"/files/{NEVER}/")
    answer = client.get(f"/files/{typed}/")
    assert answer.status_code == absent.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


def test_it_rejects_post(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").post(path("file", "amina")).status_code == 405


def test_every_section_is_there(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    sections = re.findall(r'sub-navigation__link" href="([^"]+)"', page_of(client, "amina"))
    for name in (
        "clients:file",
        "clients:third_party",
        "disclosures:consents",
        "disclosures:register",
    ):
        assert reverse(name, args=[reference("amina")]) in sections
    assert {client.get(address).status_code for address in sections} == {200}


@pytest.mark.clause("3.2.1")
def test_the_way_to_third_party_records_is_shown_with_their_right_only(
    signed_in: SignedIn,
) -> None:
    address = path("third_party", "amina")
    assert address in page_of(signed_in("iss_worker"), "amina")
    assert address not in page_of(signed_in("iss_manager"), "amina")


@pytest.mark.clause("3.2.1")
def test_third_party_records_are_not_in_the_file(signed_in: SignedIn) -> None:
    client, said = signed_in("iss_worker"), cast.THIRD_PARTY["body"]
    assert said in page_of(client, "amina", "third_party")
    assert said not in page_of(client, "amina")


@pytest.mark.clause("3.3.1")
@pytest.mark.edge("E1")
def test_a_wall_is_not_to_be_seen(signed_in: SignedIn) -> None:
    page = page_of(signed_in("iss_worker"), "amina")
    assert "Daniel Farouk" in page  # as she told it
    assert reference("daniel") not in page
    assert str(cast.FILES["daniel"].id) not in page
    assert "wall" not in re.sub(r"\s+|<[^>]+>", " ", page).casefold()


def test_who_may_only_read_is_shown_no_way_to_write(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view")
    reader = page_of(signed_in("iss_senior"), "amina")
    writer = page_of(signed_in("iss_worker"), "amina")
    for address in (path("add_entry", "amina"), path("close_file", "amina"), "/correct/"):
        assert address in writer
        assert address not in reader


@pytest.mark.clause("5.2.2")
def test_it_says_of_each_entry_whether_it_is_locked(signed_in: SignedIn) -> None:
    locked = write_two_days_ago()
    (fresh, *_) = entries_of("amina", "iss_worker")
    author, colleague = signed_in("iss_worker"), signed_in("iss_manager")
    for client, own in ((author, True), (colleague, False)):
        page = page_of(client, "amina")
        assert path("change_entry", "amina", locked.id) not in page
        assert page.count("<span>Locked</span>") == 1
        assert (path("change_entry", "amina", fresh.id) in page) is own
        assert ("Not locked yet" in page) is not own


@pytest.mark.clause("5.2.2")
def test_a_correction_stands_under_what_it_corrects(signed_in: SignedIn) -> None:
    wrong = write_two_days_ago()
    with working_as("iss_worker") as by:
        wrong.file = file_of("amina")
        actions.correct_entry(
            entry=wrong, by=by, nature="fact", body="It was Tuesday.", happened_on=date(2024, 5, 7)
        )
    page = page_of(signed_in("iss_worker"), "amina")
    original = page[page.index(f'id="entry-{wrong.id}"') :]
    assert "Written the day before yesterday." in original
    assert "Corrected" in original
    assert original.index("Written the day before") < original.index("It was Tuesday.")
    assert page.count("It was Tuesday.") == 1
    assert page.index("Correction of the note of 6 May 2024") < page.index(f"entry-{wrong.id}")


def test_pages_show_every_entry_once(signed_in: SignedIn) -> None:
    every = {*(e.id for e in write(70)), *(e.id for e in entries_of("amina", "iss_worker"))}
    client, address, listed, pages = signed_in("iss_worker"), path("file", "amina"), [], 0
    while address:
        page = client.get(address).content.decode()
        assert "Safe contact" in page
        listed += re.findall(r'id="entry-([0-9a-f-]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address, pages = older[1] if older else "", pages + 1
    assert pages == 3
    assert len(listed) == len(every) == 73
    assert set(listed) == set(map(str, every))


def test_an_empty_file_says_what_to_do_next(signed_in: SignedIn) -> None:
    with working_as("iss_worker") as by:
        new = actions.open_new_file(
            service="iss",
            particulars=actions.Particulars(name="Jo"),
            by=by,
            opened_on=timezone.localdate(),
        ).reference
    page = signed_in("iss_worker").get(f"/files/{new}/").content.decode()
    assert "Nothing is written yet" in page
    assert f"/files/{new}/entries/new/" in page


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_was_written_stays_text(words: str, signed_in: SignedIn) -> None:
    write(1, nature="opinion", body=words, basis=words)
    page = page_of(signed_in("iss_worker"), "amina")
    assert unescape(page).count(words) == 2
    assert "<script>alert" not in page


def test_two_files_look_different(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    bands = {re.search(r"band-\d", page_of(client, key))[0] for key in ("amina", "leila")}  # type: ignore[index]
    assert len(bands) == 2


def test_its_title_names_nobody(signed_in: SignedIn) -> None:
    title = re.search(r"<title>(.*?)</title>", page_of(signed_in("iss_worker"), "amina"))
    assert title
    assert reference("amina") in title[1]
    assert "Amina" not in title[1]


def test_it_asks_few_queries_and_no_more_for_more_entries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12) as few:
        page_of(client, "amina")
    for entry in write(20):
        with working_as("iss_worker") as by:
            entry.file = file_of("amina")
            actions.correct_entry(
                entry=entry, by=by, nature="fact", body="No.", happened_on=date(2024, 5, 7)
            )
    with assert_queries_at_most(12) as many:
        page_of(client, "amina")
    assert len(many) == len(few)
