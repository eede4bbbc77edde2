"""From the bytes of an uploaded sheet to its rows, every cell kept as it was written.

Whatever can't be read for certain is refused with a sentence saying what is wrong, where, and how
to mend it. Messages name lines, columns and known headings, never what a cell says.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000

# Which column holds what: our name for it, and the sheet's heading.
COLUMNS = {
    "ref": "Ref",
    "service": "Service",
    "first_name": "First name",
    "surname": "Surname",
    "known_as": "AKA",
    "born": "DOB",
    "phone": "Tel",
    "safe": "Safe to call",
    "address": "Address",
    "postcode": "Postcode",
    "partner": "Partner",
    "referred_by": "Referred by",
    "referred": "Referred",
    "worker": "Worker",
    "status": "Status",
    "left": "Date left",
    "consent": "Consent?",
    "notes": "Notes",
}
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}

SAVE_AGAIN = "In the spreadsheet program choose 'Save as' and 'CSV UTF-8', and upload that file."
CUT_OFF = "The sheet seems to be cut off. Export it again and upload the whole file."


class SheetError(Exception):
    """The sheet can't be taken in as it is. `says`: a plain sentence; `line`: of the text, or None.

    Holds nothing that a cell says, so it may be shown and logged.
    """

    def __init__(self, says: str, *, line: int | None = None) -> None:
        super().__init__(says)
        self.says = says
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `row`: its number in a spreadsheet program, the headings being row 1."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was read. `columns`: our name for each heading, in the sheet's order.

    `remarks`: what whoever imports should know before going on.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    remarks: tuple[str, ...] = ()

    def values(self, line: Line) -> dict[str, str]:
        """A row's cells by our name for the column; '' where the row is too short."""
        missing = ("",) * (len(self.columns) - len(line.cells))
        return dict(zip(self.columns, line.cells + missing, strict=False))


def read_sheet(data: bytes, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS) -> Sheet:
    """Read an uploaded sheet. Raises SheetError; guesses nothing."""
    if len(data) > max_bytes:
        raise SheetError(too_big(max_bytes))
    text, encoding, remarks = _decode(data)
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    columns = _columns(next(records, (0, 0, []))[2])
    lines: list[Line] = []
    short = False
    line_of_last = 1
    for row, line_number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue  # a blank row says nothing
        if len(lines) == max_rows:
            raise SheetError(
                f"The sheet has more than {max_rows:,} rows. Divide it, and upload each part.",
                line=line_number,
            )
        lines.append(Line(row, tuple(cells)))
        short, line_of_last = len(cells) < len(columns), line_number
    if not lines:
        raise SheetError("The sheet has headings but no rows. Export it again with its rows.")
    if not text.endswith(("\n", "\r")):
        if short:
            raise SheetError(
                f"The last row (line {line_of_last}) stops in the middle. {CUT_OFF}",
                line=line_of_last,
            )
        remarks = (
            *remarks,
            f"The sheet ends without an end of line. Check that its last row ({lines[-1].row})"
            " is whole.",
        )
    return Sheet(columns, tuple(lines), encoding, delimiter, remarks)


def too_big(max_bytes: int) -> str:
    """The sentence for a sheet above the cap."""
    return (
        f"The sheet is larger than {max_bytes // (1024 * 1024)} MB. Leave out pictures and"
        " other sheets, or divide it and upload each part."
    )


# ---- bytes to text

