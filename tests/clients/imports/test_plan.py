"""The dry run: what becomes of a row, and why."""

import dataclasses
import datetime as dt
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.imports.contact import SafeContact, phone_numbers, postcode, safe_contact
from clients.imports.dates import Order
from clients.imports.names import fold, initials, told_name_key
from clients.imports.packing import from_json, to_json
from clients.imports.plan import Plan, person_keys, plan
from clients.imports.row import Correction, DateCell, RowPlan, correct
from clients.imports.sensitive import sensitive_kinds
from clients.imports.sheet import COLUMNS, Line, Sheet

TODAY = dt.date(2026, 11, 22)
GOOD = {
    "service": "ISS",
    "first_name": "Aisha",
    "surname": "Begum",
    "born": "11 Feb 1968",
    "referred": "2024-06-13",
    "status": "open",
}


def sheet_of(*rows: dict[str, str]) -> Sheet:
    lines = tuple(
        Line(number, tuple(cells.get(name, "") for name in COLUMNS))
        for number, cells in enumerate(rows, start=2)
    )
    return Sheet(tuple(COLUMNS), lines)


def planned(*rows: dict[str, str], order: Order | None = None) -> Plan:
    return plan(sheet_of(*rows), today=TODAY, order=order)


def codes(row: RowPlan) -> list[str]:
    return [reason.code for reason in row.reasons]


def test_a_good_row_is_imported() -> None:
    row = planned(GOOD).rows[0]
    assert row.fate == "import"
    assert (row.service, row.status, row.row) == ("iss", "open", 2)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"service": "?"}, ["service"]),
        ({"surname": " "}, ["no surname"]),
        ({"first_name": ""}, ["no first name"]),
        ({"status": "gone"}, ["status"]),
        ({"status": "Closed"}, ["date left"]),
        ({"status": "Closed", "left": "soon"}, ["date left"]),
        ({"left": "2025-01-01"}, ["status"]),
        ({"referred": ""}, ["referral date"]),
        ({"referred": "31/02/2020"}, ["referral date"]),
        ({"born": "01/01/1900"}, ["date of birth"]),
        ({"born": "2025-01-01"}, ["date of birth"]),
        ({"born": ""}, []),
        ({"status": "Closed", "left": "2024-06-12"}, ["closed before referred"]),
        ({"status": "Closed", "left": "2024-06-13"}, []),
        ({"surname": "", "referred": "??"}, ["no surname", "referral date"]),
    ],
)
def test_what_can_not_be_placed_is_asked(changed: dict[str, str], expected: list[str]) -> None:
    row = planned({**GOOD, **changed}).rows[0]
    assert codes(row) == expected
    assert row.fate == ("ask" if expected else "import")


def test_a_date_out_of_sequence_is_not_kept() -> None:
    row = planned({**GOOD, "status": "Closed", "left": "2024-06-12"}).rows[0]
    assert row.left.told == "2024-06-12"
    assert row.left.read.date is None


def test_sequence_is_judged_in_every_reading() -> None:
    """Left 01/02, referred 05/01: early if the day comes first, not if the month does."""
    cells = {**GOOD, "status": "Closed", "referred": "05/02/2024", "left": "03/04/2024"}
    assert codes(planned(cells).rows[0]) == []
    assert planned(cells).rows[0].ambiguous_dates == ("referred", "left")
    assert codes(planned(cells, order=Order.DAY_FIRST).rows[0]) == []
    assert codes(planned(cells, order=Order.MONTH_FIRST).rows[0]) == ["closed before referred"]
    always = {**cells, "referred": "05/06/2024"}
    assert codes(planned(always).rows[0]) == ["closed before referred"]


