"""What a file holds of its client besides its entries, written out as it stood when they asked (5.2.5, E32).

Of the client alone: no partner, nobody tied to the file, nothing that somebody else said, and of what left only what
their own register shows. Each part becomes an entry once the request is prepared, and is gone through as every other.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from clients.actions import add_entry
from clients.contacting.profile import read, rows
from clients.groups.access import agreements_on as kept_in_groups
from clients.groups.access import sessions_on
from clients.models import CaseFile, Entry
from clients.programme.access import events_of, forms_signed
from confidentiality.interface.filters import date_gb
from disclosures.access import agreements_on, consents_on
from disclosures.delivery.access import for_the_client
from disclosures.kiosk.models import Limit
from disclosures.limits import ends_on, limits_of, said_of
from disclosures.models import Consent
from disclosures.notifications.access import told_to_client
from disclosures.ownfile.picture import Asker
from disclosures.refusals.access import register_rows
from disclosures.sensitive import sensitive_words
from staff.models import Service, Worker

from .models import FileRequest

Rows = Iterable[tuple[str, str]]
FOR_THE_CLIENT_ALONE = (
    "Other names of the client, who works with them, how and where they are reached, what they agreed to or refused, "
    "and what was shared are told to the client alone."
)


def written_out(file: CaseFile, asker: str) -> list[dict[str, str]]:
    """Return what an opened file holds besides its entries, part by part: {"entry": the id it will have, "says"}.

    A part of which there is nothing is left out. `asker` is who asks: whoever does for the client gets particulars and
    what was attended, and one sentence in place of the rest.
    """
    parts = _for_the_client(file) if asker == Asker.CLIENT else _for_others(file)
    return [
        {"entry": str(uuid4()), "says": f"{heading}\n\n{says}"} for heading, says in parts if says
    ]


def take_in(request: FileRequest, *, by: Worker) -> None:
    """Make entries of what was written out for a locked request, each once.

    One that was taken down before this was kept is written out now.
    """
    if request.about is None:
        request.about = written_out(request.file, request.asker)
        request.save(update_fields=["about"])
    there = set(Entry.objects.filter(file=request.file).values_list("id", flat=True))
    for each in request.about:
        if UUID(each["entry"]) not in there:
            _write(request, each, by)


def _write(request: FileRequest, part: dict[str, str], by: Worker) -> None:
    """Write one part down; where words of it may tell a sensitive fact it is held as one (4.4.2)."""
    add_entry(
        file=request.file,
        by=by,
        kind=Entry.Kind.HELD,
        nature=Entry.Nature.FACT,
        body=part["says"],
        sensitive_kind=Entry.SensitiveKind.OTHER if sensitive_words([part["says"]]) else "",
        happened_on=timezone.localdate(request.recorded_at),
        entry_id=UUID(part["entry"]),
        holds_file=False,
    )


def _for_the_client(file: CaseFile) -> Rows:
    yield "The client", _lines((*_particulars(file), *_known_by(file)))
    yield "Safe contact", _lines(rows(read(file.contact)))
    yield "What was agreed", "\n\n".join(_agreed(file))
    yield "The programme and groups", "\n".join(_attended(file))
    yield "What was shared", "\n".join(_shared(file))


def _for_others(file: CaseFile) -> Rows:
    """What the client decided, and what they alone were told of, is nobody's who asks for them, as at the kiosk."""
    yield "The client", _lines(_particulars(file))
    yield "The programme and groups", "\n".join(_attended(file))
    yield "For the client alone", FOR_THE_CLIENT_ALONE


def _lines(said: Rows) -> str:
    return "\n".join(f"{label}: {text}" for label, text in said if text)


def _day(day: date | datetime | None) -> str:
    return date_gb(day) if day else ""


