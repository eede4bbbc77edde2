"""From bytes to rows: whatever comes, it is read whole or refused with a sentence."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.imports.sheet import COLUMNS, Sheet, SheetError, read_sheet

DATA = Path(__file__).resolve().parents[2] / "data"
HEADINGS = list(COLUMNS.values())


def row(**cells: str) -> list[str]:
    return [cells.get(name, "") for name in COLUMNS]


def written(*rows: list[str], headings: list[str] | None = None, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings or HEADINGS, *rows])
    return out.getvalue()


def refused(data: bytes, **limits: int) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_sheet(data, **limits)
    assert caught.value.says[0].isupper()
    assert caught.value.says.endswith(".")
    return caught.value


CHLOE = row(first_name="Chloë", surname="Łuczak", notes="Line one\nline two, “quoted”")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_reads_every_unicode_encoding(encoding: str) -> None:
    sheet = read_sheet(written(CHLOE).encode(encoding))
    assert sheet.lines[0].cells == tuple(CHLOE)
    assert sheet.encoding == encoding.removesuffix("-sig")


def test_it_reads_windows_1252() -> None:
    chloe = row(first_name="Chloë", surname="O’Neill", notes="café – “quoted” RENÉ’S £5 °")
    sheet = read_sheet(written(chloe).encode("cp1252"))
    assert sheet.lines[0].cells == tuple(chloe)
    assert sheet.encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_reads_what_spreadsheet_programs_put_between_cells(delimiter: str) -> None:
    sheet = read_sheet(written(CHLOE, delimiter=delimiter).encode())
    assert sheet.lines[0].cells == tuple(CHLOE)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_it_reads_every_end_of_line(end: str) -> None:
    data = written(row(ref="A"), row(ref="B")).replace("\r\n", end).encode()
    assert [line.cells[0] for line in read_sheet(data).lines] == ["A", "B"]


def test_headings_may_differ_in_case_and_spaces_and_place() -> None:
    headings = [f" {heading.upper()}  " for heading in reversed(HEADINGS)]
    sheet = read_sheet(written(row(ref="note")[::-1], headings=headings).encode())
    assert sheet.values(sheet.lines[0])["ref"] == "note"


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    data = written(row(ref="A", notes="one\ntwo"), row(), row(ref="B")).encode()
    assert [line.row for line in read_sheet(data).lines] == [2, 4]


def test_formulas_stay_text() -> None:
    cells = row(phone="+447700900444", notes='=HYPERLINK("http://example.invalid","open")')
    cells[0], cells[2] = "@SUM(1)", "-1+2"
    assert read_sheet(written(cells).encode()).lines[0].cells == tuple(cells)


def test_a_row_of_another_length_is_kept() -> None:
    sheet = read_sheet(written(row(ref="A")[:5], [*row(ref="B"), "more"], row(ref="C")).encode())
    assert [len(line.cells) for line in sheet.lines] == [5, 19, 18]
    assert sheet.values(sheet.lines[0])["notes"] == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\r\n  ", "empty"),
        (b"\xff\xfe", "headings"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "packed"),
        (b"Ref,Service\x00\x00", "not a text file"),
        (written(row(ref="A")).encode("utf-16-le"), "not a text file"),
        (written(row(ref="A")).encode("utf-16")[:-1], "cut off"),
        (written(row(notes="a\x07b")).encode(), "a sign that no text has"),
        (b"<html><table><tr><td>Ref</td></tr></table></html>", "headings"),
        (b"just some words\r\n", "headings"),
        (written().encode(), "no rows"),
        (written(row(), row()).encode(), "no rows"),
    ],
)
def test_it_refuses_what_is_no_sheet(data: bytes, words: str) -> None:
    assert words in refused(data).says


def test_it_refuses_columns_it_can_not_place() -> None:
    missing = written(row(ref="A")[:-1], headings=HEADINGS[:-1]).encode()
    assert "Columns are missing: Notes." in refused(missing).says
    unknown = written([*row(ref="A"), "x"], headings=[*HEADINGS, "Aisha Begum"]).encode()
    error = refused(unknown)
    assert "The heading of column 19" in error.says
    assert "Aisha" not in str(error)
    twice = written([*row(ref="A"), "x"], headings=[*HEADINGS, "notes "]).encode()
    assert "the same heading: Notes." in refused(twice).says


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "cp1250"])
def test_it_refuses_another_code_page(encoding: str) -> None:
    people = [row(first_name="Renée", surname="Wójcik"), row(first_name="Łucja", surname="Brząk")]
    data = written(*people).encode(encoding, "replace")
    assert refused(data).line in (2, 3)


def test_it_refuses_two_encodings_in_one_sheet() -> None:
    good = written(row(first_name="Chloë"), row(first_name="Renée")).encode()
    line = written(row(first_name="Núñez")).splitlines()[1].encode("cp1252")
    assert refused(good + line + b"\r\n").line == 4
    assert (
        refused(written(row(first_name="Núñez")).encode("cp1252") + good.splitlines(True)[-1]).line
        == 3
    )


def test_letters_damaged_before_are_kept_and_remarked_on() -> None:
    people = [row(first_name="ChloÃ«"), row(first_name="?ur?a"), row(notes="Why? Nobody knows")]
    sheet = read_sheet(written(*people).encode())
    assert sheet.lines[0].cells[2] == "ChloÃ«"
    assert [remark[:9] for remark in sheet.remarks] == ["On line 2", "On line 3"]


def test_it_refuses_a_quotation_mark_that_is_never_closed() -> None:
    data = written(row(ref="A"), row(ref="B", notes="one, two")).encode()
    error = refused(data.rstrip(b'\r\n"'))
    assert error.line == 3
    assert "never closed" in error.says
    broken = written(row(ref="A", notes='xx"'), row(ref="B", notes="a,b"))
    assert "don't match" in refused(broken.replace('"xx"""', '"xx').encode()).says


