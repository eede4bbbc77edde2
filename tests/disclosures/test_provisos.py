"""A client's limits: nothing of them is lost between the rules and the column that keeps them (3.3.2 d)."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.obstacle import Stage
from disclosures.picture import Proviso, ProvisoKind, Recipient
from disclosures.provisos import for_letter, from_stored, in_words, to_client, to_stored
from disclosures.rules import obstacles
from tests.disclosures.pictures import complete, consent_with

pytestmark = pytest.mark.clause("3.3.2 d")
DAY, WHO = date(2026, 3, 1), UUID(int=7)
LIMITS = st.builds(
    Proviso,
    kind=st.sampled_from(ProvisoKind) | st.text(max_size=12),
    item=st.none() | st.uuids(),
    agency=st.none() | st.uuids(),
    day=st.none() | st.dates(),
    words=st.text(max_size=20),
    acknowledged_by=st.just(frozenset({WHO})),
)


@given(limits=st.lists(LIMITS, max_size=4))
def test_what_is_kept_comes_back_whole(limits: list[Proviso]) -> None:
    stored = json.loads(json.dumps(to_stored(limits)))
    assert from_stored(stored, acknowledged_by=frozenset({WHO})) == tuple(limits)
    again = from_stored(stored)
    assert all(limit.acknowledged_by == frozenset() for limit in again)
    assert all(isinstance(a.kind, ProvisoKind) == (a.kind in set(ProvisoKind)) for a in again)


def test_the_column_s_own_words() -> None:
    """Pinned: rows that were written before are read by them."""
    limit = Proviso(ProvisoKind.NOT_BEFORE, item=WHO, agency=WHO, day=DAY, words="Mornings")
    kept = {"kind": "not_before", "item": str(WHO), "agency": str(WHO), "day": "2026-03-01"}
    assert to_stored([limit]) == [{**kept, "words": "Mornings"}]
    empty = dict.fromkeys(("item", "agency", "day", "words"), "")
    assert to_stored([Proviso("unheard of")]) == [{"kind": "unheard of", **empty}]


@pytest.mark.parametrize(
    ("limit", "ours", "letter"),
    [
        (Proviso(ProvisoKind.NOT_THIS_ITEM, item=WHO), "One entry is not to be shared.", ""),
        (
            Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=WHO),
            "One agency is not to receive anything.",
            "",
        ),
        (Proviso(ProvisoKind.NOT_THIS_PERSON, words="Kezia Plum"), "Not to Kezia Plum.", ""),
        (Proviso(ProvisoKind.ONLY_VERBALLY), "Only by word of mouth.", ""),
        (Proviso(ProvisoKind.NOT_BEFORE, day=DAY), None, "Not before 1 March 2026."),
        (Proviso(ProvisoKind.NOT_AFTER, day=DAY), None, "Not after 1 March 2026."),
        (Proviso(ProvisoKind.OWN_WORDS, words="Mornings"), None, "In their own words: “Mornings”"),
        (Proviso("unheard of", words="Mornings"), "A limit that can't be understood.", ""),
    ],
)
def test_a_letter_tells_nothing_of_other_entries_or_agencies(
    limit: Proviso, ours: str | None, letter: str
) -> None:
    assert for_letter(limit) == letter
    assert in_words(limit) == (ours or letter)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (Proviso(ProvisoKind.NOT_THIS_ITEM, item=WHO), ""),
        (Proviso(ProvisoKind.NOT_THIS_AGENCY, agency=WHO), ""),
        (Proviso(ProvisoKind.NOT_THIS_PERSON, words="Kezia"), "Kezia must not know of it."),
        (Proviso(ProvisoKind.ONLY_VERBALLY), "We only tell them. We write nothing."),
        (Proviso(ProvisoKind.NOT_BEFORE, day=DAY), "We share nothing before 1 March 2026."),
        (Proviso(ProvisoKind.NOT_AFTER, day=DAY), "We share nothing after 1 March 2026."),
        (Proviso(ProvisoKind.OWN_WORDS, words="Mornings"), "In your own words: “Mornings”"),
        (Proviso("unheard of", words="Mornings"), ""),
    ],
)
def test_a_client_is_told_each_limit_that_names_no_entry_and_no_agency(
    limit: Proviso, said: str
) -> None:
    assert to_client(limit) == said


@pytest.mark.parametrize(
    ("recipient", "readers", "barred"),
    [
        (Recipient("Ruth Adeyemi"), ("Her team lead",), False),
        (Recipient("Kezia Plum"), ("Her team lead",), True),
        (Recipient("Ruth Adeyemi", aliases=("Kezia Plum",)), ("Her team lead",), True),
        (Recipient("Ruth Adeyemi"), (" ", "Kezia Plum"), True),
        (Recipient("Ruth Adeyemi"), ("K. Plum",), True),  # it may be she
    ],
)
def test_somebody_is_kept_out_wherever_they_are_named_and_nobody_else_is(
    recipient: Recipient, readers: tuple[str, ...], barred: bool
) -> None:
    limit = Proviso(ProvisoKind.NOT_THIS_PERSON, words="Kezia Plum")
    p = consent_with(provisos=(limit,))(replace(complete(), recipient=recipient, readers=readers))
    found = [o.code for o in obstacles(p, Stage.RELEASE)]
    assert found == (["person_barred"] if barred else [])
