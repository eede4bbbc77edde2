"""The cast carries a request as far as a test needs it, each step through the product's actions."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import ConsentTerms, Particulars
from disclosures.agencies import actions as agencies
from disclosures.asked import whole_requests
from disclosures.dossier import load_dossier
from disclosures.models import (
    Agency,
    AgencyContact,
    Consent,
    DisclosureRequest,
    Release,
    SignOff,
)
from disclosures.picture import Basis, Grounds
from disclosures.redaction import actions as redaction
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import WEIGHED, Does
from disclosures.redaction.steps import reading_of
from staff.models import Worker
from tests import cast, uploading

ASKER, MANAGER, SENIOR = "iss_worker", "iss_manager", "iss_senior"
FILE = "amina"
RECIPIENT = "Wilhelmina Askew"
AGENCY = "Brackenfield Housing"
WORDS = "Only to her, never to the front desk"


def who(key: str) -> UUID:
    """The id of a cast person."""
    return cast.PEOPLE[key].id


def file() -> CaseFile:
    """The file of the story, as whoever acts may read it."""
    return CaseFile.objects.get(id=cast.FILES[FILE].id)


def entries() -> list[Entry]:
    """The file's entries in the order they were written; the third holds a sensitive fact."""
    return list(Entry.objects.filter(file_id=cast.FILES[FILE].id).order_by("written_at"))


def days(n: int) -> date:
    """The day n days from today in the office."""
    return timezone.localdate() + timedelta(days=n)


def agency_named(name: str) -> Agency:
    """Return the one agency of this name, which only what is opened can be found by."""
    (found,) = (agency for agency in Agency.objects.all() if agency.name == name)
    return found


def an_agency(
    *, assured: bool = True, duty: str = "", name: str = AGENCY, kind: str = Agency.Kind.OTHER
) -> UUID:
    """Register an agency with a contact and, by the manager, an assurance; return the contact."""
    with acting_as(who(ASKER)):
        by = cast.worker(ASKER)
        agency = actions.register_agency(name=name, statutory_duty="", by=by, kind=kind)
        contact = actions.add_contact(
            agency=agency, name=RECIPIENT, aliases=["Mina"], phones=["01632 960123"], by=by
        )
    if duty:
        with acting_as(who(MANAGER)):
            agencies.change_agency(
                agency=agency,
                name=name,
                kind=agency.kind,
                statutory_duty=duty,
                by=cast.worker(MANAGER),
            )
    if assured:
        assure(contact.id)
    return contact.id


def assure(
    contact_id: UUID, *, seen: int = -30, review: int = 300, keeps_ours: bool = False
) -> None:
    """Let the manager record an assurance of the contact's agency."""
    with acting_as(who(MANAGER)):
        agency = AgencyContact.objects.select_related("agency").get(id=contact_id).agency
        actions.record_assurance(
            agency=agency,
            seen_on=days(seen),
            review_on=days(review),
            by=cast.worker(MANAGER),
            keeps_ours=keeps_ours,
        )


def complete_terms(contact_id: UUID, covers: Iterable[UUID]) -> ConsentTerms:
    """Return the terms of a consent that lacks nothing (act as the asker)."""
    return ConsentTerms(
        to_agency=AgencyContact.objects.select_related("agency").get(id=contact_id).agency,
        given_on=days(-2),
        why="Rehousing before the tenancy ends",
        agreeing="The housing officer will know of the violence.",
        refusing="Her place on the list stays as it is.",
        implications_on=days(-3),
        limits_asked=True,
        expires_on=days(60),
        covers=frozenset(covers),
        new_words="A letter about the tenancy",
    )


def a_consent(contact_id: UUID, **changes: Any) -> UUID:
    """Let the asker record a complete consent to the first and third entry; return its id."""
    with acting_as(who(ASKER)):
        first, _second, third = entries()[:3]
        terms = complete_terms(contact_id, (first.id, third.id))
        terms = replace(terms, **{"names_sensitive": frozenset({third.id}), **changes})
        return actions.record_consent(file=file(), terms=terms, by=cast.worker(ASKER)).id


def a_paper(file_key: str = FILE, by: str = ASKER) -> UUID:
    """Let somebody take in a scan as a document of a file; return its entry's id."""
    with acting_as(who(by)):
        there = CaseFile.objects.get(id=cast.FILES[file_key].id)
        return uploading.a_document(there, cast.worker(by), body="A signed paper.").entry_id


def says(contact_id: UUID, consent_id: UUID | None, **changes: Any) -> Particulars:
    """Complete particulars of a request that raises no risk (act as the asker)."""
    first, _second, third = entries()[:3]
    particulars = Particulars(
        contact=AgencyContact.objects.select_related("agency").get(id=contact_id),
        consent=Consent.objects.get(id=consent_id) if consent_id else None,
        entries=(first.id, third.id),
        readers=("Wilhelmina Askew", "her team lead"),
        knows_readers=True,
        knows_policy=True,
        concern_raised=False,
        explained_on=days(-2),
        raises_risk=False,
        risk_words="He does not know the address.",
    )
    return replace(particulars, **changes)


def a_draft(contact_id: UUID, consent_id: UUID | None, **changes: Any) -> UUID:
    """Let the asker begin a request; return its id."""
    with acting_as(who(ASKER)):
        particulars = says(contact_id, consent_id, **changes)
        by = cast.worker(ASKER)
        return actions.ask_to_disclose(file=file(), says=particulars, by=by).id


