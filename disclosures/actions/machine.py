"""The machine reads: what would leave while it is prepared, and the final bytes before they do (clause 3.2.1)."""

from calendar import month_name
from itertools import chain
from typing import NoReturn
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from clients.documents.serving import BROKEN
from clients.emergency.walls import tell_of_recipient
from confidentiality.audit.record import record
from confidentiality.sealing.errors import SealingError
from disclosures.actions.lock import NotNow, lock_request
from disclosures.building.pages import CannotProcess
from disclosures.building.pdf import PackageData, TextItem, render_package
from disclosures.building.reading import ReadAgain, read_again
from disclosures.dossier import Dossier, load_dossier
from disclosures.models import DisclosureRequest
from disclosures.names import Likeness
from disclosures.package import TERMS, rights
from disclosures.pictured import Releasing
from disclosures.readers.closing import close_all_to
from disclosures.recipients import likeness_in, reaches_a_partner
from disclosures.redaction.access import Workbench, look_for, texts_of
from disclosures.redaction.last_look import somebody_new
from disclosures.redaction.looking import Looking
from disclosures.redaction.models import MachineReading
from disclosures.redaction.steps import found, reading_of
from disclosures.scans.access import leaving_of
from staff.models import Worker

State = DisclosureRequest.State
NEW_IN_BYTES = (
    "The machine found somebody in the finished papers who was not there when it was reviewed. Nothing left."
    " Whoever asks lets the machine read it again, and somebody else reviews it."
)
NEW_IN_WORDS = (
    "The machine found somebody in what would be told who was not there when it was reviewed. Nothing left."
    " Whoever asks lets the machine read it again, and somebody else reviews it."
)

PARTNER = (
    "The recipient, or who reads or hears it, is recorded as a partner or ex-partner of the client (clause 3.3.2 e)."
    " Nothing left."
)
WARNED = (
    "Whoever would be warned is on record as a partner or ex-partner of the client: a manager has to sign it off first"
    " (clause 3.3.2 e). Nothing left, and her managers have been told."
)
SAY_WHO = "Write the recipient’s whole name, or a number: nobody can say yet that it is no partner (clause 3.3.2 e)."
FAULTS = (
    "The finished papers hold something that has no place in them, and nothing left. Whoever looks after the system has"
    " to know."
)


def let_machine_read(*, request: DisclosureRequest, by: Worker) -> MachineReading:
    """Let the machine read what would leave, and keep what it found: words that stop it, and what is undecided.

    Raises NotNow while nothing could leave, Refused for whoever lacks the right to third-party records.
    """
    asked = lock_request(request.id, states={State.DRAFT, State.SUBMITTED, State.APPROVED})
    reading = read_by_machine(asked, load_dossier(asked), by)
    if reading is None:
        raise NotNow("Nothing could leave yet: choose a consent that says until when it holds.")
    return reading


def read_by_machine(
    request: DisclosureRequest, dossier: Dossier, by: Worker
) -> MachineReading | None:
    """Read a locked request; the last reading where it is of the same content, people and decisions.

    None while nothing could leave.
    """
    bench = Workbench(request, dossier, look_for(request))
    if dossier.contents is None:
        return None
    stops = bench.looking.stops(texts_of(dossier.contents))
    undecided = [each.row.entry_id for each in bench.items if each.waiting]
    layers = _on_pages(dossier)
    pages = bench.pages(layers)
    failed = {page.entry for page, looked in pages if looked.failed}
    said = found(
        undecided,
        stops.values(),
        likeness_in(dossier, None, bench.looking.partners),
        on_pages=bench.looking.groups((page, looked.found) for page, looked in pages),
        written=bench.looking.to_weigh(dossier.contents.free_texts).values(),
        unread=sum(not text.strip() for text in chain(*layers.values())),
        failed=[i.row.entry_id for i in bench.items if i.failed or i.row.entry_id in failed],
        of_group=[i.row.entry_id for i in bench.items if i.of_group],
    )
    last = dossier.machine
    if last is not None and last.content == dossier.digest and last.found == said:
        return last  # a review of it goes on standing
    reading = MachineReading.objects.create(
        id=uuid4(),
        request=request,
        file_id=request.file_id,
        by=by,
        content=dossier.digest,
        found=said,
    )
    record("redaction_read", file=reading.file_id, ids=[request.id, reading.id])
    return reading


