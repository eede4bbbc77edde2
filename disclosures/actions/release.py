"""Reading a package whole, and the one transaction in which it leaves, or what was told already is recorded."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clients.access import rights_on
from clients.documents.serving import BROKEN
from clients.emergency.walls import tell_of_recipient
from clients.hearing import hold_file, tell_rooms
from clients.models import CaseFile
from confidentiality.audit.record import record
from confidentiality.interface.drawn import LETTERS
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, make_key
from disclosures.actions.answers import due_of
from disclosures.actions.lock import TO_PARTNER, NotNow, lock_request, stop_if_obstructed
from disclosures.actions.machine import read_by_machine, stop_if_found
from disclosures.actions.requests import Particulars, ask_to_disclose
from disclosures.asked import whole_requests
from disclosures.building.pages import CannotProcess
from disclosures.building.pdf import DocumentItem, LetterError, render_package
from disclosures.dossier import Dossier, load_dossier
from disclosures.explaining import explained
from disclosures.grounds import spoken_to_stored
from disclosures.models import DisclosureRequest, Package, Reading, Release, RequestItem
from disclosures.obstacle import Stage
from disclosures.package import Contents, Pages
from disclosures.picture import Manner, Picture, Spoken
from disclosures.picture import Reading as PictureReading
from disclosures.pictured import Releasing
from disclosures.pointed import NOTHING, PointedOut, pointed_out
from disclosures.readers.closing import close_all_to
from disclosures.recipients import as_known_now
from disclosures.redaction.access import look_for, to_weigh_at_once
from disclosures.rules import obstacles
from disclosures.scans.access import leaving_of
from staff.models import Worker
from staff.organisation.in_force import letterhead

State = DisclosureRequest.State
WEIGH = (
    "The machine points out words in what was typed that may tell who somebody else is, or a sensitive fact, or quote a"
    " court’s or a conference’s papers. They stand on the page from which it is released: leave them out, or say there"
    " why they may go (clauses 3.2.1 and 4.4.2)."
)


def reference_of(release_id: UUID) -> str:
    """Return the reference of a release: drawn with its id, so that the id alone brings it back."""
    digest = hashlib.sha256(release_id.bytes).digest()
    drawn = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])
    return f"R-{drawn[:4]}-{drawn[4:]}"


def read_package(*, request: DisclosureRequest, content: str, by: Worker) -> Reading:
    """Record that `by` has read the package from beginning to end (clause 1.2).

    `content` is the digest of what the page showed; raises NotNow when it is no longer that.
    """
    found = lock_request(request.id, states={State.DRAFT, State.SUBMITTED, State.APPROVED})
    if not content or content != load_dossier(found).digest:
        raise NotNow("What would leave has changed since you opened this page. Read it again.")
    reading = Reading.objects.create(request=found, file_id=found.file_id, by=by, content=content)
    record("package_read_whole", file=found.file_id, ids=[found.id, reading.id])
    return reading


def release(
    *,
    request: DisclosureRequest,
    knows_policy: bool,
    keeps_words: bool,
    by: Worker,
    content: str = "",
    spoken: Spoken | None = None,
    may_go: str = "",
) -> Release:
    """Release a request: every rule checked again on locked rows, then package and letter, or what was said.

    The lock (see `disclosures.fence`) lets nobody withdraw the consent, give another assurance,
    change an entry, leave, or release a second time until this has ended. The machine reads the final bytes.
    An urgent one goes before its sign-off, by whoever asks, who has read `content` and says why what the machine points
    out in what was typed `may_go`; somebody else looks at it within a day.
    Raises NotNow when it is not signed off any more or they name somebody whom nobody had reviewed,
    Obstructed with what stands in the way (E10, E11, E12).
    """
    found = lock_request(request.id, states={State.APPROVED, State.DRAFT})
    ahead = found.state == State.DRAFT
    if ahead:
        _stop_unless_urgent(found, content, by)
        found = whole_requests().get(id=found.id)  # with the reading
    dossier = load_dossier(found)
    releasing = Releasing(by, knows_policy=knows_policy, keeps_words=keeps_words, spoken=spoken)
    picture = dossier.picture(releasing)
    stop_if_obstructed(found, picture, Stage.RELEASE)
    looked = ahead or _goes_first(picture, by)
    if dossier.contents is None:  # the rules have said so already
        raise NotNow("There is nothing that could leave.")
    leaving = _Leaving(uuid4(), dossier.contents, picture)
    if ahead:
        leaving.pointed = _weighed(found, dossier.contents, by, may_go)
        if leaving.pointed.unsaid:
            raise NotNow(WEIGH)
    if found.manner == Manner.WRITTEN:
        documents = _documents(dossier)
        leaving.contents = replace(leaving.contents, documents=_named(documents))
        leaving.letter = _paper(leaving.contents, leaving.reference, documents)
    blind = ahead and "third_party" not in rights_on(by, found.file)
    looking = None if blind else look_for(found)
    stop_if_found(found, dossier, leaving.letter, leaving.reference, looking, releasing)
    return _leave(found, leaving, releasing, looked=looked)


def _goes_first(picture: Picture, by: Worker) -> bool:
    """Whether something that is asked for waits, urgent as it is, although it was signed off.

    As before any sign-off, whoever asks may release it, and somebody else looks at it; raises NotNow for another.
    """
    if not obstacles(picture, Stage.AFTERWARDS):
        return False
    if picture.requester is None or picture.requester.id != by.pk:
        raise NotNow(
            "Not all that is asked for is there. Only the one who asks can say that it can’t wait."
        )
    return True


def _stop_unless_urgent(request: DisclosureRequest, content: str, by: Worker) -> None:
    """Let an urgent draft go ahead of its sign-off: whoever asks releases it, having read it whole as it is now.

    The reading is on record whether it leaves then or not: they did read it, and it counts for these words alone.
    """
    if not request.urgent or request.requester_id != by.pk:
        raise NotNow("This request is not signed off.")
    dossier = load_dossier(request)
    if not content or content != dossier.digest:
        raise NotNow("What would leave has changed since you opened this page. Read it again.")
    if "third_party" in rights_on(by, request.file):
        read_by_machine(request, dossier, by)
    Reading.objects.create(request=request, file_id=request.file_id, by=by, content=content)


def _weighed(request: DisclosureRequest, contents: Contents, by: Worker, why: str) -> PointedOut:
    """Return what is pointed out in what was typed and goes without a review, and why whoever lets it go does."""
    return pointed_out(
        [each.words for each in to_weigh_at_once(request, contents.free_texts, by)], why
    )


@dataclass
class _Leaving:
    """What leaves, under which id, by which picture; no letter where it is spoken.

    `pointed` is what the machine points out where nobody reviewed it.
    """

    id: UUID
    contents: Contents
    picture: Picture
    letter: bytes | None = None
    pointed: PointedOut = NOTHING

    @property
    def reference(self) -> str:
        return reference_of(self.id)


def _leave(
    found: DisclosureRequest, leaving: _Leaving, releasing: Releasing, *, looked: bool
) -> Release:
    """Write the release down with what every rule said, whether it is `looked` at afterwards, and keep the package."""
    now, letter, spoken = timezone.now(), leaving.letter, releasing.spoken
    made = Release.objects.create(
        id=leaving.id,
        file_id=found.file_id,
        request=found,
        reference=leaving.reference,
        agency=found.agency,
        contact=found.contact,
        consent=found.consent,
        released_by=releasing.worker,
        released_at=now,
        knows_policy=releasing.knows_policy,
        keeps_words=releasing.keeps_words,
        letter_sha256=hashlib.sha256(letter).hexdigest() if letter else "",
        explained=explained(leaving.picture),
        spoken=spoken_to_stored(spoken) if spoken else None,
        pointed_out=leaving.pointed.as_stored(),
        against_procedure=bool(obstacles(leaving.picture, Stage.RELEASE)) or leaving.pointed.unsaid,
        look_by=now + timedelta(hours=settings.DISCLOSURE_LOOK_HOURS) if looked else None,
        answer_due=due_of(found, now),
    )
    package = _package(made, leaving.contents, letter)
    found.state = State.RELEASED
    found.save(update_fields=["state"])
    if looked:
        show_to_lead(made)
    entries = list(RequestItem.objects.filter(request=found).values_list("entry_id", flat=True))
    record("disclosure_released", file=found.file_id, ids=[found.id, made.id, package.id, *entries])
    return made


def show_to_lead(release: Release) -> None:
    """Let whoever leads on such a ground view the file for a week, whose look at it is asked for (3.1.1, 1.2)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.show_to_lead(%s)", [release.id])
        shown = [who for (who,) in cursor.fetchall()]
    if shown:
        why = "a disclosure that is theirs to look at"
        record("grant_given", file=release.file_id, ids=shown, fields=["view"], reason=why)


