"""When two are taken for one person, and when a declaration is due; pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff.declarations.rules import (
    Marks,
    agree,
    due_on,
    is_due,
    marks_of_declared,
    marks_of_file,
)

pytestmark = pytest.mark.edge("E2")
BORN, OTHER = "1988-04-02", "1990-01-08"
YEAR = timedelta(days=365)


def declared(given: str = "Amina", family: str = "Farouk", **more: object) -> Marks:
    return marks_of_declared(given=given, family=family, **more)  # type: ignore[arg-type]


def of_file(*names: str, **more: object) -> Marks:
    return marks_of_file(names=names, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # a given and a family name
        (declared(), of_file("Amina Farouk"), True),
        (declared(), of_file("FAROUK, Amina"), True),
        (declared(), of_file("Amina Zahra Farouk"), True),
        (declared(), of_file("Amina Okafor", "Amina Farouk"), True),
        (declared(), of_file("Amina Okafor"), False),
        (declared(), of_file("Zahra Farouk"), False),
        (declared(), of_file("Amina"), False),
        (declared("Amina", ""), of_file("Amina Farouk"), False),
        # other names count as either
        (declared(others=["Okafor"]), of_file("Amina Okafor"), True),
        (declared(others=["Minnie Okafor"]), of_file("Minnie Okafor"), True),
        (declared(others=["Minnie"]), of_file("Minnie Farouk"), True),
        (declared(others=["Minnie"]), of_file("Minnie Okafor"), False),
        # however it is spelt
        (declared("Siobhan", "O'Briain"), of_file("Siobhán Ó Briain"), True),
        (declared("Siobhán", "Ó Briain"), of_file("Siobhan O’Briain"), True),
        (declared("Anne-Marie", "Kerr"), of_file("Anne Marie Kerr"), True),
        (declared("Anne Marie", "Kerr"), of_file("Anne-Marie Kerr"), True),
        (declared("Sean", "Ó Briain"), of_file("Niall Ó Briain"), False),
        # a telephone number
        (declared(phone="07700 900101"), of_file("Zoe Pye", phones=["+44 7700 900101"]), True),
        (declared(phone="07700 900101"), of_file("Zoe Pye", phones=["07700 900102"]), False),
        # the date of birth and one name
        (declared(born=BORN), of_file("Amina Okafor", born=BORN), True),
        (declared("", "Farouk", born=BORN), of_file("Zahra Farouk", born=BORN), True),
        (declared(born=BORN), of_file("Zoe Pye", born=BORN), False),
        # two known dates of birth that differ
        (declared(born=BORN), of_file("Amina Farouk", born=OTHER), False),
        (
            declared(born=BORN, phone="07700 900101"),
            of_file("Amina Farouk", born=OTHER, phones=["07700 900101"]),
            False,
        ),
        (declared(born=BORN), of_file("Amina Farouk"), True),
        (declared(), of_file("Amina Farouk", born=OTHER), True),
        # nothing agrees with nothing
        (declared("", ""), of_file(""), False),
    ],
)
def test_who_is_taken_for_one_person(one: Marks, other: Marks, same: bool) -> None:
    assert agree(one, other) == same
    assert agree(other, one) == same


def test_what_does_not_tell_anybody_from_others() -> None:
    assert not declared("Amina", "").tell
    assert not declared("", "", born=BORN).tell
    assert not declared("Amina", "", phone="123").tell
    assert declared("Amina", "", born=BORN).tell
    assert declared("", "", phone="07700 900101").tell
    assert declared().tell


NAMES = st.lists(st.sampled_from(["amina", "zahra", "farouk", "o", "kerr"]), max_size=3)
BIRTHS = st.sampled_from(["", BORN, OTHER])


@given(NAMES, NAMES, NAMES, BIRTHS, BIRTHS)
def test_a_known_other_date_of_birth_is_another_person_whatever_else(
    first: list[str], last: list[str], names: list[str], one: str, other: str
) -> None:
    mine = declared(" ".join(first), " ".join(last), born=one, phone="07700 900101")
    theirs = of_file(" ".join(names), born=other, phones=["07700 900101"])
    assert agree(mine, theirs) == (not (one and other) or one == other)


def test_a_declaration_is_due_at_once_and_again_after_its_time() -> None:
    day = date(2026, 3, 1)
    assert is_due(None, day, YEAR)
    assert due_on(None, YEAR) is None
    assert not is_due(day, day, YEAR)
    assert not is_due(day, date(2027, 2, 28), YEAR)
    assert due_on(day, YEAR) == date(2027, 3, 1)
    assert is_due(day, date(2027, 3, 1), YEAR)


def test_who_is_declared_and_who_is_a_client_are_compared_in_one_form() -> None:
    declared = marks_of_declared(given="Ann", family="Ray")
    assert agree(declared, marks_of_file(names=["Ann Ray"]))
    assert agree(
        marks_of_declared(given="Annemarie", family="Ray"), marks_of_file(names=["Annemarie Ray"])
    )
    assert agree(
        marks_of_declared(given="Anne-Marie", family="Ray"), marks_of_file(names=["Anne Ray"])
    )
    assert not agree(declared, marks_of_file(names=["Ann Fox"]))
    for unsaid in (declared, marks_of_file(names=["Ann Ray"])):
        assert (unsaid.born, unsaid.births, unsaid.phones) == ("", frozenset(), frozenset())
