"""Every write of this room but the machine's: what is withheld or left, taken back, reviewed by somebody else."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from confidentiality.audit.record import record
from disclosures.actions.lock import NotNow, lock_request
from disclosures.dossier import load_dossier
from disclosures.models import DisclosureRequest
from disclosures.redaction.access import Item, Workbench, look_for
from disclosures.redaction.marks import ASKED, Does, Part, Place, Prepared
from disclosures.redaction.models import RedactionReview, RedactionStep, Weighing
from disclosures.redaction.reviewing import cut_entries, may_review
from disclosures.redaction.rules import is_read
from disclosures.redaction.steps import reading_of, stored
from disclosures.withholding import WHY
from staff.models import Worker

State = DisclosureRequest.State
CHANGED = "The words have changed since you opened this page. Look at them again."
WEIGH_FIRST = (
    "This was told in confidence, or belongs to a court, a conference or the other service. Open the entry and weigh it"
    " before it is left in."
)
SAY_PERMISSION = "Say which court gave its permission, when, and where the paper is."
PERMISSION_KEPT = frozenset({"court", "permitted_on", "paper"})


def take_step(
    *,
    request: DisclosureRequest,
    entry: UUID,
    does: Does,
    source: str,
    by: Worker,
    places: Iterable[Place] = (),
    why: str = "",
    factors: Mapping[str, str] | None = None,
) -> list[RedactionStep]:
    """Withhold or leave words of an entry, or say that one has read it; no place: the entry itself (clause 3.2.1).

    `source` is the digest of the texts that the page showed. Raises NotNow when they are no longer those, when the
    request is no draft any more, or when something protected is left without being weighed, or a court's permission
    taken as given without what it is (`factors`).
    """
    workbench = _own_draft(request, by)
    item = workbench.item_of(entry)
    if item.prepared.source != source:
        raise NotNow(CHANGED)
    where = [_checked(item.prepared, place) for place in places]
    if does == Does.LEAVE:
        why = _asked(factors)
        _stop_unless_weighed(item, where, why)
    if does == Does.PERMITTED and not set(factors or ()) >= PERMISSION_KEPT:
        raise NotNow(SAY_PERMISSION)
    rows = _rows(workbench.request, {entry: where or [None]}, {entry: source}, does, why, by)
    RedactionStep.objects.bulk_create(rows)
    if does in (Does.LEAVE, Does.PERMITTED) and factors:
        for row in rows:
            Weighing.objects.create(
                file_id=row.file_id,
                request=workbench.request,
                step=row,
                by=by,
                factors=dict(factors),
            )
    _record_step(workbench.request, rows)
    return rows


def decide_group(
    *, request: DisclosureRequest, key: str, does: Does, by: Worker, why: str = ""
) -> list[RedactionStep]:
    """Withhold or leave the same words wherever they stand and are not decided; raises NotNow when none are.

    What has to be weighed is left in one entry after the other, never everywhere at once; nor are words in which
    something of that kind is not decided.
    """
    workbench = _own_draft(request, by)
    group = next((each for each in workbench.groups if each.key == key), None)
    if group is None:
        raise NotNow("These words are decided already.")
    where: dict[UUID, list[Place]] = {}
    for entry, each in group.places:
        where.setdefault(entry, []).append(each.place)
    if does == Does.LEAVE:
        why = _asked(None)
        for item in workbench.items:
            _stop_unless_weighed(item, where.get(item.row.entry_id, ()), why)
    sources = {entry: workbench.dossier.prepared[entry].source for entry in where}
    rows = _rows(workbench.request, where, sources, does, why, by)
    RedactionStep.objects.bulk_create(rows)
    _record_step(workbench.request, rows)
    return rows


def take_back(*, request: DisclosureRequest, by: Worker, step: UUID) -> list[RedactionStep]:
    """Take one step back, and return it, or nothing where it does not hold any more.

    In that entry more leaves again, which nobody has read as it is now: it is to be gone through anew.
    """
    workbench = _own_draft(request, by)
    return _take_back(workbench, [row for row in workbench.dossier.steps if row.id == step])


def undo(*, request: DisclosureRequest, by: Worker, step: UUID) -> list[RedactionStep]:
    """Take back the newest step, which is `step`, with all that were taken with it; raises NotNow for an older one."""
    workbench = _own_draft(request, by)
    newest = workbench.last_steps
    if step not in {row.id for row in newest}:
        raise NotNow("That is not the last step any more. Look at what is.")
    return _take_back(workbench, newest)


def _take_back(workbench: Workbench, rows: list[RedactionStep]) -> list[RedactionStep]:
    changed = {row.entry_id for row in rows}
    read = [
        row
        for row in workbench.dossier.steps
        if row.entry_id in changed and row.what["does"] == Does.LOOKED
    ]
    gone = {row.id for row in (*rows, *read)}
    RedactionStep.objects.filter(id__in=gone).update(taken_back_at=timezone.now())
    if gone:
        request = workbench.request
        record("redaction_taken_back", file=request.file_id, ids=[request.id, *sorted(gone)])
    return rows


def review(
    *,
    request: DisclosureRequest,
    content: str,
    allowed: Iterable[str],
    passed: bool,
    words: str,
    by: Worker,
    harmless: Iterable[UUID] = (),
    court: Mapping[str, str] | None = None,
) -> RedactionReview:
    """Say, as somebody who did not prepare it, whether what would leave may be signed off (clause 3.2.1).

    `content` is the digest of what the page showed, `allowed` the keys of the machine's stops that may go, `harmless`
    the entries of which a sensitive fact is withheld and the rest holds none (4.4.2). A court's words that were typed
    may go with its permission, or where somebody knows that they are out of none of its papers: `court` is what an
    entry's are left in by (E23). What is sent back is a draft again. Raises PermissionDenied for whoever asks, NotNow
    when the content is no longer that, was not read by the machine, was reviewed already, or a stop or a rest of it may
    not leave.
    """
    if by.pk == request.requester_id or not may_review(by, request):
        raise PermissionDenied("Somebody else has to review this.")
    asked = lock_request(request.id, states={State.DRAFT, State.SUBMITTED})
    dossier = load_dossier(asked)
    if not content or content != dossier.digest:
        raise NotNow(CHANGED)
    reading = dossier.machine
    if reading is None or not is_read(dossier.picture()):
        raise NotNow("The machine has not read this yet: whoever asks has to let it.")
    if hasattr(reading, "review"):
        raise NotNow("This was reviewed already.")
    stops = reading_of(reading).stops
    open_stops = {stop.key for stop in stops} - set(allowed)
    if passed and open_stops:
        raise NotNow("Say of everything that the machine found that it may leave, or send it back.")
    of_a_court = any(stop.is_typed_of_a_court for stop in stops)
    if passed and of_a_court and not _frees_a_court_s(court or {}):
        raise NotNow(SAY_PERMISSION)
    cut = frozenset(cut_entries(dossier))
    held = cut & frozenset(harmless)
    if passed and cut - held:
        raise NotNow(
            "Say of each entry that the rest of it holds no sensitive fact, or send it back."
        )
    made = RedactionReview.objects.create(
        request=asked,
        file_id=asked.file_id,
        reading=reading,
        by=by,
        content=content,
        passed=passed,
        words=words,
        harmless=sorted(str(each) for each in held),
        court=dict(court) if court and passed and of_a_court else None,
    )
    if not passed and asked.state == State.SUBMITTED:
        asked.state = State.DRAFT
        asked.save(update_fields=["state"])
    record(
        "redaction_reviewed",
        file=asked.file_id,
        ids=[asked.id, made.id],
        reason="passed" if passed else "sent_back",
    )
    return made


def _frees_a_court_s(said: Mapping[str, str]) -> bool:
    """Say whether the court's permission is told whole, or how somebody knows that the words are none of its."""
    asked = PERMISSION_KEPT if "mention" not in said else frozenset({"mention"})
    return all(said.get(each, "").strip() for each in asked)


