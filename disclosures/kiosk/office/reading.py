"""What a client's sitting has: their ticket, their place, the package item by item, and what they leave behind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from uuid import UUID

from django.db import ProgrammingError, models
from django.http import Http404

from confidentiality.access.identity import OfficeReader, current_principal
from confidentiality.audit.record import record
from confidentiality.interface.signing_pad import Strokes
from disclosures.models import Package
from disclosures.package import Contents, Copied
from disclosures.readers.models import OutsideReading

from ..models import Remark, Signature, Sitting

What = OutsideReading.What
BEGINS = 60  # letters of an item that stand on the list


@dataclass(frozen=True)
class Item:
    """One thing to read: a text, or a page of a document; `number` is its place on the list, from 0."""

    number: int
    text: Copied | None
    day: date | None
    page: int  # of the letter, for a page of a document
    nth: int  # of the documents' pages, from 1
    sensitive: bool = False  # whoever sits beside the client sees the list as well

    @property
    def title(self) -> str:
        """What it is called on the list."""
        return self.text.kind if self.text else f"Page {self.nth} of documents"

    @property
    def nth_of_all(self) -> int:
        """Its place among all that there is to read, from 1; what was kept back whole has none."""
        return self.number + 1

    @property
    def begins(self) -> str:
        """Its first words, out of the copy that is read; '' for a page of a document or a sensitive fact (4.4.2)."""
        if self.text is None or self.sensitive:
            return ""
        return shorten(self.text.body.strip().partition("\n")[0], BEGINS, placeholder=" …")

    @property
    def has_gaps(self) -> bool:
        """Whether something in the text was left out."""
        parts = [*self.text.body_parts, *self.text.basis_parts] if self.text else []
        return any(is_mark for is_mark, _ in parts)


def open_sitting() -> Sitting:
    """Return whoever acts as their sitting with its ticket; raises Http404 where it has ended since."""
    who = current_principal()
    if not isinstance(who, OfficeReader):
        raise Http404
    found = Sitting.objects.select_related("ticket").filter(visit_id=who.visit)
    accepted = OutsideReading.objects.filter(visit_id=who.visit, what=What.TERMS)
    opened = OutsideReading.objects.filter(visit_id=who.visit, what=What.OPENED)
    sitting = found.annotate(accepted=models.Exists(accepted), opened=models.Exists(opened)).first()
    if sitting is None:
        raise Http404
    return sitting


def _visit(sitting: Sitting) -> UUID:
    if sitting.visit_id is None:  # an open one has a visit
        raise Http404
    return sitting.visit_id


def _as_long_as_it_lasts(write: Callable[[], None]) -> None:
    """Write; raises Http404 where the sitting has ended meanwhile: then the database takes nothing."""
    try:
        write()
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "pgcode", "") != "42501":
            raise
        raise Http404 from None


def write_down(sitting: Sitting, what: What) -> None:
    """Put what is opened on the register of readings, once a visit, and in the audit each time."""
    package, visit = sitting.ticket.package_id, _visit(sitting)
    known = {What.TERMS: sitting.accepted, What.OPENED: sitting.opened}[what]  # type: ignore[attr-defined]

    def write() -> None:
        if not known:
            OutsideReading(
                file_id=sitting.file_id, visit_id=visit, package_id=package, what=what
            ).save(force_insert=True)
        record("package_read_outside", file=sitting.file_id, ids=[visit, package], reason=str(what))

    _as_long_as_it_lasts(write)


def open_items(sitting: Sitting) -> list[Item]:
    """Return all there is to read, in order; that the package was opened is written down."""
    found = Package.objects.defer("letter").filter(id=sitting.ticket.package_id).first()
    if found is None:
        raise Http404
    write_down(sitting, What.OPENED)
    texts = Contents.from_stored(found.contents).dated_items
    sensitive = set(sitting.ticket.cover.get("sensitive", ()))  # older tickets do not say
    listed = [
        Item(at, text, day, 0, 0, text.entry in sensitive) for at, (text, day) in enumerate(texts)
    ]
    pages = sitting.ticket.cover["pictures"]
    return listed + [
        Item(len(texts) + at, None, None, page, at + 1) for at, page in enumerate(pages)
    ]


def letter_of(sitting: Sitting) -> bytes:
    """Return the package's letter; raises Http404 where there is none for whoever acts."""
    found = Package.objects.filter(id=sitting.ticket.package_id).first()
    if found is None or not found.letter:
        raise Http404
    return bytes(found.letter)


def go_to(sitting: Sitting, number: int, *, of: int) -> None:
    """Turn to an item; beyond the ends is the end."""
    sitting.item, sitting.place = min(max(number, 0), max(of - 1, 0)), 0
    _as_long_as_it_lasts(lambda: sitting.save(update_fields=["item", "place"]))


def set_looks(sitting: Sitting, *, size: int, contrast: bool) -> None:
    """Keep how large letters are and whether all is black and white."""
    sitting.size, sitting.contrast = size, contrast
    _as_long_as_it_lasts(lambda: sitting.save(update_fields=["size", "contrast"]))


def _of(sitting: Sitting) -> dict[str, UUID]:
    return {
        "file_id": sitting.file_id,
        "visit_id": _visit(sitting),
        "package_id": sitting.ticket.package_id,
    }


def remark(sitting: Sitting, words: str) -> None:
    """Keep what the client says of the item that is open."""
    made = Remark(item=sitting.item, **_of(sitting))
    made.words = words

    def write() -> None:
        made.save(force_insert=True)
        record("remark_left", file=sitting.file_id, ids=[made.visit_id, made.id])

    _as_long_as_it_lasts(write)


def remarks_on(sitting: Sitting) -> tuple[list[Remark], bool]:
    """Return what the client said of the open item in this sitting, and whether they said anything of another."""
    found = list(Remark.objects.filter(visit_id=_visit(sitting)).order_by("at"))
    here = [each for each in found if each.item == sitting.item]
    return here, len(here) < len(found)


def has_signed(sitting: Sitting) -> bool:
    """Say whether the client has signed in this sitting."""
    return Signature.objects.filter(visit_id=_visit(sitting)).exists()


def sign(sitting: Sitting, *, name: str, strokes: Strokes | None) -> None:
    """Keep that the client has read it, in their own hand or by their name."""
    made = Signature(**_of(sitting))
    made.name, made.strokes = name or None, strokes

    def write() -> None:
        made.save(force_insert=True)
        record("reading_signed", file=sitting.file_id, ids=[made.visit_id, made.id])

    _as_long_as_it_lasts(write)
