"""A file that is destroyed takes its own attendance with it, and nobody else's."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from clients.groups import disposal
from clients.groups.access import sessions_on
from clients.groups.models import Attendance, GroupSession, KeepingAgreement
from confidentiality.access.identity import SystemActor, acting_as
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.groups.working import a_group, a_session, signs, was_at

pytestmark = [pytest.mark.clause("4.4.1"), pytest.mark.clause("5.2.7")]
AsWorker = Callable[[], AbstractContextManager[None]]


def test_only_its_own_goes_and_nothing_tells_that_there_was_more(
    committed: str, as_worker_login: AsWorker
) -> None:
    session = a_session(a_group())
    for key in ("amina", "leila"):
        was_at(session, key)
        signs(key)
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        gone = disposal.erase(cast.FILES["amina"].id)
    assert gone == {"groups_attendance": 1, "groups_keepingagreement": 1}
    with working_as("iss_worker"):
        assert [each.file_id for each in Attendance.objects.all()] == [cast.FILES["leila"].id]
        assert KeepingAgreement.objects.count() == 1
        assert GroupSession.objects.filter(id=session.id).exists()
        assert len(sessions_on(file_of("leila"))) == 1