def _own_draft(request: DisclosureRequest, by: Worker) -> Workbench:
    if request.requester_id != by.pk:
        raise PermissionDenied("Only the one who asks can do this.")
    asked = lock_request(request.id, states={State.DRAFT})
    return Workbench(asked, load_dossier(asked), look_for(asked))


def _checked(item: Prepared, place: Place) -> Place:
    if place.part == Part.WHOLE or not 0 <= place.start < place.end <= len(item.texts[place.part]):
        raise NotNow(CHANGED)
    return place


def _asked(factors: Mapping[str, str] | None) -> str:
    """Return what was asked of whoever leaves words in, as a step keeps it."""
    if not factors:
        return ""
    return "mention" if "mention" in factors else "weighed"


def _stop_unless_weighed(item: Item, where: Iterable[Place], asked: str) -> None:
    """Raise NotNow where something protected stands in these words, and what was asked decides about none of it."""
    places = list(where)
    protected = [
        each.proposal.reason
        for each in item.found
        if each.proposal.reason in ASKED
        and not item.prepared.is_decided(each)
        and any(each.place.within(place) for place in places)
    ]
    if protected and not any(ASKED[reason] == asked for reason in protected):
        raise NotNow(WEIGH_FIRST)


def _rows(
    request: DisclosureRequest,
    where: Mapping[UUID, Sequence[Place | None]],
    sources: Mapping[UUID, str],
    does: Does,
    why: str,
    by: Worker,
) -> list[RedactionStep]:
    if does == Does.WITHHOLD and why not in WHY:
        raise ValueError("Why it is withheld has to be said.")
    now = timezone.now()
    return [
        RedactionStep(
            id=uuid4(),
            file_id=request.file_id,
            request=request,
            entry_id=entry,
            by=by,
            at=now,
            what=stored(does, sources[entry], place, why),
        )
        for entry, places in where.items()
        for place in places
    ]


def _record_step(request: DisclosureRequest, rows: list[RedactionStep]) -> None:
    record("redaction_step", file=request.file_id, ids=[request.id, *(row.id for row in rows)])
