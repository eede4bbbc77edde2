"""What the pages of one request show; the dossier is read once for each."""

from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.forms import Form
from django.utils import timezone

from clients.pages import in_file
from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.access import may_decide, signs_as
from disclosures.actions.decisions import may_take_back
from disclosures.authorisations import in_words as authorised
from disclosures.childhood import given_by
from disclosures.clauses.bases import TO_OTHERS
from disclosures.dossier import Dossier, load_dossier
from disclosures.grounds import grounds_from, grounds_in_words, leaves_on_consent
from disclosures.limits import ends_on, said_of
from disclosures.mending import Mending
from disclosures.models import DisclosureRequest, Package, RequestItem
from disclosures.obstacle import Stage
from disclosures.ownfile.withheld import minutes_left_out
from disclosures.picture import Basis, Manner, Picture, ProvisoKind, Reading, Spoken
from disclosures.picture import SignOff as SignOffPicture
from disclosures.pictured import Releasing
from disclosures.redaction.access import at_a_glance, to_weigh_at_once
from disclosures.redaction.reviewing import may_review, sent_back
from disclosures.redaction.rules import is_read
from disclosures.rules import Line, obstacles, task_list
from disclosures.scans.access import leaving_of
from disclosures.sensitive import sensitive_words
from disclosures.signing import about_to_sign
from staff.access import has_role
from staff.models import Role, Worker

State = DisclosureRequest.State
_STAGES = {State.DRAFT: Stage.SUBMISSION, State.SUBMITTED: Stage.SUBMISSION}
OPEN = (State.DRAFT, State.SUBMITTED, State.APPROVED)


def _framed(worker: Worker, request: DisclosureRequest) -> tuple[dict[str, Any], Dossier]:
    files = [KeyRef(kind, request.file_id) for kind in ("file", "third_party")]
    load_keys([*files, *request.recipient_keys()])  # in one question, as far as they may be had
    context = in_file(worker, request.file, "disclosures")
    dossier = load_dossier(request)
    consent = request.consent
    limits = said_of(consent, dossier.limits, dossier.later) if consent else []
    sensitive = [str(item.entry_id) for item in dossier.items if item.entry.sensitive]
    context.update(asked=request, dossier=dossier, limits=limits, sensitive=sensitive)
    context["given_by"] = given_by(consent, request.file) if consent else []
    context["consent_ends"] = ends_on(consent, dossier.limits) if consent else None
    context["sensitive_words"] = sensitive_words(_free_texts(request, dossier))
    return context, dossier


def _free_texts(request: DisclosureRequest, dossier: Dossier) -> tuple[str, ...]:
    """Return what was typed for it and leaves; its text alone while nothing could leave yet."""
    return dossier.contents.free_texts if dossier.contents else (request.text or "",)


def tasks(lines: tuple[Line, ...], mending: Mending) -> list[dict[str, Any]]:
    """Return the rules as `parts.task_list` draws them: what is missing first, with who mends it and where."""
    shown: list[dict[str, Any]] = []
    for line in lines:
        if line.met:
            shown.append({"what": line.asks, "done": True, "clause": line.clause})
        for obstacle in (*line.missing, *line.later):
            shown.append(
                {
                    "what": obstacle.what_is_missing,
                    "done": False,
                    "later": obstacle in line.later,
                    "clause": obstacle.clause,
                    "mend": f"To be mended by {obstacle.who_can_mend}",
                    "href": mending.where(obstacle),
                }
            )
    return sorted(shown, key=lambda task: (task["done"], task.get("later", False)))


