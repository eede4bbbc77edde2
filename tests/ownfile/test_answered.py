"""What was answered to a dispute: in the list, unless it may tell a sensitive fact (4.4.2)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from disclosures.ownfile.models import Rectification
from tests.clients.questions import working_as
from tests.clients.test_audit import events_of
from tests.ownfile.test_pages import a_day, place
from tests.thirdparty.working import an_entry

pytestmark = [pytest.mark.slow, pytest.mark.edge("E28"), pytest.mark.clause("5.2.5")]
SignedIn = Callable[[str], Client]
SAID = "He was never told to come."


@pytest.mark.clause("4.4.2")
def test_an_answer_that_may_tell_a_sensitive_fact_is_opened_on_purpose(
    committed: str, signed_in: SignedIn
) -> None:
    entry, client = an_entry("He came on a Sunday."), signed_in("iss_worker")
    said = {"statement": SAID, "sensitive": "on", "sensitive_kind": "rape", "token": str(uuid4())}
    client.post(place(f"disputed/{entry}/new/"), {**said, **a_day("received_on")})
    with working_as("iss_worker"):
        dispute = Rectification.objects.get()
    answer = place(f"disputes/{dispute.id}/answer/")
    words = {"decision": "stands", "answer": "We read what you say of the rape again."}
    shown = client.post(answer, words, follow=True).content.decode()
    assert words["answer"] not in shown
    assert f'href="{answer}"' in shown
    assert opened(dispute.statement_id) == []
    read = client.get(answer).content.decode()
    assert words["answer"] in read
    assert SAID in read
    assert opened(dispute.statement_id) == ["own_file"]
    assert client.post(answer, words).status_code == 409


def opened(entry: UUID) -> list[str]:
    """For what purposes the asker has opened an entry, as the audit has it."""
    events = [e for e in events_of("iss_worker") if e.action == "entry_opened"]
    return [str(each.purpose) for each in events if str(entry) in each.ids]
