"""Attack A11, races on committed data: many people at the same moment, and exactly one outcome (E20)."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.utils import timezone

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.dossier import load_dossier
from disclosures.models import Package, Release, SignOff
from disclosures.ownfile import actions as ownfile
from disclosures.ownfile.models import FileRequest
from disclosures.picture import Basis, Grounds
from staff.models import Account, Worker
from tests import cast
from tests.attacking import report, sized
from tests.disclosures import oracle, own, story
from tests.disclosures.story import ASKER, MANAGER, who
from tests.protocols import working as protocols

pytestmark = [pytest.mark.attack("A11"), pytest.mark.edge("E20"), pytest.mark.clause("1.2")]
MANY, ROUNDS, MOST = sized(6, 64), sized(1, 5), 16
Work = Callable[[], object]


def at_once(works: list[Work], *, also: frozenset[str] = frozenset()) -> Counter[str]:
    """Run each work in a transaction and connection of its own at the same moment; count how they ended.

    `also` names endings that only this race may have.
    """
    start, ended = threading.Barrier(len(works)), list[str]()

    def run(work: Work) -> None:
        try:
            start.wait()
            with transaction.atomic():
                work()
            ended.append("done")
        except Exception as error:
            ended.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[each]) for each in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == len(works)
    # `DoesNotExist`: whoever lost their account while they signed sees nothing any more
    assert set(ended) <= {"done", "NotNow", "Obstructed", "PermissionDenied", "ProgrammingError",
                          "IntegrityError", "Refused", "DoesNotExist", *also}, ended  # fmt: skip
    return Counter(ended)


def mixed(*kinds: Work) -> list[Work]:
    """Give MANY works, the kinds in turn."""
    return [kinds[number % len(kinds)] for number in range(MANY)]


def until_both(race: Callable[[int], bool]) -> list[bool]:
    """Repeat a race, ROUNDS times at least, until its release came first once and last once; it is told its turn."""
    first = list[bool]()
    while len(first) < ROUNDS or (len(set(first)) < 2 and len(first) < MOST):
        first.append(race(len(first)))
    assert set(first) == {True, False}, "one of them never came first"
    return first


def left(request_id: UUID) -> Release | None:
    """What left, checked by the oracle; one package at most."""
    with acting_as(who(ASKER)):
        made = list(Release.objects.filter(request=request_id))
        assert len(made) <= 1
        assert Package.objects.filter(release__request=request_id).count() == len(made)
    if not made:
        return None
    oracle.allowed(request_id)
    return made[0]


def a_submitted_one(**says: object) -> UUID:
    contact = story.an_agency(name=f"Agency {uuid4().hex[:6]}")
    request = story.a_draft(contact, story.a_consent(contact), **says)
    story.submit(request)
    return request


def _tell(what: str, ended: Counter[str], **more: int) -> None:
    report("A11", what, tried=sum(ended.values()), done=ended["done"], **more)


def test_released_twice_and_withdrawn_at_once(committed: str) -> None:
    total = Counter[str]()

    def race(turn: int) -> bool:
        request = story.a_signed_request()

        def withdraw() -> None:
            with acting_as(who(ASKER)):
                consent = story.get(request).consent
                assert consent is not None
                actions.withdraw_consent(consent=consent, by=story.worker(ASKER))

        def release() -> None:
            story.release(request)

        few, more = (release, withdraw) if turn % 2 else (withdraw, release)
        total.update(at_once(mixed(more, few, more, more)))
        made = left(request)
        with acting_as(who(ASKER)):
            consent = story.get(request).consent
            assert consent is not None
            assert consent.withdrawn_at is not None
        assert made is None or made.released_at < consent.withdrawn_at
        return made is not None

    first = until_both(race)
    released = sum(first)
    # one withdrawal each time, and one release where it came first
    assert total["done"] == len(first) + released
    _tell("a release beside its consent's withdrawal", total, released=released)


def test_signed_twice_refused_and_edited_at_once(committed: str) -> None:
    total = Counter[str]()
    for _ in range(ROUNDS):
        request = a_submitted_one()
        story.review(request)
        with acting_as(who(MANAGER)):
            content = load_dossier(story.get(request)).digest

        def decide(by: str, decision: str, request: UUID = request, content: str = content) -> None:
            with acting_as(who(by)):
                actions.decide(
                    request=story.get(request), decision=SignOff.Decision(decision), words="x",
                    content=content, says_not_partner=True, by=story.worker(by),
                )  # fmt: skip

        def edit() -> None:
            with acting_as(who(ASKER)):
                first = story.entries()[0]
                first.body += " More."
                first.save(update_fields=["body"])

        total += at_once(
            mixed(
                lambda: decide(MANAGER, "approve"),
                lambda: decide(MANAGER, "approve"),
                lambda: decide(MANAGER, "refuse"),
                edit,
            )
        )
        with acting_as(who(ASKER)):
            given = list(SignOff.objects.filter(request=request))
            state = story.get(request).state
            assert len(given) <= 1
            assert state in {"submitted", "approved", "refused"}
            assert (state == "submitted") == (not given)
        if state == "approved":  # edited after: what was signed is not what would leave
            with pytest.raises((actions.Obstructed, actions.NotNow)):
                story.release(request)
        assert left(request) is None
    _tell("signed off, refused and edited at once", total)


def test_an_approver_loses_the_role_while_they_sign(committed: str) -> None:
    total, released = Counter[str](), 0
    for turn in range(ROUNDS):
        request = a_submitted_one()
        story.review(request)

        def sign(request: UUID = request) -> None:
            story.sign_off(request)

        def lose(turn: int = turn) -> None:
            with transaction.atomic(using="owner"):
                if turn % 2:
                    Worker.objects.using("owner").filter(pk=who(MANAGER)).update(role="iss_worker")
                else:
                    Account.objects.using("owner").filter(pk=who(MANAGER)).update(is_active=False)

        # `SealingError`: the row was read, and then its key is no longer theirs
        total += at_once([*[sign] * (MANY - 1), lose], also=frozenset({"SealingError"}))
        story.read(request)
        with pytest.raises((actions.Obstructed, actions.NotNow)):
            story.release(request)  # whoever signed is in post no longer, or may not sign
        released += left(request) is not None
        Account.objects.using("owner").filter(pk=who(MANAGER)).update(is_active=True)
        Worker.objects.using("owner").filter(pk=who(MANAGER)).update(role="line_manager")
    assert released == 0
    _tell("signed while the role is lost", total, released=released)


def test_an_urgent_one_released_by_many_at_once(committed: str) -> None:
    total = Counter[str]()
    for _ in range(ROUNDS):
        request, twin = story.an_urgent_draft(), uuid4()
        with acting_as(who(ASKER)):
            content = load_dossier(story.get(request)).digest

        def ahead(request: UUID = request, content: str = content) -> None:
            story.release(request, content=content)

        def duplicate(twin: UUID = twin) -> None:
            story.an_urgent_draft(request_id=twin)  # the same form sent again: one row

        total += at_once(mixed(ahead, ahead, ahead, duplicate))
        assert left(request) is not None
    assert total["done"] == 2 * ROUNDS
    _tell("an urgent one released by many", total, released=ROUNDS)


def test_a_protocol_ends_beside_its_release(committed: str) -> None:
    total = Counter[str]()

    def race(turn: int) -> bool:
        contact = story.an_agency(name=f"Agency {uuid4().hex[:6]}")
        protocol = protocols.agreed(contact)
        request = story.a_draft(contact, story.a_consent(contact), basis=Basis.JOINT_WORKING)
        story.submit(request)
        story.sign_off(request)
        story.read(request)
        ends, begun = list[tuple[str, datetime]](), threading.Event()

        def end() -> None:
            if turn % 2 == 0:  # it takes one question, and would always come first
                begun.wait(60)
            ends.append((protocols.end(protocol), timezone.now()))

        def release() -> None:
            with acting_as(who(ASKER)):
                found, by = story.get(request), story.worker(ASKER)
                begun.set()
                actions.release(request=found, knows_policy=True, keeps_words=True, by=by)

        total.update(at_once(mixed(release, end, release, release)))
        (ended,) = [at for said, at in ends if said == "done"]
        made = left(request)
        assert made is None or made.released_at < ended
        return made is not None

    first = until_both(race)
    _tell("a protocol ended beside a release", total, released=sum(first))


def test_a_court_s_order_signed_by_both_at_once(committed: str) -> None:
    """Manager and lead sign at one moment: one of each, and then it may go."""
    says = Grounds(
        law="Northtown Family Court", asked_for="The note of March", dated=story.days(-2),
        told_on=story.days(-1), in_writing=True, names_sensitive=True,
    )  # fmt: skip
    total = Counter[str]()
    for _ in range(ROUNDS):
        request = a_submitted_one(basis=Basis.COURT_ORDER, grounds=says)
        story.review(request)

        def sign(by: str, request: UUID = request) -> None:
            story.sign_off(request, by)

        total += at_once(mixed(lambda: sign(MANAGER), lambda: sign("dp_lead")))
        story.read(request)
        story.release(request)
        assert left(request) is not None
    _tell("manager and lead sign at once", total)


@pytest.mark.clause("5.2.4")
def test_a_request_to_see_the_file_is_taken_back_beside_its_release(committed: str) -> None:
    total, released = Counter[str](), 0
    for _ in range(ROUNDS):
        asked = own.asked_for()
        request = own.signed(asked)

        def end(asked: UUID = asked) -> None:
            with acting_as(who(ASKER)):
                by, file = cast.worker(ASKER), story.file()
                ownfile.end(file=file, request_id=asked, outcome="withdrawn", by=by)

        def release(request: UUID = request) -> None:
            story.release(request, knows_policy=False)

        total += at_once(mixed(release, end, release, end))
        made = left(request)
        with acting_as(who(ASKER)):
            closed = FileRequest.objects.get(id=asked).closed_at
        assert made is not None or closed is not None
        assert made is None or closed is None or made.released_at < closed
        released += made is not None
    _tell("a request to see one's file taken back beside its release", total, released=released)