def request_page(worker: Worker, request: DisclosureRequest) -> dict[str, Any]:
    """The page of a request: what is missing, what is known, what can be done next."""
    context, dossier = _framed(worker, request)
    picture = dossier.picture()
    stage = _STAGES.get(State(request.state), Stage.SIGN_OFF)
    mine = request.requester_id == worker.pk
    missing = obstacles(picture, stage)
    may_review = _may_review(worker, dossier, picture)
    mending = _mending(worker, dossier, picture, context["rights"], reviews=may_review)
    void = request.state == State.APPROVED and bool(missing)
    return {
        **context,
        "tasks": tasks(task_list(picture, stage), mending) if request.state in OPEN else [],
        "mending": mending,
        "mine": mine and "contribute" in context["rights"],
        "may_submit": request.state == State.DRAFT or void,
        "may_release": request.state == State.APPROVED and "contribute" in context["rights"],
        "may_go_ahead": mine and request.urgent and request.state == State.DRAFT,
        "basis": request.basis_label,
        "grounds": grounds_in_words(dossier.grounds, picture.agency.duty if picture.agency else ""),
        "chosen": request.basis in TO_OTHERS,
        "reports": request.basis == Basis.PROGRESS_REPORT,
        "needs_discussion": bool(request.raises_risk) and dossier.discussion is None,
        "may_review": may_review,
        "sent_back": sent_back(request) if mine and request.state in OPEN else None,
        "takes_back": may_take_back(dossier, worker),
        "may_decide": may_decide(worker, request),
        "package": _package_of(request),
        "refusal": None,
    }


def _mending(
    worker: Worker, dossier: Dossier, picture: Picture, rights: frozenset[str], *, reviews: bool
) -> Mending:
    """Return what somebody may put right about a request, for the links of its lists."""
    request, contributes = dossier.request, "contribute" in rights
    mine = contributes and request.requester_id == worker.pk
    return Mending(
        request,
        picture,
        changes=mine and request.state == State.DRAFT,
        reviews=reviews,
        signs=may_decide(worker, request),
        reads=contributes and request.state in OPEN and dossier.contents is not None,
        releases=contributes and request.state == State.APPROVED,
    )


def _may_review(worker: Worker, dossier: Dossier, picture: Picture) -> bool:
    """Whether a second look waits for somebody like this worker."""
    return (
        dossier.request.state in (State.DRAFT, State.SUBMITTED)
        and is_read(picture)
        and not hasattr(dossier.machine, "review")
        and may_review(worker, dossier.request)
    )


def _package_of(request: DisclosureRequest) -> Package | None:
    """Return what left, if it did: a package, or none where it was spoken."""
    if request.state != State.RELEASED:
        return None
    return Package.objects.filter(release__request=request).first()


def preview_page(worker: Worker, request: DisclosureRequest, form: Form) -> dict[str, Any]:
    """What would leave, word by word; opening it is recorded with the entries it shows (4.4.2)."""
    context, dossier = _framed(worker, request)
    _record_shown(request, dossier, "preparing a disclosure")
    form.initial["content"] = dossier.digest
    shown = {"contents": dossier.contents, "leaving": leaving_of(dossier)}
    return {**context, **shown, "form": form}


def release_page(worker: Worker, request: DisclosureRequest, *, sent: bool) -> dict[str, Any]:
    """The last page before it leaves; obstacles are those that its own ticks would not mend.

    What the machine points out is a glance until it is `sent`; then everybody tied to the file is looked for, and
    `more` says whether that finds words which the glance had not shown.
    """
    context, dossier = _framed(worker, request)
    ahead = request.state == State.DRAFT and request.urgent and request.requester_id == worker.pk
    picture = dossier.picture(_as_if_releasing(worker, request))
    if ahead:
        _record_shown(request, dossier, "releasing a disclosure")
        reading = Reading(worker.pk, picture.as_of, dossier.digest)
        picture = replace(picture, reading=reading)
    limits = picture.consent.provisos if picture.consent else ()
    return {
        **context,
        "obstacles": obstacles(picture, Stage.RELEASE),
        "mending": _mending(worker, dossier, picture, context["rights"], reviews=False),
        "afterwards": [o for o in obstacles(picture, Stage.AFTERWARDS) if o.due > Stage.RELEASE],
        "own_words": any(p.kind == ProvisoKind.OWN_WORDS for p in limits),
        "spoken": request.manner == Manner.SPOKEN,
        "ahead": ahead,
        **_pointed(worker, request, dossier, ahead=ahead, sent=sent),
        "own_file": request.basis not in TO_OTHERS,
        "contents": dossier.contents if ahead else None,
        "leaving": leaving_of(dossier) if ahead else [],
        "content": dossier.digest,
        "hours": settings.DISCLOSURE_LOOK_HOURS,
    }