def test_a_person_corrects_a_row() -> None:
    asked = planned({**GOOD, "surname": "", "referred": "??", "status": "Closed"}).rows[0]
    said = Correction(
        service="iss",
        first_name=" Aisha ",
        surname="",
        born=None,
        referred=dt.date(2024, 6, 13),
        status="closed",
        left=dt.date(2025, 1, 1),
    )
    done = correct(asked, said)
    assert (done.fate, done.first_name, done.surname) == ("import", "Aisha", "")
    assert (done.referred.read.date, done.born.read.date) == (dt.date(2024, 6, 13), None)
    early = correct(asked, dataclasses.replace(said, left=dt.date(2024, 1, 1)))
    assert codes(early) == ["closed before referred"]
    assert codes(correct(asked, dataclasses.replace(said, left=None))) == ["date left"]


def test_a_row_of_another_length_is_asked() -> None:
    good = sheet_of(GOOD)
    for cells in (good.lines[0].cells[:-1], (*good.lines[0].cells, "more")):
        row = plan(Sheet(good.columns, (Line(2, cells),)), today=TODAY).rows[0]
        assert codes(row) == ["row length"]


@pytest.mark.parametrize(
    ("told", "service"),
    [("ISS", "iss"), ("iss ", "iss"), ("Womens", "iss"), ("DVPP", "dvpp"), ("Men's", "dvpp")],
)
def test_services(told: str, service: str) -> None:
    assert planned({**GOOD, "service": told}).rows[0].service == service


@pytest.mark.parametrize(
    "again",
    [
        {"first_name": "AISHA ", "born": "11/02/1968", "referred": "1 Jan 2020"},
        {"born": "", "phone": "01632 960014 (mum)"},
        {"born": "12 Feb 1968", "address": "67 queensway,"},
        {"first_name": "Begum", "surname": "Aysha", "phone": "01632960014"},
    ],
)
def test_the_later_row_of_one_person_asks(again: dict[str, str]) -> None:
    first = {**GOOD, "phone": "01632 960014", "address": "67 Queensway"}
    rows = planned(first, {**GOOD, **again}, order=Order.DAY_FIRST).rows
    assert codes(rows[0]) == []
    assert codes(rows[1]) == ["possible duplicate"]
    assert rows[1].duplicate_of == 2


def test_namesakes_and_the_other_service_are_no_duplicates() -> None:
    rows = planned(
        {**GOOD, "phone": "01632 960014"},
        {**GOOD, "born": "1 Mar 1970", "phone": "01632 960015"},
        {**GOOD, "service": "dvpp", "phone": "01632 960014"},
        {**GOOD, "surname": "", "first_name": "Aisha"},
    ).rows
    assert [row.duplicate_of for row in rows] == [None] * 4


def test_no_date_of_birth_makes_nobody_the_same() -> None:
    rows = planned({**GOOD, "born": "01/01/1900"}, {**GOOD, "born": "01/01/1900"}).rows
    assert [row.duplicate_of for row in rows] == [None, None]


def test_somebody_imported_before_is_asked() -> None:
    known = set(person_keys(planned(GOOD).rows[0]))
    rows = plan(sheet_of(GOOD, {**GOOD, "surname": "Khan"}), today=TODAY, known=known).rows
    assert [codes(row) for row in rows] == [["possible duplicate"], []]
    assert rows[0].duplicate_of is None


def test_one_reference_for_two_people_is_asked() -> None:
    rows = planned({**GOOD, "ref": "W1"}, {**GOOD, "ref": "w1", "surname": "Khan"}).rows
    assert [codes(row) for row in rows] == [[], ["reference used twice"]]


@pytest.mark.parametrize("told", ["Aisha Begum", "AISHA  begum", "Begum, Aïsha"])
def test_a_full_name_that_one_row_bears_is_linked(told: str) -> None:
    man = {**GOOD, "service": "DVPP", "first_name": "Lee", "surname": "Hope", "partner": told}
    partner = planned(GOOD, man).rows[1].partner
    assert (partner.found, partner.rows, partner.told) == ("link", (2,), told)


