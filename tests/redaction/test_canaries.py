"""What was withheld, looked for in everything that is made of an entry on its way out."""

import io
from typing import Any

import pytest
from django.db import connection
from pypdf import PdfReader
from pypdf.generic import StreamObject

from confidentiality.access.identity import acting_as
from disclosures.building.cutting import MARK
from disclosures.package import Contents
from disclosures.redaction import actions
from disclosures.redaction.marks import Does, Part, Place, places_of
from tests import cast
from tests.database import logged_in_as
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, who
from tests.redaction.test_preparing import released
from tests.redaction.working import a_request, prepared_of

CANARIES = ("Quillfeather", "Zimmerbach", "020 7946 0991")


@pytest.mark.slow
@pytest.mark.attack("A2", "A3")
def test_what_was_withheld_is_in_nothing_that_was_made_of_it(
    committed: str, signed_in: SignedIn
) -> None:
    """Lists, a second place, the paper, its name, the register, the audit, jobs: ways by which others lost it."""
    request_id = a_request(
        "Mr Quillfeather rang. Mr Quillfeather said: ring 020 7946 0991.",
        "Zimmerbach",
    )
    for item in prepared_of(request_id):
        with acting_as(who(ASKER)):
            by, request = cast.worker(ASKER), story.get(request_id)
            text = item.texts[Part.BODY]
            places = [
                Place(Part.BODY, *span) for word in CANARIES for span in places_of(text, word)
            ]
            step: dict[str, Any] = {"request": request, "entry": item.entry, "by": by}
            step |= {"does": Does.WITHHOLD, "source": item.source, "why": "source"}
            actions.take_step(places=places, **step)
    package = released(request_id)
    client = signed_in(ASKER)
    reference = cast.FILES["amina"].reference
    with acting_as(who(ASKER)):
        seen = [repr(package.contents).encode(), *_unpacked(package.letter)]
    for path in (
        f"/packages/{package.id}/",
        f"/packages/{package.id}/letter.pdf",
        f"/files/{reference}/disclosures/",
        "/approvals/",
    ):
        answer = client.get(path)
        seen += [answer.content, repr(answer.headers).encode()]
    with logged_in_as("owner"), connection.cursor() as cursor:
        for table in ("audit_event", "work_job", "disclosures_package", "redaction_step"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            seen += [row[0].encode() for row in cursor.fetchall()]
    wanted = [form for word in CANARIES for form in (word, word.replace(" ", ""), word[:6])]
    assert not [word for word in wanted for each in seen if word.encode() in each]
    with acting_as(who(ASKER)):
        kept = Contents.from_stored(package.contents).items
    assert {item.body for item in kept} == {MARK, f"Mr {MARK} rang. Mr {MARK} said: ring {MARK}."}


def _unpacked(paper: bytes) -> list[bytes]:
    """Return a PDF as it is, and each of its streams as it unpacks."""
    reader = PdfReader(io.BytesIO(paper))
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    return [paper, *(each.get_data() for each in objects if isinstance(each, StreamObject))]
