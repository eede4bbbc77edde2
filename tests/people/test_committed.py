"""People of a file on committed data: two who decide at once, and what is left when the file is destroyed."""

import threading
from uuid import UUID

import pytest
from django.db import connections

from tests.retention.working import LONG_AGO, certificates, close_long_ago, content_of, owner, sweep

from .working import a_file_of_two, add, decide, merged_into, propose


def _at_once(merge: UUID) -> list[str]:
    """Let both workers agree and refuse at the same time; return what each was told."""
    asks = [(by, agree) for by in ("iss_worker", "iss_colleague") for agree in (True, False)]
    start = threading.Barrier(len(asks))
    said: list[str] = []

    def ask(by: str, agree: bool) -> None:
        try:
            start.wait()
            said.append(decide(merge, by=by, agree=agree))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=each) for each in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.mark.slow
@pytest.mark.edge("E20")
@pytest.mark.clause("5.2.7")
def test_one_outcome_of_four_at_once_and_disposal_leaves_nobody(committed: str) -> None:
    file = a_file_of_two()
    kept, other = add(file=file), add(file=file)
    said = _at_once(propose(kept, other))
    assert len(said) == 4
    (done,) = {*said} & {"agreed", "refused", "withdrawn"}
    assert said.count(done) == 1
    assert {*said} <= {done, "decided", "own"}
    assert merged_into(other) == (kept if done == "agreed" else None)
    if done != "agreed":
        assert decide(propose(kept, other)) == "agreed"
    close_long_ago(file)
    assert content_of(kept)
    owner("UPDATE clients_casefile SET opened_on = %s WHERE id = %s", LONG_AGO, file)
    sweep()
    assert certificates(file) == 1
    assert content_of(file, kept, other) == {}