SIGNATURES = (
    (b"PK\x03\x04", f"This is an Excel workbook or another packed file, not a CSV. {SAVE_AGAIN}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel workbook, not a CSV. {SAVE_AGAIN}"),
    (b"%PDF", "This is a PDF. Upload the sheet it was made from, saved as CSV."),
    (b"\x1f\x8b", "This is a packed file. Unpack it and upload the CSV inside."),
    (b"{\\rtf", "This is a word processor's document. Upload the sheet, saved as CSV."),
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
HIGH_BYTE = re.compile(rb"[\x80-\xff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# UTF-8 read as Windows-1252: 'Ã«' for 'ë', 'â€™' for an apostrophe, 'Â£' for '£'.
TRAILING = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
TWICE_ENCODED = re.compile(f"[ÃÂ][\x80-\x9f{re.escape(TRAILING)}]|â€")
# Signs that no name or sentence has inside a word: another code page read as Windows-1252.
MISFIT = re.compile(r"(?<=[A-Za-z])[‚ƒ„†‡ˆ‰‹›˜¢¤¦¨¬¯±²³´¶¸¹](?=[A-Za-z])|(?<=[a-z])[ŠŽŸ]")
LOST_LETTER = re.compile(r"(?<!\S)\?[^\W\d_]|[^\W\d_]\?[^\W\d_]")


def _decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Text, encoding and remarks. A mark decides, then strict UTF-8, then strict Windows-1252."""
    if not data.strip():
        raise SheetError("The file is empty. Export the sheet again.")
    for signature, says in SIGNATURES:
        if data.startswith(signature):
            raise SheetError(says)
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if encoding:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise SheetError(f"The text breaks off or is damaged. {CUT_OFF}") from error
    elif b"\x00" in data:
        raise SheetError(f"This is not a text file. {SAVE_AGAIN}", line=_line(data, b"\x00"))
    else:
        text, encoding = _decode_unmarked(data)
    if match := CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise SheetError(
            f"Line {line} holds a sign that no text has, so this is not a sheet, or it is"
            f" damaged. {SAVE_AGAIN}",
            line=line,
        )
    return text, encoding.removesuffix("-sig"), tuple(_damage(text))


def _decode_unmarked(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    whole = sum(len(match[0]) for match in UTF8_LETTER.finditer(data))
    if whole > len(HIGH_BYTE.findall(data)) - whole:
        raise _wrong_encoding(line)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(data.count(b"\n", 0, error.start) + 1) from error
    if match := TWICE_ENCODED.search(text) or MISFIT.search(text):
        raise _wrong_encoding(text.count("\n", 0, match.start()) + 1)
    return text, "cp1252"


def _wrong_encoding(line: int) -> SheetError:
    return SheetError(
        f"The letters on line {line} are not written as in the rest of the sheet, or in a code"
        f" that is neither UTF-8 nor Windows-1252. {SAVE_AGAIN}",
        line=line,
    )


def _line(data: bytes, what: bytes) -> int:
    return data.count(b"\n", 0, data.index(what)) + 1


def _damage(text: str) -> Iterator[str]:
    """Remarks on letters that were lost before the sheet reached us; they stay as they are."""
    for pattern, what in (
        (TWICE_ENCODED, "letters look garbled, as in 'Ã«' for 'ë'"),
        (LOST_LETTER, "a letter seems to have been lost and replaced by '?'"),
    ):
        lines = _lines_with(pattern, text)
        if lines:
            first = ", ".join(str(line) for line in lines[:5])
            more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
            yield (
                f"On line {first}{more} of the file {what}. The text is kept as it is; correct"
                " it in the sheet first if you can."
            )


def _lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    """Numbers of the lines on which the pattern occurs, counted in one pass."""
    lines: list[int] = []
    line, counted = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if lines[-1:] != [line]:
            lines.append(line)
    return lines


# ---- text to records


def _delimiter(text: str) -> str:
    """What stands between the cells: that which makes the first line hold our headings."""
    known = {_folded(heading) for heading in COLUMNS.values()}
    hits: Counter[str] = Counter()
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            hits[delimiter] = len(known & {_folded(cell) for cell in next(reader, [])})
        except csv.Error:
            hits[delimiter] = 0
    best, count = hits.most_common(1)[0]
    if count < len(known) // 2:
        raise SheetError(
            "The first line doesn't hold the headings of a client sheet. The first row must be"
            f" the headings: {', '.join(COLUMNS.values())}.",
            line=1,
        )
    return best


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Row number, line number where the row begins, and cells. Raises SheetError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken_row(str(error), line) from error
        row += 1
        yield row, line, cells


def _broken_row(error: str, line: int) -> SheetError:
    """The sentence for what the csv module found wrong with the row that begins on `line`."""
    if "field larger" in error:
        says = f"A cell of the row on line {line} is far too long: a quotation mark may be missing."
    elif "unexpected end" in error:
        says = (
            f"A cell of the row on line {line} is opened with a quotation mark that is never"
            " closed."
        )
    else:
        says = f"The quotation marks of the row that begins on line {line} don't match."
    return SheetError(f"{says} {CUT_OFF}", line=line)


def _folded(heading: str) -> str:
    return "".join(heading.casefold().split()).rstrip("?:")


def _columns(headings: list[str]) -> tuple[str, ...]:
    """Our name for each heading, whatever its case and spacing. Raises SheetError."""
    ours = {_folded(heading): name for name, heading in COLUMNS.items()}
    found = [ours.get(_folded(heading), "") for heading in headings]
    counted = Counter(found)
    unknown = [str(place) for place, name in enumerate(found, start=1) if not name]
    missing = [heading for name, heading in COLUMNS.items() if name not in counted]
    twice = [COLUMNS[name] for name, times in counted.items() if name and times > 1]
    if twice:
        raise SheetError(
            f"Two columns have the same heading: {', '.join(twice)}. Rename or remove one.", line=1
        )
    if unknown:
        raise SheetError(
            f"The heading of column {', '.join(unknown)} is not one we know, so it is not clear"
            " where its cells belong. Rename or remove the column. Known headings:"
            f" {', '.join(COLUMNS.values())}.",
            line=1,
        )
    if missing:
        raise SheetError(
            f"Columns are missing: {', '.join(missing)}. Add them with these headings; their"
            " cells may be empty.",
            line=1,
        )
    return tuple(found)
