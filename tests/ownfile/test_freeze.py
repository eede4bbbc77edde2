"""An open request keeps its file from every sweep, and the database keeps the request (E32)."""

import pytest
from django.db import connection

from confidentiality.access.identity import SystemActor, acting_as
from retention import actions
from retention.models import Sweep
from tests import cast
from tests.database import logged_in_as, owner
from tests.ownfile import working
from tests.retention import working as retention

DUE = cast.FILES[cast.DUE]


@pytest.mark.slow
@pytest.mark.edge("E32")
@pytest.mark.clause("5.2.7")
def test_an_open_request_freezes_disposal(committed: str) -> None:
    request = working.ask(key=cast.DUE)
    before = retention.content_of(DUE.id)
    sweep = retention.sweep()
    assert retention.outcomes(sweep) == {}
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ownfile_filerequest")  # not even the disposer
        assert cursor.rowcount == 0
    assert retention.is_whole(DUE.id, before)
    working.close(request, key=cast.DUE)
    retention.sweep()
    assert retention.content_of(DUE.id) == {}
    assert owner("SELECT 1 FROM ownfile_filerequest") == []


@pytest.mark.slow
@pytest.mark.edge("E32")
def test_a_request_after_the_plan_keeps_the_file(committed: str) -> None:
    sweep = retention.ask_for_sweep()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert actions.plan_sweep(sweep=Sweep.objects.get(id=sweep)) == 1
    working.ask(key=cast.DUE)
    before = retention.content_of(DUE.id)
    retention.do_jobs()
    assert retention.outcomes(sweep) == {DUE.id: "kept"}
    assert retention.is_whole(DUE.id, before)
