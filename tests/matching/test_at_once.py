"""What the matcher sees at once, without asking every form, is what asking each of them would find."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.matcher import Identifier, Kind, Matcher, Person, Proposal
from disclosures.matcher.bounds import stands
from disclosures.matcher.folding import fold
from disclosures.matcher.initials import initials_in
from disclosures.matcher.matcher import _proposal

TOLD = (
    (Kind.NAME, "Sarah Kerr"), (Kind.ALIAS, "Hope"), (Kind.FAMILY, "O'Dea"), (Kind.PHONE, "07700 900123"),
    (Kind.BORN, "1987-03-12"), (Kind.ADDRESS, "Ham, Field, 9 Elm Road"), (Kind.POSTCODE, "QX6 2AB"),
    (Kind.NUMBER, "YD15 KXT"), (Kind.EMAIL, "sk.12@x.org"), (Kind.SCHOOL, "Ash"),
)  # fmt: skip
PIECES = (
    *("sarah", "Sarah", "SARAH", "kerr", "Kerr", "Kre", "hope", "Hope", "O'Dea", "odea", "ash", "Ash"),
    *("07700", "900123", "12", "3", "87", "12031987", "120387", "mar", "March", "ham", "Ham", "field", "Field"),
    *("9", "elm", "rd", "qx6", "QX6", "2ab", "YD15", "kxt", "sk.12", "@x.org", "pregnan", "mum", "her", "SW"),
    *("s", "es", "x", "X", "a", "y", "2", "'", " ", "  ", ", ", "-", "-\n", "\n", ".", "_", "(", "+"),
)  # fmt: skip


def everybody() -> Matcher:
    identifiers = tuple(Identifier(UUID(int=n), *each) for n, each in enumerate(TOLD, start=2))
    return Matcher([Person(UUID(int=1), "mother", identifiers)])


def asked(matcher: Matcher, text: str) -> Counter[Proposal]:
    """Return what stands in a text, each form asked of each place that has its letters."""
    folded, found = fold(text), Counter[Proposal]()
    plain, places = folded.plain, folded.places
    for last, entry in matcher._automaton.iter(folded.letters):
        first = last - entry.length + 1
        for form, owners in entry.forms:
            if stands(form, plain, places[first : last + 1]):
                found[_proposal(form, owners, plain, places[first], places[last] + 1)] += 1
    found.update(initials_in(plain, matcher._initials))
    return found


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_it_sees_at_once_what_it_would_find_by_asking(text: str) -> None:
    matcher = everybody()
    assert Counter(matcher._listed(fold(text))) == asked(matcher, text)


@pytest.mark.parametrize("before", ["", "x", "X", "'", "2", "s", "-", "_"])
@pytest.mark.parametrize("after", ["", "x", "X", "'", "2", "s", "es", "e", "sy", "-", "_"])
def test_whatever_stands_beside_it(before: str, after: str) -> None:
    matcher = everybody()
    for piece in PIECES[:43]:
        text = f"a {before}{piece}{after} b"
        assert Counter(matcher._listed(fold(text))) == asked(matcher, text), text