def _pointed(
    worker: Worker, request: DisclosureRequest, dossier: Dossier, *, ahead: bool, sent: bool
) -> dict[str, Any]:
    """Return what is pointed out in what goes first."""
    texts = _free_texts(request, dossier) if ahead else ()
    glance = at_a_glance(texts)
    whole = to_weigh_at_once(request, texts, worker) if sent and ahead else glance
    more = {each.words for each in whole} - {each.words for each in glance}
    return {"pointed": whole, "more": bool(more)}


def _as_if_releasing(worker: Worker, request: DisclosureRequest) -> Releasing:
    """Return what a release would confirm: all that its own page asks."""
    on_the_line = Spoken("somebody", "somehow", timezone.localdate())
    spoken = on_the_line if request.manner == Manner.SPOKEN else None
    return Releasing(worker, knows_policy=True, keeps_words=True, spoken=spoken)


def decision_page(worker: Worker, request: DisclosureRequest, form: Form) -> dict[str, Any]:
    """Everything that a manager needs for a decision, and what stands against signing off."""
    context, dossier = _framed(worker, request)
    _record_shown(request, dossier, "deciding about a disclosure")
    form.initial["content"] = dossier.digest
    picture = _if_signed_by(worker, dossier)
    may_review = _may_review(worker, dossier, picture)
    mending = _mending(worker, dossier, picture, context["rights"], reviews=may_review)
    return {
        **context,
        "form": form,
        "contents": dossier.contents,
        "leaving": leaving_of(dossier),
        "minutes": minutes_left_out(request, dossier.own),
        "tasks": tasks(task_list(picture, Stage.SIGN_OFF), replace(mending, signs=False)),
        "basis": request.basis_label,
        "to_others": request.basis in TO_OTHERS,
        "on_consent": leaves_on_consent(request),
        "authorised": authorised(dossier.authorisation),
        "scan": request.scan,  # type: ignore[attr-defined]
        "grounds": grounds_in_words(dossier.grounds, picture.agency.duty if picture.agency else ""),
        "may_review": may_review,
        "takes_back": may_take_back(dossier, worker),
    }


def _if_signed_by(worker: Worker, dossier: Dossier) -> Picture:
    manages = has_role(worker, Role.LINE_MANAGER)  # or stands in for somebody who does
    me = signs_as(worker, dossier.request.basis)
    if manages:
        me = replace(me, role=str(Role.LINE_MANAGER))
    sign_off = SignOffPicture(me, timezone.now(), dossier.digest)
    return about_to_sign(dossier.picture(), sign_off)


def _record_shown(request: DisclosureRequest, dossier: Dossier, purpose: str) -> None:
    ids = [item.entry_id for item in dossier.items]
    record("entry_opened", file=request.file_id, ids=ids, purpose=purpose)


def initial_of(request: DisclosureRequest) -> dict[str, Any]:
    """What the form of a draft starts with."""
    said = {True: "yes", False: "no", None: ""}
    items = list(RequestItem.objects.filter(request=request))
    grounds = grounds_from(request.grounds)
    return {
        "contact": str(request.contact_id or ""),
        **_beside_the_register(request),
        "manner": request.manner,
        "text": request.text or "",
        "text_sensitive": said[request.text_sensitive],
        "urgent": request.urgent,
        **{name: value for name, value in asdict(grounds).items() if name != "binds"},
        "binds": said[grounds.binds],
        "consent": str(request.consent_id or ""),
        "entries": [str(item.entry_id) for item in items],
        "harmless": [str(item.entry_id) for item in items if item.says_harmless],
        "readers": "\n".join(request.readers),
        "concern_raised": said[request.concern_raised],
        "raises_risk": said[request.raises_risk],
        **{
            name: getattr(request, name)
            for name in (
                *("knows_readers", "knows_policy", "explained_on", "concern_meeting_on"),
                *("risk_words", "says_not_partner"),
            )
        },
    }


def _beside_the_register(request: DisclosureRequest) -> dict[str, Any]:
    reached = request.reached or {}
    told = {f"reached_{name}": reached.get(name, "") for name in ("name", "agency", "phone")}
    return {**told, "threatened": reached.get("threatened", False)}
