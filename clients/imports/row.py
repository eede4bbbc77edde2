"""One row of a sheet, understood: what a case file would hold, and what must be asked first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from clients.imports.contact import SafeContact, phone_numbers, postcode, safe_contact
from clients.imports.dates import NOTHING, Of, Order, Read, read_date
from clients.imports.names import full_name_key

Service = Literal["", "iss", "dvpp"]
Status = Literal["", "open", "on_hold", "closed"]
DateField = Literal["born", "referred", "left"]
Found = Literal["none", "told", "link", "asked"]

SERVICES: dict[str, Service] = {
    "iss": "iss",
    "womens": "iss",
    "women": "iss",
    "dvpp": "dvpp",
    "mens": "dvpp",
    "men": "dvpp",
}
STATUSES: dict[str, Status] = {
    "open": "open",
    "active": "open",
    "onhold": "on_hold",
    "closed": "closed",
}
DATES: dict[DateField, tuple[Of, str]] = {
    "born": ("birth", "date of birth"),
    "referred": ("event", "referral date"),
    "left": ("event", "date left"),
}

# The words by which the queue is sorted. Each has a plain sentence beside it in the reason.
DUPLICATE = "possible duplicate"
CLOSED_EARLY = "closed before referred"
NO_SURNAME = "no surname"
NO_FIRST_NAME = "no first name"
REFERENCE = "reference used twice"
ROW_LENGTH = "row length"
CODES = (
    DUPLICATE,
    "date of birth",
    "referral date",
    "date left",
    CLOSED_EARLY,
    NO_SURNAME,
    NO_FIRST_NAME,
    "service",
    "status",
    REFERENCE,
    ROW_LENGTH,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row waits. `code`: one of few words; `says`: a sentence without anything personal."""

    code: str
    says: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class DateCell:
    """A date cell as told, and as read."""

    told: str = ""
    read: Read = NOTHING


