"""Which words a writer is asked about: whole words, in any case, never what somebody is quoted with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.wording.rules import Kind, Term, is_term, remarks

TERMS = (
    Term("1", "manipulat*", Kind.BELITTLING),
    Term("2", "drama queen", Kind.BELITTLING),
    Term("3", "attention-seek*", Kind.BELITTLING),
    Term("4", "brought it on herself", Kind.BELITTLING),
    Term("5", "seems", Kind.OPINION),
    Term("6", "I think", Kind.OPINION),
    Term("7", "psycho", Kind.BELITTLING),
)
TEXT = st.text(alphabet=st.sampled_from('ab \n"“”*’.-é') | st.characters())


def found(text: str, *, as_fact: bool = True) -> list[str]:
    return [each.found for each in remarks(text, TERMS, as_fact=as_fact)]


@pytest.mark.clause("4.6.1–4.6.5")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She is MANIPULATIVE.", ["manipulative"]),
        ("a Drama\nqueen, they wrote", ["drama queen"]),
        ("very attention‑seeking", ["attention-seeking"]),
        ("He said she brought  it on herself", ["brought it on herself"]),
        ("She saw the psychologist", []),
        ("unmanipulated data", []),
        ("He called her a “drama queen” twice", []),
        ('He said: "you psycho". She left.', []),
        ('An open " quote: drama queen', ["drama queen"]),
        ('One "\n" and drama queen', ["drama queen"]),
        ("ｄｒａｍａ queen", ["drama queen"]),
        ("manipulates, manipulated", ["manipulates"]),
        ("", []),
    ],
)
def test_what_belittles_is_found(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.clause("5.2.2")
@pytest.mark.parametrize("text", ["She seems safer.", "I think that he knows.", "i  THINK so"])
def test_words_of_opinion_count_in_a_fact_only(text: str) -> None:
    assert len(found(text)) == 1
    assert found(text, as_fact=False) == []


@given(TEXT, st.sampled_from(TERMS), TEXT)
def test_a_term_among_other_words_is_always_found(before: str, term: Term, after: str) -> None:
    """Whatever stands around it on other lines, as long as it stands outside of quotation marks."""
    text = f"{before}\n {term.words.rstrip('*')} \n{after}"
    assert term in [each.term for each in remarks(text, TERMS, as_fact=True)]


@given(TEXT, st.booleans())
def test_each_term_is_remarked_on_once_in_the_list_s_order(text: str, as_fact: bool) -> None:
    keys = [each.term.key for each in remarks(text * 3, TERMS, as_fact=as_fact)]
    assert keys == sorted(set(keys))


@given(st.text(max_size=60))
def test_any_term_that_is_taken_can_be_looked_for(words: str) -> None:
    """No term breaks the search, whatever signs are in it."""
    term = Term("1", words, Kind.BELITTLING)
    if is_term(words):
        remarks("Anything at all. " + words, [term], as_fact=True)


@pytest.mark.parametrize(
    ("words", "taken"),
    [("mad", True), ("mad*", True), ("*", False), ("m*d", False), ("", False), ("--", False)],
)
def test_what_could_find_nothing_is_no_term(words: str, taken: bool) -> None:
    assert is_term(words) == taken