def record_told(
    *, file: CaseFile, says: Particulars, spoken: Spoken, by: Worker, may_go: str = ""
) -> Release:
    """Record what was told by word of mouth already; nothing stands in the way of the truth (clause 1.2).

    It is kept as it was, marked where it went against procedure or nobody says why what the machine points out in it
    was told, and somebody else looks at it within a day. Where it reached a partner, by the register or by the line
    they were on, her managers are told, and what they could read of the file is closed to them (E13).
    """
    hold_file(file.id)
    asked = ask_to_disclose(file=file, says=replace(says, manner=Manner.SPOKEN), by=by, told=True)
    found = lock_request(asked.id, states={State.DRAFT})
    dossier = load_dossier(found)
    releasing = Releasing(by, knows_policy=says.knows_policy, keeps_words=False, spoken=spoken)
    contents = dossier.contents or dossier.told
    knows = PictureReading(by.pk, dossier.as_of, dossier.digest)  # who said it knows what
    picture = as_known_now(dossier, replace(dossier.picture(releasing), reading=knows), by)
    if any(o.code in TO_PARTNER for o in obstacles(picture, Stage.RELEASE)):
        tell_rooms(found.file, by)
        close_all_to(found.contact_id, file_id=found.file_id)
        tell_of_recipient(found.file_id)
    leaving = _Leaving(uuid4(), contents, picture)
    leaving.pointed = _weighed(found, contents, by, may_go)
    return _leave(found, leaving, releasing, looked=True)