def test_a_full_name_that_several_bear_is_asked() -> None:
    man = {**GOOD, "service": "DVPP", "first_name": "Lee", "partner": "Aisha Begum"}
    partner = planned(GOOD, {**GOOD, "born": "1 Mar 1970"}, man).rows[2].partner
    assert (partner.found, partner.rows) == ("asked", (2, 3))


def test_a_duplicate_is_no_namesake_unless_born_on_another_day() -> None:
    man = {**GOOD, "service": "DVPP", "first_name": "Lee", "partner": "Aisha Begum"}
    assert planned(GOOD, GOOD, man).rows[2].partner.rows == (2,)
    home = {**GOOD, "address": "67 Queensway"}
    mother = {**home, "born": "1 Mar 1948"}
    assert planned(home, mother, man).rows[1].duplicate_of == 2
    assert planned(home, mother, man).rows[2].partner.found == "asked"


@pytest.mark.parametrize(
    "told", ["Tariq", "not known", "Mei-Ling", "?", "Aisha", "Aisha Begum?", "Aisha Begum / Kim Li"]
)
def test_anything_less_than_a_full_name_is_kept_as_told(told: str) -> None:
    women = [
        {**GOOD, "first_name": first, "surname": last}
        for first, last in (("Aisha", "Begum"), ("Tariq", ""), ("Mei", "Ling"), ("Kim", "Li"))
    ]
    man = {**GOOD, "service": "DVPP", "first_name": "Lee", "partner": told}
    partner = planned(*women, man).rows[-1].partner
    assert (partner.found, partner.rows, partner.told) == ("told", (), told)


def test_nobody_is_linked_within_a_service() -> None:
    other = {**GOOD, "first_name": "Kim", "partner": "Aisha Begum"}
    assert planned(GOOD, other).rows[1].partner.found == "told"


@pytest.mark.parametrize(
    ("phone", "safe", "call", "text", "limits"),
    [
        ("", "", "unknown", "unknown", ()),
        ("01632 960014", "Y", "yes", "unknown", ()),
        ("01632 960014", "NO!!", "no", "unknown", ()),
        ("01632 960014", "N", "no", "unknown", ()),
        ("dont ring", "", "no", "unknown", ()),
        ("dont ring", "Y", "no", "unknown", ()),
        ("Don’t ring", "text", "no", "yes", ()),
        ("07700900797 (txt only!!)", "Y", "no", "yes", ()),
        ("07700900797", "only Tues", "limited", "unknown", ("only tues",)),
        ("07700900797", "yes before 3", "limited", "unknown", ("before 3",)),
        ("07700900797 ask first", "Y", "unknown", "unknown", ()),
        ("07700900797", "y but he checks", "unknown", "unknown", ()),
        ("07700900797 ask first", "no", "no", "unknown", ()),
    ],
)
def test_the_stricter_word_about_safe_contact_holds(
    phone: str, safe: str, call: str, text: str, limits: tuple[str, ...]
) -> None:
    found = safe_contact(phone, safe)
    assert (found.call, found.text, found.limits) == (call, text, limits)
    assert not safe or safe in found.told


@given(st.text(max_size=30), st.text(max_size=30))
def test_only_plain_words_make_a_call_safe(phone: str, safe: str) -> None:
    found = safe_contact(phone, safe)
    assert isinstance(found, SafeContact)
    if found.call == "yes":
        assert safe.strip().casefold().startswith(("y", "ok", "safe", "any")) or not safe.strip()


@pytest.mark.parametrize(
    ("told", "numbers"),
    [
        ("+447700900444", ("+447700900444",)),
        ("07700 900560", ("+447700900560",)),
        ("07700900797 (txt only!!)", ("+447700900797",)),
        ("+44 (0)1632 960014", ("+441632960014",)),
        ("0044 1632 960014 / 07700-900444", ("+441632960014", "+447700900444")),
        ("7700900444", ()),
        ("4.47701E+11", ()),
        ("dont ring", ()),
        ("", ()),
    ],
)
def test_phone_numbers(told: str, numbers: tuple[str, ...]) -> None:
    assert phone_numbers(told) == numbers


