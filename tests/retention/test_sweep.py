"""The sweep: what is due goes whole, with a certificate, and nothing of it can be read any more."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from clients.models import CaseFile
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.tasks import find_waiting_jobs
from retention import tasks
from retention.models import Certificate, Sweep
from tests import cast

AsWorker = Callable[[], AbstractContextManager[None]]
DUE = cast.FILES[cast.DUE]


@pytest.mark.clause("5.2.7")
def test_the_clock_s_sweep_destroys_what_is_due(committed: str, as_worker_login: AsWorker) -> None:
    with as_worker_login():
        with acting_as(SystemActor.DISPOSER):
            assert CaseFile.objects.filter(id=DUE.id).exists()
        tasks.sweep()
        find_waiting_jobs()
        with acting_as(SystemActor.DISPOSER):
            assert not CaseFile.objects.filter(id=DUE.id).exists()
            certificate = Certificate.objects.get(file_id=DUE.id)
            assert Sweep.objects.get().ended_at
    print(certificate.erased, certificate.keys_destroyed)
