"""Reading a package whole, and the one transaction in which it leaves."""

import hashlib
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from clients.documents.serving import BROKEN
from confidentiality.audit.record import record
from confidentiality.interface.drawn import LETTERS
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, make_key
from disclosures.actions.lock import NotNow, lock_request, stop_if_obstructed
from disclosures.actions.machine import stop_if_found
from disclosures.building.pages import CannotProcess
from disclosures.building.pdf import DocumentItem, LetterError, render_package
from disclosures.dossier import Dossier, Releasing, load_dossier
from disclosures.models import DisclosureRequest, Package, Reading, Release
from disclosures.package import Contents
from disclosures.picture import Stage
from disclosures.scans.access import leaving_of
from staff.models import Worker
from staff.organisation.in_force import letterhead

State = DisclosureRequest.State


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
    *, request: DisclosureRequest, knows_policy: bool, keeps_words: bool, by: Worker
) -> Release:
    """Release a request: every rule checked again on locked rows, then package and letter.

    The lock (see `disclosures.fence`) lets nobody withdraw the consent, give another assurance,
    change an entry, leave, or release a second time until this has ended. The machine reads the final bytes.
    Raises NotNow when it is not signed off any more or they name somebody whom nobody had reviewed,
    Obstructed with what stands in the way (E10, E11, E12).
    """
    found = lock_request(request.id, states={State.APPROVED})
    dossier = load_dossier(found)
    releasing = Releasing(by, knows_policy=knows_policy, keeps_words=keeps_words)
    stop_if_obstructed(found, dossier.picture(releasing), Stage.RELEASE)
    contents, consent = dossier.contents, found.consent
    if contents is None or consent is None:  # the rules have said so already
        raise NotNow("There is nothing that could leave.")
    release_id, now = uuid4(), timezone.now()
    reference = reference_of(release_id)
    letter = _paper(contents, reference, _documents(dossier))
    stop_if_found(found, dossier, letter)
    made = Release.objects.create(
        id=release_id,
        file_id=found.file_id,
        request=found,
        reference=reference,
        agency=found.agency,
        contact=found.contact,
        consent=consent,
        released_by=by,
        released_at=now,
        knows_policy=knows_policy,
        keeps_words=keeps_words,
        letter_sha256=hashlib.sha256(letter).hexdigest(),
    )
    package = _package(made, contents, letter)
    found.state = State.RELEASED
    found.save(update_fields=["state"])
    entries = [item.entry_id for item in dossier.items]
    record("disclosure_released", file=found.file_id, ids=[found.id, made.id, package.id, *entries])
    return made


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


def _package(release: Release, contents: Contents, letter: bytes) -> Package:
    package = Package(id=uuid4(), file_id=release.file_id, release=release)
    make_key(KeyRef("package", package.id))
    package.contents, package.letter = contents.as_stored(), letter
    package.save(force_insert=True)
    return package
