"""Groups, sessions and attendances for tests, recorded as the product would."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from clients.groups import actions
from clients.groups.access import count_waiting
from clients.groups.models import Attendance, ClientGroup, GroupSession
from staff.models import Worker
from tests import cast
from tests.clients.questions import file_of, reference, without_tokens, working_as

RUNS = {"iss": ("iss_worker", "iss_colleague"), "dvpp": ("dvpp_worker", "dvpp_colleague")}


def on_file(key: str, more: str = "") -> str:
    """Return the address of a page of groups on a cast file."""
    return f"/files/{reference(key)}/groups/{more}"


def page(client: Client, address: str) -> str:
    """Return a page as it is read, without what is random in it."""
    shown = client.get(address)
    assert shown.status_code == 200
    plain = without_tokens(shown.content.decode())
    return " ".join(re.sub(r'name="(token|draft|draft_writer)" value="[^"]*"', "", plain).split())


def a_group(service: str = "iss", *, day: int = 2, part: str = "evening") -> ClientGroup:
    """Note a group of a service, run by two of it."""
    first, second = RUNS[service]
    with working_as(first) as by:
        return actions.make_group(
            service=service,
            day=day,
            part=part,
            run_by=by,
            run_with=cast.worker(second),
            by=by,
            group_id=uuid4(),
        )


def a_session(group: ClientGroup, *, on: date | None = None) -> GroupSession:
    """Record that a group met."""
    with working_as(RUNS[group.service][0]) as by:
        return actions.record_session(
            group=ClientGroup.objects.get(id=group.id),
            held_on=on or timezone.localdate(),
            run_by=by,
            run_with=None,
            by=by,
            session_id=uuid4(),
        )


def was_at(session: GroupSession, key: str, *, discussed: bool = True, by: str = "") -> Attendance:
    """Record on a cast file, as who leads it, that its client was at a session."""
    with working_as(by or cast.FILES[key].worker) as worker:
        return actions.record_attendance(
            session=GroupSession.objects.select_related("group").get(id=session.id),
            file=file_of(key),
            discussed=discussed,
            by=worker,
        )


def signs(key: str, *, on: date | None = None) -> UUID:
    """Record that a woman signed the agreement for groups."""
    with working_as(cast.FILES[key].worker) as worker:
        return actions.sign_keeping(
            file=file_of(key),
            signed_on=on or timezone.localdate(),
            witnessed_by=worker.pk,
            by=worker,
            agreement_id=uuid4(),
        ).id


def waiting(who: str) -> int:
    """Return how many files stand before somebody whose client lacks something for groups."""
    with working_as(who) as worker:
        one = Worker.objects.annotate(many=count_waiting(worker)).get(pk=worker.pk)
        return int(one.many)


def subjects() -> dict[str, str]:
    """Make a women's group with a session at which Amina was, without a signed agreement, and one since without her."""
    group, today = a_group(), timezone.localdate()
    session = a_session(group, on=today - timedelta(days=8))
    a_session(group, on=today - timedelta(days=1))
    return {
        "group": str(group.id),
        "group session": str(session.id),
        "attendance": str(was_at(session, "amina").id),
    }
