"""When the policy is owed, and what changed in it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.induction.rules import (
    Changed,
    Known,
    Piece,
    Section,
    Stands,
    differences,
    grace_ends,
    stands,
)
from staff.induction.text import as_page, sections

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
WEEK = timedelta(days=7)
TEXT = st.text(alphabet=st.sampled_from("# \nab1.")).map(lambda text: text[:60])


@pytest.mark.clause("5.1.1")
@given(
    st.none() | st.integers(1, 4), st.none() | st.integers(1, 4), st.none() | st.integers(-20, 20)
)
def test_nothing_is_open_without_acknowledgement_but_for_the_days_of_grace(
    newest: int | None, acknowledged: int | None, days_ago: int | None
) -> None:
    since = None if days_ago is None else NOW - timedelta(days=days_ago)
    found = stands(Known(newest, acknowledged, since), NOW, WEEK)
    if newest is None or acknowledged is None:
        assert found == Stands.OWED
    elif acknowledged >= newest:
        assert found == Stands.KEPT
    else:
        assert (found == Stands.GRACE) == (days_ago is not None and days_ago < 7)
        assert found != Stands.KEPT


@pytest.mark.clause("5.1.1")
@pytest.mark.edge("E49")
def test_grace_ends_at_the_minute() -> None:
    known = Known(2, 1, NOW)
    assert grace_ends(NOW, WEEK) == NOW + WEEK
    assert stands(known, NOW + WEEK - timedelta(seconds=1), WEEK) == Stands.GRACE
    assert stands(known, NOW + WEEK, WEEK) == Stands.OWED


@pytest.mark.clause("1")
def test_before_the_first_version_everybody_owes_it() -> None:
    assert stands(Known(None, None, None), NOW, WEEK) == Stands.OWED


def test_sections_are_found_by_their_headings() -> None:
    text = "Before.\n\n# 1 One\n\nWords.\n\n## 1.1 Two ##\n   # 2 Three\nMore.\n- # no clause\n#Nor this."
    found = sections(text)
    assert [(each.heading, each.body) for each in found] == [
        ("", "Before."),
        ("1 One", "Words."),
        ("1.1 Two", ""),
        ("2 Three", "More.\n- # no clause\n#Nor this."),
    ]


def test_differences_name_the_clause_and_the_words() -> None:
    old = "# 1 One\n\nShe decides alone.\n\n# 2 Two\n\nStays.\n\n# 3 Three\n\nGoes."
    new = "# 1 One\n\nShe decides.\n\n# 4 Four\n\nComes.\n\n# 2 Two\n\nStays."
    found = differences(sections(old), sections(new))
    assert [(each.heading, each.kind) for each in found] == [
        ("1 One", "changed"),
        ("4 Four", "new"),
        ("3 Three", "gone"),
    ]
    assert [(piece.kind, piece.words) for piece in found[0].pieces] == [
        ("same", "She "),
        ("gone", "decides alone."),
        ("new", "decides."),
    ]


def test_of_several_sections_with_one_heading_the_first_goes_with_the_first() -> None:
    def texts(*bodies: str) -> list[Section]:
        return [Section("1 One", body) for body in bodies]

    assert differences(texts("a", "b", "c"), texts("a", "b", "c")) == []
    assert differences(texts("a", "b"), texts("a", "b", "c")) == [
        Changed("1 One", "new", (Piece("new", "c"),))
    ]
    assert differences(texts("a", "b", "c"), texts("a", "x")) == [
        Changed("1 One", "changed", (Piece("gone", "b"), Piece("new", "x"))),
        Changed("1 One", "gone", (Piece("gone", "c"),)),
    ]


def test_words_that_come_and_go_stand_where_they_do() -> None:
    old, new = [Section("1", "one two  three four")], [Section("1", "zero one three five four")]
    (found,) = differences(old, new)
    assert found.pieces == (
        Piece("new", "zero "),
        Piece("same", "one "),
        Piece("gone", "two  "),
        Piece("same", "three "),
        Piece("new", "five "),
        Piece("same", "four"),
    )


@given(TEXT, TEXT)
def test_nothing_that_changed_is_left_out(old: str, new: str) -> None:
    found = differences(sections(old), sections(new))
    assert bool(found) == (_content(old) != _content(new))
    for change in (each for each in found if each.kind == "changed"):
        after = "".join(piece.words for piece in change.pieces if piece.kind != "gone")
        before = "".join(piece.words for piece in change.pieces if piece.kind != "new")
        assert after in new
        assert before in old


def _content(text: str) -> list[tuple[str, str]]:
    return sorted((section.heading, section.body) for section in sections(text))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![a](x)",
        "<javascript:alert(1)>",
        "`<img src=x onerror=y>`",
        "# <b>1</b>",
    ],
)
def test_markup_in_the_policy_stays_words(text: str) -> None:
    page = as_page(text)
    assert "<script" not in page
    assert "<img" not in page
    assert "<a" not in page
    assert "<b>" not in page


def test_a_heading_stands_below_the_page_s_own() -> None:
    page = as_page("# 1 One\n\n## 1.1 Two\n\n- a\n- *b*")
    assert '<h2 class="govuk-heading-m">1 One</h2>' in page
    assert '<h3 class="govuk-heading-s">1.1 Two</h3>' in page
    assert '<ul class="govuk-list govuk-list--bullet">' in page
    assert "<em>b</em>" in page
