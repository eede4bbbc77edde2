"""What a client who was in a group lacks, and in which words they are asked, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.groups.rules import (
    CANNOT_PROMISE,
    KIND_OF,
    KINDS,
    PROGRAMME,
    TODAY,
    WOMEN,
    WORDINGS,
    Was,
    lacks,
    wording_of,
)
from clients.programme.rules import Missing

DAY = date(2026, 3, 2)
UNSIGNED = Missing(
    "4.4.1",
    "Was in a group without a signed agreement to keep what others say.",
    "whoever works with them: read it with them, and record it",
)
UNHEARD = Missing(
    "4.4.1",
    "Was in a group, and confidentiality was not discussed with them.",
    "whoever runs the group: discuss it at the next session",
)
sessions = st.lists(
    st.builds(Was, st.integers(0, 6).map(lambda days: DAY + timedelta(days=days)), st.booleans()),
    max_size=8,
)


def was(*days: tuple[int, bool]) -> list[Was]:
    return [Was(DAY + timedelta(days=day), discussed) for day, discussed in days]


@pytest.mark.clause("4.4.1")
def test_what_is_missing_is_named_and_what_mends_it() -> None:
    assert lacks([], signed=False) == []
    assert lacks(was((0, True)), signed=False) == [UNSIGNED]
    assert lacks(was((0, True)), signed=True) == []
    assert lacks(was((0, False)), signed=True) == [UNHEARD]
    assert lacks(was((0, False)), signed=False) == [UNSIGNED, UNHEARD]
    assert lacks(was((0, False), (7, True)), signed=True) == []
    assert lacks(was((0, True), (7, False)), signed=True) == [UNHEARD]
    assert lacks(was((7, False), (7, True)), signed=True) == []  # two groups on one day
    assert lacks(iter(was((0, False))), signed=False) == [UNSIGNED, UNHEARD]


@pytest.mark.clause("4.4.1")
@given(sessions, st.booleans())
def test_only_a_signature_and_a_talk_since_make_it_good(there: list[Was], signed: bool) -> None:
    missing = lacks(there, signed=signed)
    assert (UNSIGNED in missing) == (bool(there) and not signed)
    talked = [any(later.discussed and later.on >= each.on for later in there) for each in there]
    assert (UNHEARD in missing) == (not all(talked))
    assert lacks(reversed(there), signed=signed) == missing  # in whatever order they were recorded
    assert all(each.clause == "4.4.1" for each in missing)
    last = DAY + timedelta(days=7)
    assert lacks([*there, Was(last, True)], signed=True) == []  # and both together always do
    assert UNHEARD in lacks([*there, Was(last, False)], signed=signed)


@pytest.mark.clause("4.4.1")
@pytest.mark.clause("5.2.6")
def test_every_group_is_told_what_cannot_be_promised_and_women_are_asked_about_partners() -> None:
    assert set(KINDS) == set(KIND_OF.values()) == set(TODAY) == {WOMEN, PROGRAMME}
    for kind in KINDS:
        number = wording_of(kind)
        assert number.startswith(f"{kind}-")  # the database asks for it
        assert "stays in the group" in WORDINGS[number][0]
        assert WORDINGS[number][-1] == CANNOT_PROMISE
        assert any("partner" in each for each in WORDINGS[number]) == (kind == WOMEN)