def stop_if_found(
    request: DisclosureRequest,
    dossier: Dossier,
    final: bytes | None,
    reference: str,
    looking: Looking | None,
    releasing: Releasing,
) -> None:
    """Look through the final bytes for everybody tied to the file, as they are tied now; None for what is spoken.

    Of that the words are looked through, and who is on the line: what a partner of the register could read is closed.

    `looking` is None where whoever is at hand may not read for others and it can't wait: the recipient is compared
    with every partner all the same, by the database. Of a page that is a picture
    in the bytes, what its text layer says outside what is covered is looked through as well.
    Raises NotNow, with a denial in the audit, where an identifier stands in them that whoever reviewed had not before
    them (somebody was written down since, or the bytes hold more than the texts did), where they hold something that
    has no place in them, or where the recipient is a partner.
    """
    again = read_again(final) if final is not None else None
    if again is not None and again.faults:
        _stop(request, "faults", " ".join((FAULTS, *again.faults)))
    if looking is None:
        _stop_unless_told_apart(request, dossier, releasing)
        return
    known = dossier.recipient.threatened or dossier.picture().read_by_client
    likeness = likeness_in(dossier, releasing.spoken, looking.partners)
    if not known and likeness == Likeness.SAME:
        _stop_a_partner(request, PARTNER)
    if _new_in(looking, dossier, again, reference):
        _stop(request, "final_bytes", NEW_IN_BYTES if again is not None else NEW_IN_WORDS)


def _new_in(looking: Looking, dossier: Dossier, again: ReadAgain | None, reference: str) -> bool:
    """Say whether somebody stands in what leaves who did not when it was reviewed."""
    return somebody_new(
        looking,
        reading_of(dossier.machine).identifiers if dossier.machine else frozenset(),
        set(texts_of(dossier.contents)) if dossier.contents else (),
        again,
        form=lambda: _words_of_the_form(reference),
        on_pages=lambda: chain(*_on_pages(dossier).values()),
    )


def _stop_unless_told_apart(
    request: DisclosureRequest, dossier: Dossier, releasing: Releasing
) -> None:
    """Stop where the recipient of an urgent one is known as a partner under a name that whoever acts may not read.

    Whoever is threatened is stopped alike, but on the programme's file: there she is warned (see `clauses.safety`).
    """
    to = dossier.recipient
    if to.threatened and request.file.service == "dvpp":
        return
    known = reaches_a_partner(dossier, releasing.spoken)
    if known is None:
        _stop(request, "recipient", SAY_WHO)
    if known:
        _stop_a_partner(request, WARNED if to.threatened else PARTNER)


def _stop_a_partner(request: DisclosureRequest, said: str) -> NoReturn:
    """Stop; her managers are told, and what the partner could read already is closed to them (E13)."""
    close_all_to(request.contact_id, file_id=request.file_id)
    tell_of_recipient(request.file_id)
    _stop(request, "recipient", said)


def _on_pages(dossier: Dossier) -> dict[UUID, list[str]]:
    """Return by entry what its pages that leave say outside what is covered; raises NotNow where one can’t be read."""
    try:
        return {each.document.entry_id: each.said() for each in leaving_of(dossier)}
    except CannotProcess as error:
        raise NotNow(error.sentence) from None
    except (SealingError, OSError):
        raise NotNow(BROKEN) from None


def _words_of_the_form(reference: str) -> tuple[str, ...]:
    """The words that stand in every package, whoever it is about: they, and its reference, may be like a name."""
    words = list(month_name[1:])
    for own in (False, True):
        form = PackageData(
            *(reference, "-", "-", "-", "-", "-", "-", "-"),
            made_at=timezone.localtime(),
            items=(TextItem("-", None, "-", "-"),),
            terms=rights() if own else TERMS,
            provisos=("-",),
            own=own,
        )
        read = read_again(render_package(form, settings.LETTER_FONTS))
        words += [found.words for found in read.texts]
    return tuple(words)


def _stop(request: DisclosureRequest, reason: str, said: str) -> NoReturn:
    record(
        "disclosure_obstructed",
        file=request.file_id,
        ids=[request.id],
        reason=reason,
        outcome="denied",
    )
    raise NotNow(said)
