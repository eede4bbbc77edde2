"""The door to what somebody asked to disclose and has to go on with, or waits for (clause 1.2)."""

from datetime import timedelta

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.models import DisclosureRequest, SignOff
from disclosures.redaction.models import RedactionReview
from staff.models import Worker

MOST = 100
REFUSED_DAYS = 14  # for so long a refusal stands there: nothing is left to do by which it could end
State = DisclosureRequest.State


def _to_go_on() -> Q:
    """Return which requests wait for whoever asked: somebody said something about the draft, or decided about it."""
    decided = SignOff.objects.filter(request=OuterRef("pk"))
    reviewed = RedactionReview.objects.filter(request=OuterRef("pk"))
    since = timezone.localdate() - timedelta(days=REFUSED_DAYS)
    return (
        Q(state=State.APPROVED)
        | Q(state=State.DRAFT) & (Q(Exists(decided)) | Q(Exists(reviewed)))
        | Q(Exists(decided.filter(decided_at__date__gte=since)), state=State.REFUSED)
    )


def count_to_go_on(worker: Worker) -> Combinable:
    """Return the expression that counts the requests with which somebody has to go on, for the navigation."""
    return how_many(DisclosureRequest.objects.filter(_to_go_on(), requester=worker.pk))


def own_requests(worker: Worker) -> list[DisclosureRequest]:
    """Return what somebody asked and is not done with, theirs to go on with first; a hundred at most, recorded.

    Each says in `goes_on` whether it is theirs, in `decided_last` what the last sign-off said, in `decided_at` and
    `reviewed_at` when that was and when somebody last reviewed it; None where nobody has.
    """
    decided = SignOff.objects.filter(request=OuterRef("pk")).order_by("-decided_at", "-pk")
    reviewed = RedactionReview.objects.filter(request=OuterRef("pk")).order_by("-at")
    under_way = Q(state__in=[State.DRAFT, State.SUBMITTED, State.APPROVED])
    asked = (
        DisclosureRequest.objects.filter(under_way | _to_go_on(), requester=worker.pk)
        .select_related("file", "agency", "contact")
        .annotate(
            goes_on=Case(When(_to_go_on(), then=True), default=False),
            decided_last=Subquery(decided.values("decision")[:1]),
            decided_at=Subquery(decided.values("decided_at")[:1]),
            reviewed_at=Subquery(reviewed.values("at")[:1]),
        )
        .order_by("-goes_on", "-asked_at", "pk")[:MOST]
    )
    found: list[DisclosureRequest] = [*asked]
    files = [KeyRef("file", request.file_id) for request in found]
    load_keys([*files, *(key for request in found for key in request.recipient_keys())])
    record("own_requests_listed", ids=[request.id for request in found])
    return found


def stands(request: DisclosureRequest) -> tuple[str, str]:
    """Say in few words how far one of `own_requests` has come, and in which kind of badge."""
    if request.state != State.DRAFT:
        kind = {State.APPROVED: "good", State.SUBMITTED: "brand"}.get(State(request.state), "wrong")
        return request.get_state_display(), kind
    decided, reviewed = request.decided_at, request.reviewed_at  # type: ignore[attr-defined]
    if reviewed and not (decided and decided > reviewed):  # passed, it would wait for its sign-off
        return "Sent back by who reviewed it", "caution"
    if decided:
        return SignOff.Decision(request.decided_last).label, "caution"  # type: ignore[attr-defined]
    return request.get_state_display(), "neutral"