def _particulars(file: CaseFile) -> Rows:
    yield "Name", file.name
    yield (
        "Date of birth",
        _day(date.fromisoformat(file.date_of_birth) if file.date_of_birth else None),
    )
    yield "Reference", file.reference
    yield "Service", file.get_service_display()
    yield "Opened on", _day(file.opened_on)
    yield "Left on", _day(file.left_on)


def _known_by(file: CaseFile) -> Rows:
    """What leads to a client who left: the name they go by now, and whom they meet."""
    yield "Also known as", ", ".join(file.known_as)
    yield "Worker", file.lead.display_name if file.lead else ""


def _agreed(file: CaseFile) -> Iterable[str]:
    """Each consent and refusal in the words that were kept, and what they agreed to besides, the oldest first."""
    given = list(reversed(consents_on(file)))
    limits = limits_of(each.id for each in given)
    for consent in given:
        yield _lines(_consent(consent, limits[consent.id]))
    for said in reversed(agreements_on(file, most=None)):
        lawful = settings.LAWFUL_BASES.get(said.basis, said.basis)
        head = f"{said.get_kind_display()}{f': {lawful}' if lawful else ''}, {date_gb(said.on)}"
        yield f"{head}\n{said.words}".strip()


def _consent(consent: Consent, limits: list[Limit]) -> Rows:
    yield (
        "Refused to share with" if consent.refused else "Agreed to share with",
        (f"{consent.to_agency.name}, {date_gb(consent.given_on)}"),
    )
    yield "Why", consent.why
    yield "In the client’s own words", consent.her_words or ""
    yield "What may be newly written", consent.new_words or ""
    yield "What follows from yes", consent.agreeing
    yield "What follows from no", consent.refusing
    yield "Limits", " ".join(said_of(consent, limits))
    yield "Until", _day(ends_on(consent, limits))
    yield "Given by", "a parent or guardian" if consent.authority else ""
    yield "Authorised in writing on", _day(consent.authorised_on)
    yield "Taken back on", _day(consent.withdrawn_at)
    if not consent.refused:
        yield "Replaced on", _day(consent.replaced_on)  # type: ignore[attr-defined]
        yield "Refused later, on", _day(consent.refused_on)  # type: ignore[attr-defined]
        yield "Refused later in part, on", _day(consent.refused_in_part_on)  # type: ignore[attr-defined]


def _attended(file: CaseFile) -> Iterable[str]:
    """The events of his programme, the sessions of a group that the client was at, and what they signed for it."""
    if file.service == Service.DVPP:
        for event in reversed(events_of(file)):
            corrects = ", which corrects what stood there" if event.corrects_id else ""
            said = f"{date_gb(event.happened_on)}: {event.said}{corrects}"
            yield f"{said}\n{event.words}".strip()
        for form in reversed(forms_signed(file, most=None)):
            yield f"{date_gb(form.signed_on)}: signed the form about confidentiality"
    for seen in reversed(sessions_on(file, most=None)):
        if seen.taken_back_at is None:
            told = "; confidentiality was discussed" if seen.discussed else ""
            yield f"{date_gb(seen.on)}: {seen.session.group.get_kind_display()}{told}"
    for kept in reversed(kept_in_groups(file, most=None)):
        yield f"{date_gb(kept.signed_on)}: signed to keep what others say"


def _shared(file: CaseFile) -> Iterable[str]:
    """What the client's own register shows: without what would endanger somebody, and without a gap."""
    for release in reversed(for_the_client(file)):
        to = ", ".join(part for part in (release.to_name, release.to_agency) if part)
        how = ", by word of mouth" if release.request.manner == "spoken" else ""
        back = ", called back" if hasattr(release, "recall") else ""
        yield f"{date_gb(release.released_at)}: to {to} ({release.request.basis_label}{how}{back})"
    for row in reversed(register_rows(file, for_client=True)):
        yield f"{date_gb(row.at)}: asked for and not shared, {row.recipient}: {row.what}"
    for each in reversed(told_to_client(file)):
        yield f"{_day(each.ended_at)}: the client was told: {each.said}, {date_gb(each.on)}"
