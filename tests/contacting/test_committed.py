"""Safe contact on committed data: two who write at once, an import undone, and what is left when the file goes."""

import threading
from uuid import UUID

import pytest
from django.db import connections

from clients.contacting.access import waiting_for
from clients.contacting.actions import Meanwhile
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import give
from tests.database import logged_in_as
from tests.retention.working import LONG_AGO, certificates, close_long_ago, content_of, owner, sweep

from .working import HIS_NUMBER, SAFE, a_file, make, tell, told


@pytest.mark.slow
@pytest.mark.edge("E20")
@pytest.mark.attack("A11")
@pytest.mark.clause("5.2.7")
def test_one_of_many_at_once_and_disposal_leaves_nothing(committed: str) -> None:
    give("amina", "iss_colleague", "view", "contribute")
    start = threading.Barrier(4)
    said: list[str] = []

    def write(by: str) -> None:
        try:
            start.wait()
            said.append(str(tell(SAFE, by=by, seen=1)))
        except Meanwhile:
            said.append("meanwhile")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=write, args=(by,)) for by in 2 * ("iss_worker", "iss_colleague")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["2", "meanwhile", "meanwhile", "meanwhile"]
    assert told().version == 2
    file = a_file()
    tell(file=file)
    make(to=HIS_NUMBER, file=file)
    close_long_ago(file)
    owner("UPDATE clients_casefile SET opened_on = %s WHERE id = %s", LONG_AGO, file)
    assert content_of(file)
    sweep()
    assert certificates(file) == 1
    assert content_of(file) == {}


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_her_managers_are_asked_where_nobody_leads_the_file(committed: str) -> None:
    old = a_file()
    assert old not in to_ask("iss_manager")
    with logged_in_as("owner"):
        CaseFile.objects.filter(id=old).update(lead=None)
    assert old in to_ask("iss_manager")
    assert old not in to_ask("iss_colleague")


def to_ask(by: str) -> list[UUID]:
    with acting_as(cast.PEOPLE[by].id):
        return [each.id for each in waiting_for(cast.worker(by)).to_ask]