def _documents(dossier: Dossier) -> list[DocumentItem]:
    """Draw the pages of documents that leave; raises NotNow where one can't be drawn any more."""
    try:
        return [
            DocumentItem("Document", each.happened_on, each.drawn()) for each in leaving_of(dossier)
        ]
    except CannotProcess as error:
        raise NotNow(error.sentence) from None
    except (SealingError, OSError):
        raise NotNow(BROKEN) from None


def _named(documents: list[DocumentItem]) -> tuple[Pages, ...]:
    """What tells later which of the letter's pages are of which document."""
    return tuple(
        Pages(d.kind, d.happened_on.isoformat() if d.happened_on else "", len(d.pages))
        for d in documents
    )


def _paper(contents: Contents, reference: str, documents: list[DocumentItem]) -> bytes:
    head = letterhead()
    paper = contents.as_paper(
        reference=reference,
        made_at=timezone.localtime(),
        organisation=head.name,
        contact=head.contact,
        documents=documents,
    )
    try:
        return render_package(paper, settings.LETTER_FONTS)
    except LetterError as error:
        raise NotNow(str(error)) from None


def _package(release: Release, contents: Contents, letter: bytes | None) -> Package:
    package = Package(id=uuid4(), file_id=release.file_id, release=release)
    make_key(KeyRef("package", package.id))
    package.contents, package.letter = contents.as_stored(), letter
    package.save(force_insert=True)
    return package