def test_a_last_row_that_stops_in_the_middle_is_refused() -> None:
    data = written(row(ref="A"), row(ref="B")).encode()
    assert len(read_sheet(data.rstrip(b"\r\n")).lines) == 2
    error = refused(data.rstrip(b"\r\n,"))
    assert "stops in the middle" in error.says
    assert error.line == 3


def test_half_a_sheet_is_refused_or_remarked_on_at_every_cut() -> None:
    whole = (DATA / "charity-export.csv").read_bytes()[:9000]
    start = whole.index(b"\n") + 1
    silent = []
    for cut in range(start + 1, len(whole), 23):
        half = whole[:cut]
        try:
            sheet = read_sheet(half)
        except SheetError:
            continue
        if not any("last row" in remark for remark in sheet.remarks):
            silent.append(cut)
    assert silent, "a cut at the end of a row can't be told from a shorter sheet"
    assert all(whole[:cut].endswith((b"\r", b"\n")) for cut in silent)


def test_it_refuses_a_sheet_above_the_caps() -> None:
    data = written(row(ref="A"), row(ref="B")).encode()
    assert "larger than 10 MB" in refused(b"x" * (10 * 1024 * 1024 + 1)).says
    assert "larger than 0 MB" in refused(data, max_bytes=10).says
    assert "more than 1 rows" in refused(data, max_rows=1).says


def test_a_cell_of_monstrous_length_is_refused() -> None:
    assert "far too long" in refused(written(row(notes="x" * 200_000)).encode()).says


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(SheetError):
        assert isinstance(read_sheet(data), Sheet)


@settings(max_examples=60)
@given(st.binary(max_size=120), st.integers(min_value=0, max_value=9000))
def test_any_damage_to_a_sheet_is_read_or_refused(damage: bytes, place: int) -> None:
    data = (DATA / "charity-export.csv").read_bytes()[:9000]
    with suppress(SheetError):
        assert read_sheet(data[:place] + damage + data[place:]).lines


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n"),
    max_size=12,
)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=18, max_size=18), min_size=1, max_size=5))
def test_any_cells_come_back_as_written(rows: list[list[str]]) -> None:
    filled = [cells for cells in rows if any(cell.strip() for cell in cells)]
    data = written(*rows).encode("utf-8-sig")
    if filled:
        assert [list(line.cells) for line in read_sheet(data).lines] == filled
    else:
        assert "no rows" in refused(data).says
