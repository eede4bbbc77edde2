"""When a recorded partner is taken for somebody with a file, without a database."""

from itertools import product
from typing import Any

import pytest

from clients.partners.rules import TOO_MANY, Judged, judge, knows, marks_of_partner
from staff.declarations.rules import marks_of_file

HERS = marks_of_file(names=["Gareth Pryce"], born="1984-03-09", phones=["07700 900199"])


@pytest.mark.edge("E6")
@pytest.mark.parametrize(
    ("name", "born", "phone"),
    [
        *product(
            ("Gareth Pryce", "Garry Price"), ("", "1984-03-09", "1990-01-08"), ("", "07700900199")
        )
    ],
)
def test_a_name_a_number_or_a_birthday_agree(name: str, born: str, phone: str) -> None:
    judged = judge(marks_of_partner(names=[name], born=born, phones=[phone]), HERS)
    same = name == "Gareth Pryce"
    assert judged.fits == (born != "1990-01-08" and (same or bool(phone)))
    assert judged.sure == (judged.fits and same and bool(phone or born))


@pytest.mark.edge("E6")
def test_one_name_with_the_birthday_is_asked_about() -> None:
    half = marks_of_partner(names=["Gareth Jones"], born="1984-03-09")
    assert judge(half, HERS) == Judged(fits=True, sure=False)
    assert judge(marks_of_partner(names=["Gareth Jones"]), HERS) == Judged(fits=False)


@pytest.mark.edge("E6")
@pytest.mark.parametrize(
    "phone", ["07700 900199 (his work)", "07700 900198 / 07700 900199", "O77OO 900199 at night"]
)
def test_a_number_agrees_whatever_stands_beside_it(phone: str) -> None:
    assert judge(marks_of_partner(names=["Garry"], phones=[phone]), HERS).fits


@pytest.mark.edge("E5")
def test_two_birthdays_are_two_people_and_an_unknown_one_is_not_another() -> None:
    same: dict[str, Any] = {"names": ["Gareth Pryce"], "phones": ["07700 900199"]}
    assert judge(marks_of_partner(**same, born="1984-03-10"), HERS) == Judged(fits=False)
    nobody_s = marks_of_file(names=["Gareth Pryce"], phones=["07700 900199"])
    assert judge(marks_of_partner(**same, born="1984-03-09"), nobody_s) == Judged(True, True)
    assert judge(marks_of_partner(**same), HERS) == Judged(True, True)


@pytest.mark.clause("3.1.1")
def test_who_may_know_of_a_couple_is_her_side() -> None:
    pairs = (("iss", "dvpp"), ("dvpp", "iss"), ("iss", "iss"), ("dvpp", "dvpp"))
    assert [knows(*pair) for pair in pairs] == ["iss", "iss", "iss", "dvpp"]
    assert TOO_MANY == 5
