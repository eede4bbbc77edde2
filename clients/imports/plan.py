"""The dry run: the fate of every row of a sheet and why, before anything is written."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from clients.imports.dates import Order
from clients.imports.names import fold, told_name_key
from clients.imports.row import (
    DUPLICATE,
    REFERENCE,
    ROW_LENGTH,
    DateCell,
    Partner,
    Reason,
    RowPlan,
    Service,
    read_row,
)
from clients.imports.sheet import Line, Sheet

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """What the sheet itself says about the order of day and month; a person confirms it.

    `day_first`, `month_first`: cells with one valid reading that speak for an order;
    `ambiguous`: cells with two. `examples`: some of those, as told, with both readings.
    """

    day_first: int = 0
    month_first: int = 0
    ambiguous: int = 0
    examples: tuple[DateCell, ...] = ()

    @property
    def mixed(self) -> bool:
        """Whether the sheet contradicts itself, so that no order is right for all of it."""
        return bool(self.day_first and self.month_first)


NO_EVIDENCE = OrderEvidence()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole dry run. `order`: the order of day and month if confirmed."""

    rows: tuple[RowPlan, ...]
    order: Order | None = None
    evidence: OrderEvidence = NO_EVIDENCE
    remarks: tuple[str, ...] = ()

    def fates(self) -> Counter[str]:
        """How many rows are imported and how many wait."""
        return Counter(row.fate for row in self.rows)

    def asked(self) -> Counter[str]:
        """How many rows wait for each reason."""
        return Counter(reason.code for row in self.rows for reason in row.reasons)

    def partners(self) -> Counter[str]:
        """How many partners are linked, asked about, kept as told, or not named."""
        return Counter(row.partner.found for row in self.rows)


def plan(
    sheet: Sheet,
    *,
    today: dt.date,
    order: Order | None = None,
    known: Collection[str] = frozenset(),
) -> Plan:
    """Plan a sheet; one RowPlan for each row, in the sheet's order.

    `order`: of day and month, once confirmed. `known`: keys (`person_keys`) of people who were
    imported before, so that the same sheet twice doesn't make everybody twice.
    """
    rows = [_one(sheet, line, today=today, order=order) for line in sheet.lines]
    rows = _mark_references(_mark_duplicates(rows, known))
    return Plan(tuple(_find_partners(rows)), order, _evidence(rows), sheet.remarks)


def _one(sheet: Sheet, line: Line, *, today: dt.date, order: Order | None) -> RowPlan:
    row = read_row(sheet.values(line), row=line.row, today=today, order=order)
    if len(line.cells) == len(sheet.columns):
        return row
    says = (
        f"This row has {len(line.cells)} cells, the headings are {len(sheet.columns)}:"
        " cells may stand in the wrong columns."
    )
    return replace(row, reasons=(Reason(ROW_LENGTH, says), *row.reasons))


# ---- the same person twice


def person_keys(row: RowPlan) -> tuple[str, ...]:
    """What two rows of one person have in common: name with birth, phone or address; or both last.

    Within one service only: what the other service knows must not show in this one's queue.
    """
    name, born = row.name_key, _birth_key(row)
    whole = name or fold(f"{row.first_name} {row.surname}")
    if not whole or not row.service:
        return ()
    start = f"{row.service}|"
    keys = [f"{start}{whole}|born {born}"] if born and name else []
    keys += [f"{start}{whole}|phone {number}" for number in row.phones]
    if row.address:
        keys.append(f"{start}{whole}|at {fold(row.address)}")
    keys += [f"{start}|born {born}|phone {number}" for number in row.phones if born]
    return tuple(keys)


def _birth_key(row: RowPlan) -> str:
    readings = row.born.read.readings()
    return "/".join(sorted({reading.isoformat() for reading in readings})) if readings else ""


def _mark_duplicates(rows: Iterable[RowPlan], known: Collection[str]) -> list[RowPlan]:
    """The later of two rows of one person asks; its other questions wait behind that one."""
    first_row: dict[str, int] = {}
    marked = []
    for row in rows:
        keys = person_keys(row)
        earlier = min((first_row[key] for key in keys if key in first_row), default=None)
        for key in keys:
            first_row.setdefault(key, earlier or row.row)
        says = ""
        if earlier:
            says = f"This seems to be the same person as in row {earlier}."
        elif any(key in known for key in keys):
            says = "This person seems to have been imported before."
        if says:
            reasons = (Reason(DUPLICATE, says),)
            row = replace(row, reasons=reasons, further=row.reasons, duplicate_of=earlier)
        marked.append(row)
    return marked


def _mark_references(rows: Iterable[RowPlan]) -> list[RowPlan]:
    """The sheet's own reference, used again for somebody else, asks too."""
    first_row: dict[str, int] = {}
    marked = []
    for row in rows:
        key = row.ref.casefold()
        is_duplicate = any(reason.code == DUPLICATE for reason in row.reasons)
        earlier = first_row.setdefault(key, row.row) if key else row.row
        if earlier != row.row and not is_duplicate:
            reason = Reason(REFERENCE, f"Row {earlier} has the same reference.", "ref")
            row = replace(row, reasons=(*row.reasons, reason))
        marked.append(row)
    return marked


# ---- partners


def _find_partners(rows: list[RowPlan]) -> list[RowPlan]:
    """Look for each partner among the other service's rows, by full name only.

    Rows that seem to be duplicates are left out, their person is found in the first row; not so if
    they were born on another day, for then they may be a namesake.
    """
    by_number = {row.row: row for row in rows}
    bearing: dict[tuple[Service, str], list[int]] = defaultdict(list)
    for row in rows:
        first = by_number.get(row.duplicate_of) if row.duplicate_of else None
        if first and not _born_apart(row, first):
            continue
        if row.name_key and row.service:
            bearing[row.service, row.name_key].append(row.row)
    other: dict[Service, Service] = {"iss": "dvpp", "dvpp": "iss"}
    found = []
    for row in rows:
        key = told_name_key(row.partner.told)
        candidates = bearing.get((other[row.service], key), []) if key and row.service else []
        if candidates:
            partner = Partner(
                row.partner.told, "link" if len(candidates) == 1 else "asked", tuple(candidates)
            )
            row = replace(row, partner=partner)
        found.append(row)
    return found


def _born_apart(one: RowPlan, another: RowPlan) -> bool:
    """Whether both dates of birth are read and differ."""
    first, second = _birth_key(one), _birth_key(another)
    return bool(first and second and first != second)


# ---- the order of day and month


def _evidence(rows: Iterable[RowPlan]) -> OrderEvidence:
    shows: Counter[Order] = Counter()
    ambiguous: list[DateCell] = []
    for row in rows:
        for cell in row.dates.values():
            if cell.read.shows:
                shows[cell.read.shows] += 1
            if cell.read.ambiguous:
                ambiguous.append(cell)
    return OrderEvidence(
        day_first=shows[Order.DAY_FIRST],
        month_first=shows[Order.MONTH_FIRST],
        ambiguous=len(ambiguous),
        examples=_examples(ambiguous),
    )


def _examples(cells: list[DateCell]) -> tuple[DateCell, ...]:
    """A few different ambiguous cells, spread over the sheet."""
    distinct = list({cell.told.strip(): cell for cell in cells}.values())
    step = max(1, len(distinct) // EXAMPLES)
    return tuple(distinct[::step][:EXAMPLES])
