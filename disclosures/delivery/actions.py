"""Every write about handing over and notices, with its audit event in the same transaction."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from clients.access import rights_on
from clients.contacting.profile import read
from clients.contacting.rules import blocked_in, sentence_of
from clients.emergency.walls import tell_of_recipient
from clients.once import written_once
from clients.partners.tokens import is_a_partners_door
from confidentiality.audit.record import record
from disclosures.actions.lock import TO_PARTNER, NotNow, lock_request
from disclosures.clauses.own_file import against_copying
from disclosures.kiosk.rules import SAID_SINCE
from disclosures.models import DisclosureRequest, Package, Release
from disclosures.ownfile.access import own_file_of
from disclosures.ownfile.rules import stays_here
from disclosures.picture import Basis
from disclosures.readers.access import hold_releases
from disclosures.readers.closing import close_all_to
from disclosures.readers.rules import HELD
from disclosures.recipients import names_a_partner
from disclosures.redaction.access import look_for, to_weigh
from disclosures.since import held_since, in_words, stands_against
from staff.access import roles_held
from staff.models import Role, Worker

from .access import told_of_danger
from .models import Handover, Notice

RECALLED = "It was recalled: no copy of it is made any more. A corrected one is prepared and reviewed anew."
COERCED = (
    "Nobody has ruled out that somebody makes the client ask for it: no copy is handed over or posted. They can read it"
    " here, alone (clause 5.2.4)."
)
WEIGH = (
    "The machine found something in these words that may tell who somebody else is, or a sensitive fact, or quote a"
    " court’s or a conference’s papers: {words}. Leave it out, or say that it may go (clauses 3.2.1 and 4.4.2)."
)
PARTNER_S = "Somebody who is tied to the client is known by this address. Ask for another one (clause 3.3.2 e)."
PARTNER_S_HAND = (
    "Somebody is named there who is known as a partner or ex-partner of the client. It goes into no hand but the"
    " recipient’s (clause 3.3.2 e)."
)


class ToWeigh(NotNow):
    """The machine found something in words that would be told, and nobody has looked at it."""


def hand_over(
    *,
    release: Release,
    way: Handover.Way,
    on: date,
    place: str,
    checked: str,
    key: UUID,
    by: Worker,
    form: Handover.Form = Handover.Form.LETTER,
    already: bool = False,
) -> Handover:
    """Record that a release was handed over, as what; an address that is never to be used is refused.

    Raises NotNow for such an address, for one of somebody tied to the file, for a partner's hand, where there is no
    paper, for what has come to stand against it since it was released, and for a copy of the client's own file while
    somebody may be making them ask for it (E30). What has happened `already` is recorded as it was, and marked. A form
    sent twice is recorded once; what a refusal leaves in the audit, and tells managers of, stays.
    """
    if (twin := Handover.objects.filter(id=key).first()) is not None:
        return twin
    if not release.letter_sha256:
        raise NotNow("It was told by word of mouth: there is no paper to hand over.")
    own = release.request.basis == Basis.OWN_FILE
    if own:
        stop_unless_copied(release, by)
    elif form != Handover.Form.LETTER:
        raise NotNow("Others than the client get the letter, as it was signed off.")
    said = "" if own else _against_the_paper(release, by)
    at_whom = _at_a_known_door if way == Handover.Way.POST else _into_a_partners_hand
    said = " ".join(filter(None, (said, at_whom(release, place, by))))
    if said and (own or not already):
        raise NotNow(said)

    def write() -> Handover:
        made = Handover(id=key, file_id=release.file_id, release=release, way=way, on=on, by=by)
        made.form, made.against = form, bool(said)
        made.place, made.checked = place, checked
        made.save(force_insert=True)
        fields = [way, form, *(["against"] if said else [])]
        ids = [release.id, made.id]
        record("release_handed_over", file=release.file_id, ids=ids, fields=fields)
        return made

    return written_once(Handover, key, write)


def _against_the_paper(release: Release, by: Worker) -> str:
    """Hold the release and its consent, and say what has come to stand against it; '' for nothing.

    What else went from the file to its recipient is held as well, by id: in a partner's hand all of it is closed.
    """
    lock_request(release.request_id, states={DisclosureRequest.State.RELEASED})
    same = Q(release__contact__isnull=False, release__contact=release.contact_id)
    held = Package.objects.filter(Q(release=release) | same, file=release.file_id)
    hold_releases(held)
    return in_words(stands_against(release, by, doing="hand_over"))


def stop_unless_copied(release: Release, by: Worker) -> None:
    """Hold the request to see the file, and let a copy be made only while it may be (5.2.5, E7, E8, E21, E30).

    Raises NotNow once it was recalled, where an authority has lapsed, while coercion is not ruled out, and for what was
    said since it was released to be what they may not read (E23, E24, E33, E48).
    """
    own = own_file_of(release.request, hold=True)
    if hasattr(release, "recall"):
        raise NotNow(RECALLED)
    if against := against_copying(own, file=release.file_id, today=timezone.localdate()):
        raise NotNow(in_words(against[:1]))
    if own is None or stays_here(own):
        raise NotNow(COERCED)
    if held_since(release):
        raise NotNow(in_words(stands_against(release, by, doing="copy", only=HELD)) or SAID_SINCE)


def _at_a_known_door(release: Release, place: str, by: Worker) -> str:
    """Say why nothing is posted there; '' where nothing is known of it.

    Whoever may not read for others could ask one address after the other: the managers are told of each partner's.
    """
    blocked = blocked_in(place, read(release.file.contact), timezone.localdate())
    if blocked:
        return sentence_of(blocked[0])
    partner_s = is_a_partners_door(request_id=release.request_id, place=place)
    if partner_s:
        tell_of_recipient(release.file_id)
    may = "third_party" in rights_on(by, release.file)
    if not partner_s and not (may and look_for(release.request).stops([place])):
        return ""
    _denied(release, "door_of_another")
    return PARTNER_S


def _into_a_partners_hand(release: Release, place: str, by: Worker) -> str:
    """Say why it goes into nobody's hand whom these words name; '' where no partner is named, or is whom we warn.

    The managers are told of each, as of a partner's address; what its recipient could read is closed.
    """
    if (release.request.reached or {}).get("threatened") or not names_a_partner(release, place, by):
        return ""
    close_all_to(release.contact_id, file_id=release.file_id)
    tell_of_recipient(release.file_id)
    _denied(release, "hand_of_a_partner")
    return PARTNER_S_HAND


def _denied(release: Release, what: str) -> None:
    record(
        "disclosure_obstructed",
        file=release.file_id,
        ids=[release.request_id, release.id],
        reason="hand_over",
        fields=[what],
        outcome="denied",
    )


def tell(
    *,
    release: Release,
    kind: Notice.Kind,
    words: str,
    key: UUID,
    by: Worker,
    weighed: bool = False,
) -> Notice:
    """Record what the recipient of a release is told of it afterwards.

    Raises ToWeigh while nobody has `weighed` what the machine finds in the words: they leave like an entry's; NotNow
    where what was wrong would be told to somebody who is known as a partner now, who is told of a recall alone (E13). A
    form sent twice is recorded once; what a refusal leaves in the audit, and tells managers of, stays.
    """
    if (twin := Notice.objects.filter(id=key).first()) is not None:
        return twin
    to_partner = kind == Notice.Kind.CORRECTED and stands_against(
        release, by, doing="tell", only=TO_PARTNER
    )
    if to_partner:
        raise NotNow(in_words(to_partner))
    fields = [kind, *(["weighed"] if _weighed(release, words, by, weighed) else [])]

    def write() -> Notice:
        told = {"release": release, "kind": kind, "by": by, "words": words}
        made = Notice(id=key, file_id=release.file_id, **told)
        made.save(force_insert=True)
        record("recipient_told", file=release.file_id, ids=[release.id, made.id], fields=fields)
        return made

    return written_once(Notice, key, write)


def _weighed(release: Release, words: str, by: Worker, weighed: bool) -> bool:
    """Say whether there was something to weigh in words that are told; raises ToWeigh while nobody did."""
    found = to_weigh(release.request, [words], by)
    if found and not weighed:
        shown = ", ".join(f"“{group.words}” ({group.says.lower()})" for group in found)
        raise ToWeigh(WEIGH.format(words=shown))
    return bool(found)


def judge_false(
    *, release: Release, of: Collection[UUID], words: str, by: Worker, weighed: bool = False
) -> Sequence[Notice]:
    """Judge a threat to be false: whoever was told of it is told so, each to be acknowledged (E18).

    `of` are the releases of this file that told of it, as the judge says; another threat's stand, and what was recorded
    stays. Raises PermissionDenied for whoever is neither line manager nor safeguarding lead.
    """
    if not roles_held(by) & {Role.LINE_MANAGER, Role.SAFEGUARDING_LEAD}:
        raise PermissionDenied("A line manager or the safeguarding lead judges that.")
    kind = Notice.Kind.FALSE_THREAT
    made = [
        tell(release=each, kind=kind, words=words, key=uuid4(), by=by, weighed=weighed)
        for each in told_of_danger(release)
        if each.id in of
    ]
    if not made:
        raise NotNow("Everybody who was told of this threat has been told so already.")
    return made


def acknowledge(*, kept: Handover | Notice, on: date, said: str, by: Worker) -> None:
    """Record that the recipient has acknowledged it, on which day and in which words; raises NotNow the second time."""
    model = type(kept)
    found = model._default_manager.select_for_update().get(id=kept.id)
    if found.acknowledged_on is not None:
        raise NotNow("This was acknowledged already.")
    found.acknowledged_on, found.said = on, said
    found.save(update_fields=["acknowledged_on", "said"])
    record("recipient_acknowledged", file=found.file_id, ids=[found.release_id, found.id])