@pytest.mark.parametrize(
    ("told", "written"),
    [("zz993vz", "ZZ99 3VZ"), (" ZZ99  3VZ", "ZZ99 3VZ"), ("Leeds", "Leeds"), ("", "")],
)
def test_postcodes(told: str, written: str) -> None:
    assert postcode(told) == written


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Disclosed HIV status to worker", ("HIV or AIDS",)),
        ("is hiv+ and was raped", ("HIV or AIDS", "rape or sexual violence")),
        ("Sexually assaulted in 2016", ("rape or sexual violence",)),
        ("He aids her; the grapes on the drape; Rapeseed Farm; an arc lamp", ()),
        ("", ()),
    ],
)
def test_words_that_point_at_protected_facts(text: str, kinds: tuple[str, ...]) -> None:
    assert sensitive_kinds(text) == kinds


def test_notes_and_damage_stay_as_they_are() -> None:
    for notes in (
        '=HYPERLINK("http://example.invalid","open")',
        "  tidy   me  ",
        "SW ?ur?a: Thurs.",
    ):
        assert planned({**GOOD, "notes": notes}).rows[0].notes == notes


def test_names_are_compared_as_people_type_them() -> None:
    assert fold("CHLOË  D’Souza-Łuczak ") == fold("chloe dsouza luczak")
    assert fold("?ur?a") == "?ur?a"
    assert fold("McDonald") != fold("MacDonald")
    assert told_name_key("Tariq") == told_name_key("") == told_name_key(",Tariq") == ""
    assert initials("Aisha", "Begum") == "A.B."
    assert initials("", " ") == "?"


def test_order_is_not_asked_where_nothing_is_ambiguous() -> None:
    assert planned(GOOD).evidence.ambiguous == 0
    mixed = planned({**GOOD, "referred": "17/01/2024"}, {**GOOD, "referred": "01/17/2024"})
    assert mixed.evidence.mixed


@pytest.mark.parametrize("packed", ["{}", "[]", "null", '{"told": 3}', '{"told": "x", "read": 1}'])
def test_something_else_is_not_taken_for_a_packed_value(packed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(DateCell, packed)


CELL = st.one_of(
    st.text(max_size=15),
    st.sampled_from(["ISS", "Men", "Closed", "03/06/2022", "45427", "Aisha Begum", "dont ring"]),
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELL, max_size=20), max_size=8), st.sampled_from([None, *Order]))
def test_every_row_in_is_a_row_planned(rows: list[list[str]], order: Order | None) -> None:
    lines = tuple(Line(number, tuple(cells)) for number, cells in enumerate(rows, start=2))
    done = plan(Sheet(tuple(COLUMNS), lines), today=TODAY, order=order)
    assert [row.row for row in done.rows] == [line.row for line in lines]
    assert sum(done.fates().values()) == len(rows)
    assert from_json(Plan, to_json(done)) == done


@pytest.mark.slow
def test_planning_takes_linear_steps() -> None:
    """Four times the rows take about four times the steps; to compare each with each would take sixteen."""

    def steps(count: int) -> int:
        rows = [
            {**GOOD, "surname": f"Begum{number}", "ref": str(number), "partner": "Lee Hope"}
            for number in range(count)
        ]
        taken = 0

        def count_line(frame: FrameType, event: str, arg: object) -> Any:
            nonlocal taken
            taken += event == "line"
            return count_line

        before = sys.gettrace()
        sys.settrace(count_line)
        try:
            found = planned(*rows).fates()["import"]
        finally:
            sys.settrace(before)
        assert found == count
        return taken

    assert steps(400) < 5 * steps(100)
