"""What becomes of this room's events at a restore: what was withdrawn stays withdrawn, nothing leaves twice."""

from django.db.models import Q

from clients.contacting.models import ContactVersion
from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from .actions.answers import due_of
from .actions.release import reference_of
from .models import Consent, DisclosureRequest, Release, SignOff
from .picture import Basis
from .redaction.models import RedactionReview

State = DisclosureRequest.State
ENDED = (State.RELEASED, State.REFUSED, State.WITHDRAWN)

harmless("own_requests_listed", "answers_listed", "answer_opened")
harmless("approvals_listed", "releases_to_look_at_listed", "package_opened", "letter_downloaded")
lost("agencies registered", "agency_registered", "agency_contact_added")
lost("assurances of agencies", "agency_assured")
lost("copies of the policy given to agencies", "agency_copy_recorded")
lost("consents recorded", "consent_recorded", "consent_refused", "consent_replaced")
lost("agreements recorded", "agreement_recorded")
lost("signatures of consents", "consent_signed")
lost("papers put with consents", "consent_paper_kept")
lost("requests to disclose", "disclosure_asked")
lost("words on a request", "risk_discussed", "package_read_whole")
lost("answers to our requests", "answer_noted", "answer_awaited_again", "answer_put_off")
lost("looks at releases", "disclosure_looked_after", "disclosure_look_escalated")
lost("words written beside releases", "disclosure_said_after")


@replays("consent_withdrawn")
def withdraw_consent(event: Shipped) -> None:
    """Withdraw a consent again, at the time when she did (E40)."""
    (consent,) = event.ids
    for found in Consent.objects.filter(id=consent, withdrawn_at=None):
        found.withdrawn_at = event.at
        found.withdrawn_by = Worker.objects.filter(account_id=event.by).first()
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])


@closes("consent_refused", "consent_replaced")
def withdraw_what_was_refused(event: Shipped) -> None:
    """Withdraw what was agreed to before, and refused or limited since: that is lost, the yes is not (E10, E40)."""
    by = Worker.objects.filter(account_id=event.by).first()
    Consent.objects.filter(id__in=event.ids[1:], withdrawn_at=None).update(
        withdrawn_at=event.at, withdrawn_by=by
    )


@replays("consent_paper_taken_off")
def take_paper_off(event: Shipped) -> None:
    """Take the paper off a consent again: somebody said that it is another's."""
    consent, paper = event.ids
    Consent.objects.filter(id=consent, paper=paper).update(paper=None)


@replays("disclosure_withdrawn")
def withdraw_request(event: Shipped) -> None:
    """End a request again."""
    _move(event, State.WITHDRAWN)


@replays("disclosure_changed")
def change_request(event: Shipped) -> None:
    """Put a request whose particulars were changed since back to its draft: what was signed was another."""
    _move(event, State.DRAFT)


@replays("disclosure_submitted", "disclosure_decided")
def ask_again(event: Shipped) -> None:
    """Let a request be signed off anew, by everybody: what was decided since the backup is not known any more."""
    _move(event, State.SUBMITTED)
    SignOff.objects.filter(request=event.ids[0]).exclude(request__state__in=ENDED).update(
        content=""
    )


def _move(event: Shipped, state: State) -> None:
    found = DisclosureRequest.objects.filter(id=event.ids[0]).exclude(state__in=ENDED)
    if state == State.SUBMITTED:
        found = found.exclude(state=State.DRAFT)  # its owner submits it again
    found.update(state=state)


@closes("passage_moved", "entry_changed", "conference_marked", "duplicate_decided")
def sign_anew_what_says_more(event: Shipped) -> None:
    """Let no entry leave on a sign-off of before: it says again what left it, or was marked or limited since.

    Of two that were found to tell the same, what was said of one was said of both.
    """
    _void(Q(items__entry__in=event.ids))


@closes(
    *("misfiled_left", "born_changed", "names_changed"),
    *("linked_person_added", "linked_person_changed", "linked_person_tied", "merge_decided"),
)
def sign_anew_on_the_file(event: Shipped) -> None:
    """Let nothing leave on a sign-off of before: the file says more, misses who somebody is, or has a wrong birth."""
    _void(Q(file=event.on))


@closes("misfiled_handed_on")
def sign_anew_what_is_said_to_be_another_s(event: Shipped) -> None:
    """Let nothing leave on a sign-off of before that was said since to be another's, with all that it tells (E48)."""
    _void(Q(items__entry__in=event.ids) | Q(items__entry__corrects__in=event.ids))
    if ContactVersion.objects.filter(id__in=event.ids).exists():
        _void(Q(file=event.on, basis=Basis.OWN_FILE))


@closes("agency_changed", "agency_contact_changed")
def sign_anew_to_the_agency(event: Shipped) -> None:
    """Let nothing leave on a sign-off of before: which names somebody there has beside their own may be lost (E13)."""
    _void(Q(agency=event.ids[0]))


@closes("file_request_step")
def sign_anew_what_she_reads(event: Shipped) -> None:
    """Let her own file not leave on a sign-off of before: since then somebody may have said that she is made to ask."""
    _void(Q(file=event.on, basis=Basis.OWN_FILE))


@closes(
    *("redaction_step", "redaction_taken_back", "redaction_reviewed"),
    *("page_looked_at", "pages_taken", "pages_taken_out", "pages_kept_back"),
)
def look_anew_at_what_is_withheld(event: Shipped) -> None:
    """Let nothing leave on a second look of before: what was withheld or covered since stands open again (3.2.1)."""
    _void(Q(id=event.ids[0]))


def _void(which: Q) -> None:
    """Make drafts again of requests that have not left, on which no sign-off or second look holds."""
    waiting = DisclosureRequest.objects.filter(which).exclude(state__in=ENDED)
    requests = list(waiting.values_list("id", flat=True))
    SignOff.objects.filter(request__in=requests).update(content="")
    RedactionReview.objects.filter(request__in=requests).delete()
    DisclosureRequest.objects.filter(id__in=requests).update(state=State.DRAFT)


@replays("disclosure_released")
def note_release(event: Shipped) -> None:
    """Put a release back on the register, so that nothing leaves twice and the client is told; its package is lost.

    Raises CannotReplay where the request is younger than the backup: somebody who knows has to write it down.
    """
    request, release = event.ids[:2]
    asked = DisclosureRequest.objects.filter(id=request).first()
    by = Worker.objects.filter(account_id=event.by).first()
    if Release.objects.filter(id=release).exists():
        return
    if asked is None or by is None:
        raise CannotReplay(
            f"release {reference_of(release)} is younger than the backup, its request too. Note on the file what left"
            " (the agency has the letter), then open the doors."
        )
    Release.objects.create(
        id=release,
        file_id=asked.file_id,
        request=asked,
        reference=reference_of(release),
        agency=asked.agency,
        contact=asked.contact,
        consent=asked.consent,
        released_by=by,
        released_at=event.at,
        knows_policy=True,
        keeps_words=True,
        letter_sha256="",
        answer_due=due_of(asked, event.at),
    )
    asked.state = State.RELEASED
    asked.save(update_fields=["state"])