def get(request_id: UUID) -> DisclosureRequest:
    """The request with all that belongs to it, as whoever acts may read it."""
    return whole_requests().get(id=request_id)


def go_through(request_id: UUID, by: str = ASKER) -> None:
    """Go through every entry as the asker, and leave in what the machine finds, but for what has to be weighed."""
    with acting_as(who(by)):
        worker = cast.worker(by)
        for entry_id, prepared in load_dossier(get(request_id)).prepared.items():
            if not prepared.looked:
                redaction.take_step(
                    request=get(request_id),
                    entry=entry_id,
                    does=Does.LOOKED,
                    source=prepared.source,
                    by=worker,
                )
        while groups := open_workbench(get(request_id)).groups:  # one may lie within another
            group = groups[0]
            does = Does.WITHHOLD if group.reason in WEIGHED else Does.LEAVE
            why = "confidence" if does == Does.WITHHOLD else ""
            redaction.decide_group(
                request=get(request_id), key=group.key, does=does, why=why, by=worker
            )


def review(request_id: UUID, by: str = MANAGER) -> None:
    """Let somebody else pass what would leave, all that the machine found in it included."""
    with acting_as(who(by)):
        dossier = load_dossier(get(request_id))
        assert dossier.machine is not None
        redaction.review(
            request=dossier.request,
            content=dossier.digest,
            allowed=[stop.key for stop in reading_of(dossier.machine).stops],
            passed=True,
            words="",
            by=cast.worker(by),
            court={"mention": "She told us of it."},
        )


def submit(request_id: UUID, by: str = ASKER) -> None:
    """Submit as the asker, who has gone through it all."""
    if state_of(request_id, by) == DisclosureRequest.State.DRAFT:
        go_through(request_id, by)
    with acting_as(who(by)):
        actions.submit(request=get(request_id), by=cast.worker(by))


def sign_off(request_id: UUID, by: str = MANAGER, **changes: Any) -> SignOff:
    """Sign off what would leave, as the manager unless told otherwise, who reviews it where nobody has."""
    with acting_as(who(by)):
        machine = load_dossier(get(request_id)).machine
    if by != ASKER and machine is not None and not hasattr(machine, "review"):
        review(request_id, by)
    with acting_as(who(by)):
        request = get(request_id)
        given: dict[str, Any] = {
            "decision": SignOff.Decision.APPROVE,
            "words": "Agreed.",
            "content": load_dossier(request).digest,
            "says_not_partner": False,
        }
        return actions.decide(request=request, by=cast.worker(by), **{**given, **changes})


def read(request_id: UUID, by: str = ASKER) -> None:
    """Confirm having read the package whole."""
    with acting_as(who(by)):
        request = get(request_id)
        content = load_dossier(request).digest
        actions.read_package(request=request, content=content, by=cast.worker(by))


def release(request_id: UUID, by: str = ASKER, **changes: Any) -> Release:
    """Release, confirming everything."""
    confirms = {"knows_policy": True, "keeps_words": True, **changes}
    with acting_as(who(by)):
        return actions.release(request=get(request_id), by=cast.worker(by), **confirms)


def ask_others(contact_id: UUID, consent_id: UUID, **changes: Any) -> Release:
    """Ask others about the client, with all that it needs, and let the request leave."""
    request_id = a_draft(contact_id, consent_id, basis=Basis.OWN_REQUEST, **changes)
    submit(request_id)
    sign_off(request_id)
    read(request_id)
    return release(request_id)


def a_signed_request(**consent: Any) -> UUID:
    """A request signed off and read, that only has to be released."""
    contact_id = an_agency()
    request_id = a_draft(contact_id, a_consent(contact_id, **consent))
    submit(request_id)
    sign_off(request_id)
    read(request_id)
    return request_id


def state_of(request_id: UUID, as_seen_by: str = ASKER) -> str:
    """The state of a request."""
    with acting_as(who(as_seen_by)):
        return get(request_id).state


def worker(key: str) -> Worker:
    """A cast worker's row (act as somebody)."""
    return cast.worker(key)


REACHED = {"name": "Sergeant Ola Brandt", "agency": "Northtown Police", "phone": "999"}


def urgent(basis: Basis = Basis.THREAT, **changes: Any) -> Particulars:
    """What the worker at hand says on a Friday evening: a warning newly written, to somebody on no register."""
    particulars = Particulars(
        contact=None,
        consent=None,
        entries=(),
        basis=basis,
        urgent=True,
        reached=REACHED,
        text="He says that he will wait at the school gate on Monday.",
        text_sensitive=False,
        grounds=Grounds(
            why="He rang and said that he will wait for her and the children.",
            law="Police Act 1996, section 30",
            not_told="He reads her messages.",
        ),
        knows_policy=True,
        raises_risk=False,
        risk_words="Not to tell is the greater risk.",
        says_not_partner=True,
    )
    return replace(particulars, **changes)


def an_urgent_draft(by: str = ASKER, **changes: Any) -> UUID:
    """Let somebody begin an urgent request; return its id."""
    with acting_as(who(by)):
        says = urgent(**changes)
        return actions.ask_to_disclose(file=file(), says=says, by=cast.worker(by)).id


def release_ahead(request_id: UUID, by: str = ASKER, **changes: Any) -> Release:
    """Release an urgent draft before anybody signed it."""
    with acting_as(who(by)):
        content = load_dossier(get(request_id)).digest
    return release(request_id, by, **{"content": content, **changes})
