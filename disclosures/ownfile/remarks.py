"""What clients wrote at an office screen, until it stands beside the entry; in law it is a rectification (5.2.5)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clients.emergency.access import bank_holidays
from clients.models import CaseFile, Entry
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys
from disclosures.kiosk.models import Remark
from staff.models import Worker

from . import clocks
from .models import Rectification
from .redress import dispute


def waiting() -> QuerySet[Remark]:
    """Return the remarks that stand beside no entry yet."""
    return Remark.objects.filter(~Exists(Rectification.objects.filter(remark=OuterRef("id"))))


def due_on(remark: Remark) -> date:
    """Return by which day it is answered, counted from the day on which they wrote it."""
    months = settings.OWN_FILE_MONTHS
    return clocks.a_month_from(timezone.localdate(remark.at), bank_holidays(), months=months)


@dataclass(frozen=True)
class Said:
    """A remark, the entries that the package held, and of which of them it was written; None: of none of them."""

    remark: Remark
    entries: list[Entry]
    of: UUID | None


def said_at_screen(file: CaseFile, remark_id: UUID) -> Said:
    """Return a remark on an opened file that stands beside no entry; raises Hidden for any other id."""
    remark = waiting().select_related("package").filter(id=remark_id, file=file).first()
    if remark is None:
        raise Hidden("remark_hidden", file=file.id)
    load_keys([remark.package.sealed_under()])
    read = [item["entry"] for item in remark.package.contents["items"]]
    of = read[remark.item] if remark.item < len(read) else ""
    there = Entry.objects.filter(file=file, id__in=[each for each in read if each])
    # what they say of their own words stands beside the entry that those are about
    about = dict(there.filter(kind=Entry.Kind.STATEMENT).values_list("id", "corrects"))
    offered = Entry.objects.filter(
        Q(id__in=there.values("id")) | Q(id__in=about.values()), file=file
    ).exclude(kind=Entry.Kind.STATEMENT)
    record("remark_opened", file=file.id, ids=[remark.id])
    open_then = about.get(UUID(of), UUID(of)) if of else None
    return Said(remark, list(offered.order_by("happened_on", "written_at")), open_then)


def put_beside(
    *, said: Said, entry: Entry, sensitive_kind: str, key: UUID, by: Worker
) -> Rectification:
    """Put a remark beside an entry, in the client's words and of the day on which they wrote them (E28)."""
    remark = said.remark
    return dispute(
        entry=entry,
        statement=remark.words,
        received_on=timezone.localdate(remark.at),
        key=key,
        by=by,
        sensitive_kind=sensitive_kind,
        remark=remark.id,
    )
