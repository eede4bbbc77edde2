"""The charity's real-looking sheet, planned and held against what is true of every row."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from clients.imports.dates import Order
from clients.imports.names import fold
from clients.imports.packing import from_json, to_json
from clients.imports.plan import Plan, plan
from clients.imports.row import DUPLICATE, RowPlan
from clients.imports.sheet import Sheet, read_sheet

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = dt.date(2026, 11, 22)
DATE_FIELDS = {"born": "dob", "referred": "referred", "left": "left"}

Truth = dict[int, dict[str, Any]]


@pytest.fixture(scope="module")
def truth() -> Truth:
    rows = json.loads((DATA / "charity-export-truth.json").read_text())
    return {row["row"]: row for row in rows}


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return read_sheet((DATA / "charity-export.csv").read_bytes())


@pytest.fixture(scope="module")
def before(sheet: Sheet) -> Plan:
    return plan(sheet, today=TODAY)


@pytest.fixture(scope="module")
def confirmed(sheet: Sheet) -> Plan:
    return plan(sheet, today=TODAY, order=Order.DAY_FIRST)


def date_cells(planned: Plan, truth: Truth) -> list[tuple[Any, str | None]]:
    """Every date cell of a row that is no duplicate, with the true date as ISO text."""
    return [
        (getattr(row, ours), truth[row.row]["dates"][theirs])
        for row in planned.rows
        if truth[row.row]["dates"]
        for ours, theirs in DATE_FIELDS.items()
    ]


def read_as(cell: Any) -> str | None:
    return cell.read.date.isoformat() if cell.read.date else None


def test_no_row_is_lost(sheet: Sheet, before: Plan, truth: Truth) -> None:
    assert [row.row for row in before.rows] == sorted(truth)
    assert [row.ref for row in before.rows] == [truth[row]["ref"] for row in sorted(truth)]
    assert sheet.encoding == "cp1252"
    assert all(len(line.cells) == len(sheet.columns) for line in sheet.lines)


def test_every_cell_is_kept_as_written(sheet: Sheet) -> None:
    text = (DATA / "charity-export.csv").read_bytes().decode("cp1252")
    cells = [cell for line in sheet.lines for cell in line.cells]
    assert sum(cell == '=HYPERLINK("http://example.invalid","open")' for cell in cells) == 29
    assert sum(cell == "  tidy   me  " for cell in cells) == 32
    assert sum(cell.startswith("see paper file\n2nd line") for cell in cells) == 30
    assert sum(cell.count("?ur?a") for cell in cells) == text.count("?ur?a") > 0


def test_each_row_has_exactly_its_problems(before: Plan, confirmed: Plan, truth: Truth) -> None:
    for planned in (before, confirmed):
        found = {row.row: sorted({reason.code for reason in row.reasons}) for row in planned.rows}
        assert found == {row: sorted(true["problems"]) for row, true in truth.items()}


def test_a_row_is_imported_or_asked(before: Plan, truth: Truth) -> None:
    for row in before.rows:
        assert row.fate == ("ask" if truth[row.row]["problems"] else "import")


def test_certain_dates_are_right_and_none_is_silently_wrong(before: Plan, truth: Truth) -> None:
    certain = [
        (cell, true)
        for cell, true in date_cells(before, truth)
        if cell.told.strip() and not cell.read.ambiguous and true
    ]
    right = sum(read_as(cell) == true for cell, true in certain)
    assert len(certain) > 700
    assert right / len(certain) >= 0.99
    wrong = [
        (cell, true)
        for cell, true in date_cells(before, truth)
        if cell.read.date and read_as(cell) != true
    ]
    assert wrong == []


def test_an_unread_date_is_asked_about(before: Plan) -> None:
    unread = 0
    for row in before.rows:
        for name, cell in row.dates.items():
            if cell.told.strip() and not cell.read.date and not cell.read.ambiguous:
                unread += 1
                asked = {reason.field for reason in (*row.reasons, *row.further)}
                assert cell.read.problem
                assert name in asked
    assert unread > 20


def test_every_ambiguous_date_waits_until_the_order_is_confirmed(
    before: Plan, truth: Truth
) -> None:
    waiting = [(cell, true) for cell, true in date_cells(before, truth) if cell.read.ambiguous]
    assert len(waiting) > 200
    for cell, true in waiting:
        assert cell.read.date is None
        assert true in [each.isoformat() for each in cell.read.ambiguous]
    assert before.evidence.ambiguous >= len(waiting)
    assert before.evidence.day_first > 400
    assert before.evidence.month_first == 0
    assert len(before.evidence.examples) == 5


def test_all_dates_are_right_once_the_order_is_confirmed(confirmed: Plan, truth: Truth) -> None:
    assert confirmed.evidence.ambiguous == 0
    assert all(read_as(cell) == true for cell, true in date_cells(confirmed, truth))


def test_the_other_order_contradicts_the_sheet_and_asks(sheet: Sheet) -> None:
    planned = plan(sheet, today=TODAY, order=Order.MONTH_FIRST)
    assert planned.fates()["ask"] > 200


def test_partners_are_linked_rightly_or_asked(confirmed: Plan, truth: Truth) -> None:
    ref = {row.row: row.ref for row in confirmed.rows}
    bearers: dict[str, int] = {}
    for row in confirmed.rows:
        if row.duplicate_of is None:
            key = row.service + fold(f"{row.first_name} {row.surname}")
            bearers[key] = bearers.get(key, 0) + 1
    unique = linked = homonyms = 0
    for row in confirmed.rows:
        if truth[row.row]["dates"] is None:
            continue
        true, partner = truth[row.row]["partner_of"], row.partner
        if partner.found == "link":
            assert [ref[each] for each in partner.rows] == [true]
            linked += 1
        other = {"iss": "dvpp", "dvpp": "iss"}[row.service]
        times = bearers.get(other + fold(partner.told), 0)
        unique += bool(true) and times == 1
        if true and times > 1:
            homonyms += 1
            assert partner.found == "asked"
            assert true in [ref[each] for each in partner.rows]
        if not true:
            assert partner.found in ("none", "told")
    assert (linked, homonyms) == (83, 13)
    assert linked / unique >= 0.9


def test_a_single_name_or_not_known_is_kept_as_told(confirmed: Plan) -> None:
    told = {row.partner.told: row.partner.found for row in confirmed.rows}
    for words in ("Tariq", "not known", "Hamza", "Mei-Ling"):
        assert told[words] == "told"


def test_a_duplicate_keeps_its_other_questions_behind(confirmed: Plan) -> None:
    gareth = next(row for row in confirmed.rows if row.ref == "M0068")
    assert [reason.code for reason in gareth.reasons] == [DUPLICATE]
    assert [reason.code for reason in gareth.further] == ["date of birth"]
    assert gareth.duplicate_of == 63


def test_the_plan_survives_packing(confirmed: Plan, before: Plan) -> None:
    assert from_json(Plan, to_json(confirmed)) == confirmed
    assert all(from_json(RowPlan, to_json(row)) == row for row in before.rows)


def test_reasons_and_remarks_quote_no_cell(confirmed: Plan) -> None:
    words = {
        row.surname for row in confirmed.rows if len(row.surname) > 3 and row.surname.isalpha()
    } - {"Hope", "Grace", "Young"}
    said = " ".join(
        [reason.says for row in confirmed.rows for reason in (*row.reasons, *row.further)]
        + list(confirmed.remarks)
    )
    assert len(words) > 15
    assert not [word for word in words if word in said]
