"""Names and numbers compared for 3.3.2 e: tolerant where people are, asking where in doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.names import Likeness, called_in, compare_names, parts_of, same_phone

SAME, ASK, DIFFERENT = Likeness.SAME, Likeness.ASK, Likeness.DIFFERENT


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Daniel Price", "daniel PRICE", SAME),
        ("Price, Daniel", "Mr Daniel Price", SAME),
        ("Łukasz Żółć", "Lukasz Zolc", SAME),
        ("José-María Núñez", "Jose Maria Nunez", SAME),
        ("Anne-Marie O’Brien", "AnneMarie OBrien", SAME),
        ("Iain McDonald", "Iain Mc Donald", SAME),
        ("Jörg Weiß", "JORG WEISS", SAME),
        ("Σωκράτης", "ΣΩΚΡΑΤΗΣ", SAME),
        ("محمد علي", "علي محمد", SAME),
        ("A B C D E F G", "G F E D C B A", SAME),
        ("D. Price", "Daniel Price", ASK),
        ("Dan Price", "Daniel Price", ASK),
        ("Daniel Price", "Daniel James Price", ASK),
        ("Daniel", "Daniel Price", ASK),
        ("Stephen Hall", "Steven Hall", ASK),
        ("Mohammed Khan", "Muhammad Khan", ASK),
        ("Daniel Price", "Дэниел Прайс", ASK),
        ("Dаniel Price", "Daniel Price", ASK),  # a Cyrillic а
        ("???", "Daniel Price", ASK),
        ("", "", ASK),
        ("A B C D E F Price", "Daniel Price", ASK),
        ("Ruth Adeyemi", "Daniel Price", DIFFERENT),
        ("Ruth Price", "Daniel Price", DIFFERENT),
        ("Amy Holt", "May Holt", ASK),
        ("A B C D E F G", "Daniel Price", DIFFERENT),
        ("A B C D E F Price", "Price G H I J K L", ASK),
        ("A B C D E F", "Daniel Price", DIFFERENT),
        ("Ab Cd Ef Gh Ij Kl", "AbCdEfGhIjKl", SAME),
        ("BCD EA F G H I", "B C D E A F G H I", ASK),
        ("Da Price", "Daniel Price", DIFFERENT),
        ("Dan", "Daniel", ASK),
        ("Price Price", "Price Daniel", DIFFERENT),
        ("Reid Allott", "Reed Alot", ASK),
        ("Bjørn Sæther", "Bjorn Saether", SAME),
        ("Đorđe Œhler Þór Ħal Kadır", "Dorde Oehler Thor Hal Kadir", SAME),
        ("Ðan Holt", "Dan Holt", SAME),
        ("D'Arcy Holt", "DArcy Holt", SAME),
        ("Rev Dr Prof Sir Mx Ms Miss Mrs Jane Holt", "Jane Holt", SAME),
        ("Agent 47", "Agent 48", SAME),  # digits are no part of a name
    ],
)
def test_compare_names(one: str, other: str, expected: Likeness) -> None:
    assert compare_names(one, other) == expected
    assert compare_names(other, one) == expected


NAME = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12)


@settings(deadline=None)
@given(parts=st.lists(NAME, min_size=1, max_size=5), order=st.randoms(use_true_random=False))
def test_a_name_written_otherwise_is_never_different(parts: list[str], order: object) -> None:
    shuffled = list(parts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compare_names(" ".join(parts), "-".join(shuffled).upper()) != DIFFERENT


@settings(deadline=None)
@given(one=st.text(max_size=60), other=st.text(max_size=60))
def test_any_two_texts_can_be_compared_and_either_way_round(one: str, other: str) -> None:
    assert compare_names(one, other) == compare_names(other, one)


def test_marks_and_apostrophes_part_no_name() -> None:
    assert parts_of("Núñez O’Brien D'Arcy") == ("nunez", "obrien", "darcy")


def test_a_title_that_is_all_there_is_counts_as_a_name() -> None:
    assert parts_of("Rev") == ("rev",)
    assert parts_of("Rev Jane") == ("jane",)


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("07700 900456", "+44 7700 900456", True),
        ("0044 (0)7700-900456", "07700900456", True),
        ("07700 900456", "07700 900457", False),
        ("07700 900456", "7700 900456", True),
        ("44 7700 900456", "07700 900456", True),
        ("+44 (0) 7700 900456", "0 7700 900456", True),
        ("00 33 1 23 45 67 89", "+33 1 23 45 67 89", False),  # abroad: as it is written
        ("1234567", "123 4567", True),
        ("123456", "123456", False),
        ("123", "123", False),
        ("", "", False),
    ],
)
def test_same_phone(one: str, other: str, same: bool) -> None:
    assert same_phone(one, other) is same


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("the duty officer, Daniel Price", "Daniel Price", True),
        ("Price, Daniel", "Daniel Price", True),
        ("Daniel", "Daniel", True),
        ("Daniel at the front desk", "Daniel", False),  # a single name tells nobody apart
        ("the duty officer, Daniel", "Daniel Price", False),
        ("the duty officer", "?", False),
        ("", "", False),
        ("?", "", False),
    ],
)
def test_who_is_called_in_a_few_words_is_called_by_their_whole_name(
    text: str, name: str, expected: bool
) -> None:
    assert called_in(text, name) is expected
