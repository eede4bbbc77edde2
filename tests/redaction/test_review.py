"""What whoever reviews is shown of the words that they let leave: each where it stands (clause 3.2.1)."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from confidentiality.access.identity import acting_as
from disclosures.dossier import load_dossier
from disclosures.matcher.folding import fold
from disclosures.redaction.access import title_of
from disclosures.redaction.sentences import Text, WhatLeaves, places_in
from disclosures.redaction.steps import ON_PAGE, TYPED, Stop
from tests.disclosures import story
from tests.disclosures.pages import SignedIn, page
from tests.disclosures.story import MANAGER, who
from tests.people.working import add
from tests.queries import assert_queries_at_most
from tests.redaction.test_preparing import NEIGHBOUR
from tests.redaction.working import a_request, withhold

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]


def to_allow(html: str) -> dict[str, list[tuple[str, ...]]]:
    """Return what may leave by the reviewer's word: where it stands, with the way there, as it is read at its tick."""
    found = {}
    for tick in html.split('name="stops"')[1:]:
        label = re.findall("<label .*?>(.*?)</label>", tick, re.DOTALL)[0]
        places = re.findall("<li>(.*?)</li>", tick.partition('name="outcome"')[0], re.DOTALL)
        ways = [re.findall('href="(.*?)"', each) for each in places]
        found[_words(label)] = [
            (_words(each), *way) for each, way in zip(places, ways, strict=True)
        ]
    return found


def _words(html: str) -> str:
    return " ".join(unescape(re.sub("<.*?>", "", html)).split())


def titles(request: UUID) -> list[str]:
    with acting_as(who(MANAGER)):
        return [title_of(row) for row in load_dossier(story.get(request)).items]


def test_each_word_that_may_leave_stands_in_its_sentences_with_the_way_there(
    signed_in: SignedIn,
) -> None:
    add(NEIGHBOUR)
    told = f"{'She came. ' * 12}Her friend Sheila Oddell rang at nine. {'She slept. ' * 12}"
    request = a_request(told, *["Then SHEILA ODDELL came by."] * 4)
    story.submit(request)
    client = signed_in(MANAGER)
    with assert_queries_at_most(12):
        shown = page(client, f"/disclosures/{request}/review/")
    places = to_allow(shown)["“Sheila Oddell”: name"]
    day = titles(request)[0]
    assert len(places) == 5
    more = shown.partition("<summary>and 2 more</summary>")[2].partition("</details>")[0]
    assert more.count("<li>") == 2  # three are shown at once
    for said, way in places:
        (section,) = re.findall(f'<section [^>]*id="{way[1:]}".*?</h2>.*?</div>', shown, re.DOTALL)
        if "SHEILA" in said:
            assert said == f"Then SHEILA ODDELL came by. {day}"
            assert "SHEILA ODDELL" in section
        else:
            assert said.startswith("… came. She came.")
            assert "Her friend Sheila Oddell rang at nine. She slept." in said
            assert said.endswith(f"… {day}")
            assert "Her friend" in _words(section)
    assert {way for _, way in places} == {f"#entry-{number}" for number in range(1, 6)}


def test_what_stands_in_the_words_that_say_why_is_said_to_stand_there(signed_in: SignedIn) -> None:
    """In no entry that leaves: of what is withheld there, nothing is shown."""
    add(NEIGHBOUR)
    request = a_request(
        "Sheila Oddell rang at nine.", why="Sheila Oddell of Tamarisk Lane asked us to write."
    )
    withhold(request, "Sheila Oddell")
    story.submit(request)
    shown = page(signed_in(MANAGER), f"/disclosures/{request}/review/")
    allowed = to_allow(shown)
    said = "Sheila Oddell of Tamarisk Lane asked us to write. Why"
    assert allowed["“Sheila Oddell”: name"] == [(said, "#about")]
    (typed,) = (places for words, places in allowed.items() if "Tamarisk" in words)
    assert typed == [(said, "#about")]
    assert '<div id="about">' in shown


def test_what_stands_around_the_texts_is_not_passed_over(
    signed_in: SignedIn, settings: Any
) -> None:
    add(NEIGHBOUR)
    settings.ORGANISATION_NAME = "The Sheila Oddell Trust"
    request = a_request("She came.", "Then Sheila Oddell rang.")
    story.submit(request)
    shown = page(signed_in(MANAGER), f"/disclosures/{request}/review/")
    in_entry, elsewhere = to_allow(shown)["“Sheila Oddell”: name"]
    assert in_entry[1] == "#entry-2"
    assert elsewhere[0].startswith(
        "Once in none of the texts above: look for it in the letter’s head"
    )


def test_the_same_words_are_said_once_to_be_left_in(signed_in: SignedIn) -> None:
    add(NEIGHBOUR)
    request = a_request("Sheila Oddell rang. Sheila Oddell came.", "Sheila Oddell left.")
    story.submit(request)
    shown = _words(page(signed_in(MANAGER), f"/disclosures/{request}/review/"))
    assert shown.count("Left in by a decision: “Sheila Oddell”.") == 2  # once for each entry


def a_stop(words: str, *, says: str = "Name", key: str = "name", times: int = 1) -> Stop:
    return Stop(f"{key}:{fold(words).letters}", words, says, times)


def test_words_are_found_however_they_are_written_and_whole_before_in_others() -> None:
    def found(text: str, words: str) -> list[str]:
        return [text[start:end] for start, end in places_in(fold(text), fold(words).letters)]

    assert found("Gazette: GAZ, gaz’s, G-az and Gäz.", "Gaz") == ["GAZ", "gaz", "G-az", "Gäz"]
    assert found("big azure", "Gaz") == ["g az"]  # of no use, but nothing is passed over
    assert found("She came.", "Gaz") == []
    assert found("She came.", "…") == []


def test_each_is_looked_for_where_it_was_found() -> None:
    typed, copied, on_page = (Text(name, f"#{name}", "Gaz came.") for name in ("Why", "1", "Page"))
    texts = WhatLeaves((typed,), (copied,), (on_page,))

    def at(stop: Stop) -> list[str]:
        return [each.title for each in texts.where(stop)]

    assert at(a_stop("Gaz")) == ["Why", "1"]
    assert at(a_stop("Gaz", says=f"May be a name{TYPED}")) == ["Why"]
    assert at(a_stop("Gaz", key=f"{ON_PAGE}name")) == ["Page"]
    assert at(a_stop("Oona")) == []
