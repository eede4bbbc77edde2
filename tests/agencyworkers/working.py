"""Somebody of a partner agency, invited as two people do it, and what they do in the readers' process."""

import json
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from confidentiality.access.identity import acting_as
from disclosures.agencyworkers import access, actions, totp
from disclosures.models import AgencyContact
from disclosures.package import Contents
from disclosures.protocols.access import open_protocol
from tests import cast, uploading
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.protocols import working as protocols
from tests.readers.outside import Reader, opened
from tests.scans import preparing

PASSWORD = "heron over the quiet mill"
BROWSER_AGENCY = "Ashdown Advocacy"


@dataclass
class Outsider:
    """What they were told, and the second factor that they set up."""

    id: UUID
    name: str
    codes: tuple[str, str]
    secret: str = ""
    used: set[int] = field(default_factory=set)

    def code(self) -> str:
        """The next code that was not used yet, and is good for ten seconds more; waits for one where none is."""
        while True:
            now = time.time()
            oldest, newest = int((now + 10) // totp.SECONDS) - 1, int(now // totp.SECONDS) + 1
            step = max(oldest, max(self.used, default=0) + 1)
            if step <= newest:
                self.used.add(step)
                return totp.code_at(self.secret, step)
            time.sleep(1)

    def join(self, reader: Reader) -> int:
        """Use the two codes; return the answer's status."""
        first, second = self.codes
        told = {"name": self.name, "first": first, "second": second, "password": PASSWORD}
        answer = reader.post("/account/join/", told)
        shown = answer.content.decode().partition('latch-secret">')[2].partition("<")[0]
        self.secret = shown.replace(" ", "") or self.secret
        return answer.status_code

    def sign_in(self, reader: Reader, **instead: str) -> int:
        """Sign in; return the answer's status: 302 when let in."""
        told = {"name": self.name, "password": PASSWORD, **instead}
        told.setdefault("code", "" if "code" in instead else self.code())
        return reader.post("/account/", told).status_code


def ask(
    protocol_id: UUID, contact_id: UUID, *, by: str = ASKER, until: int = 90
) -> tuple[UUID, str, str]:
    """Ask that somebody may sign in; return the id, their name, and the asker's code."""
    with acting_as(who(by)):
        contact = AgencyContact.objects.select_related("agency").get(id=contact_id)
        asked, code = actions.invite(
            protocol=open_protocol(protocol_id),
            contact=contact,
            until=days(until),
            worker_id=uuid4(),
            by=cast.worker(by),
        )
        return asked.id, asked.sign_in_name, code


def decide(worker_id: UUID, *, by: str = MANAGER, agree: bool = True) -> tuple[str, str]:
    """Decide about it; return the answer and the code."""
    with acting_as(who(by)):
        asked = access.open_agency_worker(worker_id)
        return actions.decide(asked=asked, agree=agree, by=cast.worker(by))


def end(worker_id: UUID, *, by: str = MANAGER) -> str:
    """End it; return the answer."""
    with acting_as(who(by)):
        return actions.end(asked=access.open_agency_worker(worker_id), by=cast.worker(by))


def invited(protocol_id: UUID, contact_id: UUID) -> Outsider:
    """Somebody whom two people have invited."""
    asked, name, one = ask(protocol_id, contact_id)
    said, other = decide(asked)
    assert said == "done"
    return Outsider(asked, name, (one, other))


def for_browser() -> None:
    """Print two packages released to somebody of one agency, and words that stand in both; beside a running demo.

    The newer one has a page of a document, which nobody but whoever signs in there may look at.
    """
    contact_id = story.an_agency(name=BROWSER_AGENCY)
    packages = []
    for has_page in (False, True):
        request_id = a_request(contact_id, has_page=has_page)
        story.submit(request_id)
        story.sign_off(request_id)
        story.read(request_id)
        packages.append(str(story.release(request_id).package.id))
    with acting_as(who(ASKER)):
        words = Contents.from_stored(opened(UUID(packages[0])).contents).items[0].body
    print(json.dumps({"packages": packages, "words": words}))


def a_request(contact_id: UUID, *, has_page: bool) -> UUID:
    """Ask to disclose to somebody of an agency, with the page of a document or none; return the request's id."""
    if not has_page:
        return story.a_draft(contact_id, story.a_consent(contact_id))
    with acting_as(who(ASKER)):
        first, _second, third = story.entries()[:3]
        scan = uploading.a_document(
            story.file(), cast.worker(ASKER), "letter.pdf", preparing.letter(1, "The rent is paid.")
        )
    entries = (first.id, third.id, scan.entry_id)
    consent = story.a_consent(contact_id, covers=frozenset(entries))
    request_id = story.a_draft(contact_id, consent, entries=entries)
    preparing.let_go(request_id, preparing.taken(request_id, scan))
    return request_id


def subjects() -> dict[str, str]:
    """Somebody who waits to be invited, somebody who is, and a reader whom nobody has asked for."""
    people = [story.an_agency(name=f"Ashdown Project {n}") for n in range(3)]
    protocol = protocols.agreed(*people)
    waits, let_in, nobody = people
    return {
        "agency worker": str(ask(protocol, waits)[0]),
        "invited worker": str(invited(protocol, let_in).id),
        "second reader": str(nobody),
        "protocol of readers": str(protocol),
    }
