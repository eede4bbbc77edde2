"""Two at once: exactly one outcome, and whoever would change the grounds waits (E20)."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import OperationalError, connections, transaction

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.actions.lock import lock_request
from disclosures.models import DisclosureRequest, Package, Release
from disclosures.ownfile.access import own_file_of
from staff.models import Account
from tests import cast
from tests.disclosures import own, story
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.ownfile import working

pytestmark = pytest.mark.slow
State = DisclosureRequest.State


def _at_once(*works: Callable[[], object]) -> list[object]:
    """Run each work on a connection of its own at the same time; return results or exceptions."""
    start, out = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            out.append(work())
        except Exception as error:
            out.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


@pytest.mark.edge("E20")
@pytest.mark.clause("1.2")
def test_releasing_twice_at_once_releases_once(committed: str) -> None:
    request_id = story.a_signed_request()
    results = _at_once(*[lambda: story.release(request_id)] * 4)
    assert [type(r) for r in results].count(Release) == 1
    assert [type(r) for r in results].count(NotNow) == 3
    with acting_as(who(ASKER)):
        assert Release.objects.count() == 1
        assert Package.objects.count() == 1


@pytest.mark.edge("E10", "E20")
@pytest.mark.clause("2.1")
@pytest.mark.parametrize("round_", range(4))
def test_withdrawing_and_releasing_at_once_has_one_outcome(committed: str, round_: int) -> None:
    request_id = story.a_signed_request()

    def withdraw() -> object:
        with acting_as(who(ASKER)):
            consent = story.get(request_id).consent
            assert consent is not None
            actions.withdraw_consent(consent=consent, by=story.worker(ASKER))
            return consent

    released, withdrawn = lambda: story.release(request_id), withdraw
    results = _at_once(*((released, withdrawn) if round_ % 2 else (withdrawn, released)))
    with acting_as(who(ASKER)):
        made = Release.objects.filter(request_id=request_id).first()
        consent = story.get(request_id).consent
        assert consent is not None
        assert consent.withdrawn_at is not None
    if made is None:
        assert any(isinstance(r, Obstructed) for r in results)
    else:
        assert made.released_at < consent.withdrawn_at


@pytest.mark.edge("E20")
def test_approving_and_withdrawing_at_once_has_one_outcome(committed: str) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)

    def withdraw() -> str:
        with acting_as(who(ASKER)):
            actions.withdraw_request(request=story.get(request_id), by=story.worker(ASKER))
            return "withdrawn"

    _at_once(lambda: story.sign_off(request_id), withdraw)
    assert story.state_of(request_id) == State.WITHDRAWN


def _withdraw(request_id: UUID) -> None:
    with acting_as(who(ASKER)):
        _impatient()
        consent = story.get(request_id).consent
        assert consent is not None
        actions.withdraw_consent(consent=consent, by=story.worker(ASKER))


def _refuse(request_id: UUID) -> None:
    with acting_as(who(ASKER)):
        _impatient()
        contact = story.get(request_id).contact_id
        assert contact is not None
        story.a_consent(contact, refused=True)


def _assure(request_id: UUID) -> None:
    with acting_as(who(MANAGER)):
        _impatient()
        agency = story.get(request_id).agency
        assert agency is not None
        actions.record_assurance(
            agency=agency, seen_on=days(0), review_on=days(9), by=story.worker(MANAGER)
        )


def _change_entry(request_id: UUID) -> None:
    with acting_as(who(ASKER)):
        _impatient()
        first = story.entries()[0]
        first.body += " Mended."
        first.save(update_fields=["body"])


def _release_too(request_id: UUID) -> None:
    with acting_as(who(ASKER)):
        _impatient()
        story.release(request_id)


def _leave(request_id: UUID) -> None:
    with transaction.atomic(using="owner"):
        _impatient("owner")
        Account.objects.using("owner").filter(id=who(MANAGER)).update(is_active=False)


def _dispose(request_id: UUID) -> None:
    with transaction.atomic(using="owner"):
        _impatient("owner")
        CaseFile.objects.using("owner").select_for_update().get(id=cast.FILES[story.FILE].id)


def _impatient(using: str = "default") -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")


@pytest.mark.edge("E10", "E11", "E12", "E20")
@pytest.mark.clause("1.2")
@pytest.mark.parametrize(
    "intrusion", [_withdraw, _refuse, _assure, _change_entry, _release_too, _leave, _dispose]
)
def test_whoever_would_change_the_grounds_waits_for_a_release(
    committed: str, intrusion: Callable[[UUID], None]
) -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        lock_request(request_id, states={State.APPROVED})
        (met,) = _at_once(lambda: intrusion(request_id))
        assert isinstance(met, OperationalError), met
        assert "lock timeout" in str(met)
    (met,) = _at_once(lambda: intrusion(request_id))
    assert met is None


@pytest.mark.edge("E20", "E30")
@pytest.mark.clause("5.2.4")
def test_what_is_said_of_another_request_of_the_client_waits_for_a_release(committed: str) -> None:
    request, other = own.signed(own.asked_for()), own.asked_for()

    def suspect() -> None:
        with acting_as(who(ASKER)):
            _impatient()
            working.say(other, "identity", **{**working.SEEN, "coerced": True})

    def held() -> None:
        (met,) = _at_once(suspect)
        assert isinstance(met, OperationalError), met
        assert "lock timeout" in str(met)

    with acting_as(who(ASKER)):
        lock_request(request, states={State.APPROVED})
        held()
    with acting_as(who(ASKER)):
        own_file_of(story.get(request), hold=True)
        held()
    (met,) = _at_once(suspect)
    assert met is None