@dataclass(frozen=True, slots=True)
class Partner:
    """The partner as told, and what was found of them among the rows of the other service.

    `link`: exactly one row bears the full name (`rows` holds it); `asked`: several do; `told`: none
    does, or no full name was told, and the words stay as they are.
    """

    told: str = ""
    found: Found = "none"
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row.

    `reasons`: why it waits in the queue; none means that it is imported. `further`: what must be
    settled too if a possible duplicate turns out to be somebody else.
    """

    row: int
    ref: str
    service: Service
    first_name: str
    surname: str
    known_as: str
    born: DateCell
    referred: DateCell
    left: DateCell
    phone_told: str
    phones: tuple[str, ...]
    safe: SafeContact
    address: str
    postcode: str
    partner: Partner
    referred_by: str
    worker: str
    status: Status
    consent: str
    notes: str
    reasons: tuple[Reason, ...] = ()
    further: tuple[Reason, ...] = ()
    duplicate_of: int | None = None

    @property
    def fate(self) -> Literal["import", "ask"]:
        """`import`: becomes a case file; `ask`: waits in the queue."""
        return "ask" if self.reasons else "import"

    @property
    def ambiguous_dates(self) -> tuple[DateField, ...]:
        """The date cells with two valid readings, waiting for the order to be confirmed."""
        return tuple(name for name, cell in self.dates.items() if cell.read.ambiguous)

    @property
    def dates(self) -> dict[DateField, DateCell]:
        """The three date cells by name."""
        return {"born": self.born, "referred": self.referred, "left": self.left}

    @property
    def name_key(self) -> str:
        """The full name for comparing; '' where there is none."""
        return full_name_key(self.first_name, self.surname)


def read_row(
    values: Mapping[str, str], *, row: int, today: dt.date, order: Order | None = None
) -> RowPlan:
    """Understand one row by itself, told by our column names.

    What other rows say (the same person twice, the partner's row) is added by `plan`.
    """
    dates = {
        name: DateCell(values[name], read_date(values[name], of=of, today=today, order=order))
        for name, (of, _) in DATES.items()
    }
    plan = RowPlan(
        row=row,
        ref=values["ref"].strip(),
        service=SERVICES.get(_plain(values["service"]), ""),
        first_name=" ".join(values["first_name"].split()),
        surname=" ".join(values["surname"].split()),
        known_as=" ".join(values["known_as"].split()),
        born=dates["born"],
        referred=dates["referred"],
        left=dates["left"],
        phone_told=values["phone"].strip(),
        phones=phone_numbers(values["phone"]),
        safe=safe_contact(values["phone"], values["safe"]),
        address=values["address"].strip(),
        postcode=postcode(values["postcode"]),
        partner=Partner(values["partner"].strip(), "told" if values["partner"].strip() else "none"),
        referred_by=values["referred_by"].strip(),
        worker=values["worker"].strip(),
        status=STATUSES.get(_plain(values["status"]), ""),
        consent=values["consent"].strip(),
        notes=values["notes"],
    )
    reasons = (*_missing(plan), *_unread_dates(plan))
    return _in_sequence(replace(plan, reasons=reasons) if reasons else plan)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says about a row that waited; dates are certain, None is 'nobody knows'."""

    service: Service
    first_name: str
    surname: str
    born: dt.date | None
    referred: dt.date
    status: Status
    left: dt.date | None


def correct(plan: RowPlan, said: Correction) -> RowPlan:
    """The row as a person corrected it. `reasons` then hold only what still contradicts itself.

    A missing name is not asked about again: whoever corrects may know that nobody knows it.
    """
    corrected = replace(
        plan,
        service=said.service,
        first_name=" ".join(said.first_name.split()),
        surname=" ".join(said.surname.split()),
        born=_certain(said.born),
        referred=_certain(said.referred),
        left=_certain(said.left),
        status=said.status,
        reasons=(),
        further=(),
    )
    missing = tuple(
        reason for reason in _missing(corrected) if reason.code not in (NO_SURNAME, NO_FIRST_NAME)
    )
    return _in_sequence(replace(corrected, reasons=missing))


def _certain(day: dt.date | None) -> DateCell:
    return DateCell(day.isoformat() if day else "", Read(date=day))


def _plain(cell: str) -> str:
    return "".join(letter for letter in cell.casefold() if letter.isalnum())


def _missing(plan: RowPlan) -> list[Reason]:
    """What a case file can't do without."""
    reasons = []
    if not plan.service:
        reasons.append(
            Reason("service", "It is not clear which service this row belongs to.", "service")
        )
    if not plan.first_name:
        reasons.append(Reason(NO_FIRST_NAME, "There is no first name.", "first_name"))
    if not plan.surname:
        reasons.append(Reason(NO_SURNAME, "There is no surname.", "surname"))
    if not plan.status:
        reasons.append(
            Reason("status", "It is not clear whether this is open, on hold or closed.", "status")
        )
    elif plan.status == "closed" and not plan.left.told.strip():
        reasons.append(Reason("date left", "Closed, yet no date on which they left.", "left"))
    elif plan.status != "closed" and plan.left.told.strip():
        reasons.append(Reason("status", "Not closed, yet there is a date left.", "status"))
    if not plan.referred.told.strip():
        reasons.append(Reason("referral date", "There is no referral date.", "referred"))
    return reasons


def _unread_dates(plan: RowPlan) -> list[Reason]:
    return [
        Reason(DATES[name][1], _said_of(DATES[name][1], cell.read.problem), name)
        for name, cell in plan.dates.items()
        if cell.read.problem
    ]


def _said_of(what: str, problem: str) -> str:
    return f"{what.capitalize()}: {problem[:1].lower()}{problem[1:]}"


def _in_sequence(plan: RowPlan) -> RowPlan:
    """Born, referred, left: a date out of sequence in every reading is asked about, not kept."""
    if _always_before(plan.left.read, plan.referred.read):
        says = "The date left is before the referral date."
        cell = DateCell(plan.left.told, Read(problem=says))
        reason = Reason(CLOSED_EARLY, says, "left")
        plan = replace(plan, left=cell, reasons=(*plan.reasons, reason))
    if _always_before(plan.referred.read, plan.born.read):
        says = "The date of birth is after the referral date."
        cell = DateCell(plan.born.told, Read(problem=says))
        reason = Reason("date of birth", says, "born")
        plan = replace(plan, born=cell, reasons=(*plan.reasons, reason))
    return plan


def _always_before(earlier: Read, later: Read) -> bool:
    """Whether the first date lies before the second, whichever order day and month have."""
    left, right = earlier.readings(), later.readings()
    return bool(left and right and all(a < b for a, b in zip(left, right, strict=True)))
