"""A1: every address, asked by everybody, in every relation: as declared, and hidden equals absent."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from clients.models import CaseFileUserGrant, Wall
from confidentiality.access.frame import BEFORE_ACKNOWLEDGING
from retention.models import Certificate
from tests import cast
from tests.addresses import Answer, ask, names_of_all_addresses
from tests.attacking import report, sized
from tests.database import logged_in_as
from tests.overreach import changes, fingerprint
from tests.training import working as training
from tests.world import ADDRESSES, PUBLIC, VIEW, Address, World

pytestmark = pytest.mark.slow
SessionOf = Callable[[str], Client]
OPEN = (200, 302)
# One of each kind to whom something is open or hidden; everybody as an attack.
ASKED = sized(
    [
        *("iss_worker", "iss_manager"),
        *("dvpp_worker", "records_admin"),
    ],
    sorted(cast.PEOPLE),
)
# Whom the gates are tried on: they ask for no role, so within the suite one is enough.
GATED = ["records_admin", "iss_worker", "committee"][: sized(1, 3)]


def _in_turn(methods: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return which of these methods an address is asked with: one in turn within the suite, all as an attack."""
    return sized(methods[number % len(methods) :][:1], methods)


def test_the_table_names_every_address() -> None:
    named = {key.partition(" ")[0] for key in ADDRESSES}
    assert sorted(named | PUBLIC) == names_of_all_addresses()
    assert not named & PUBLIC


@pytest.mark.attack("A1")
@pytest.mark.clause("3.3.1")
def test_nobody_gets_anywhere_without_signing_in(world: World) -> None:
    client, found = Client(raise_request_exception=False), list[str]()
    for number, key in enumerate(ADDRESSES):
        for method in (
            "get",
            "post",
            *_in_turn(("put", "delete", "patch", "options", "head"), number),
        ):
            there, never = (
                ask(client, method, world.path(key)),
                ask(client, method, world.never(key)),
            )
            # below /account/ nothing is behind our gate: a method may be refused, or its options told, first
            own = world.path(key).startswith("/account/")
            refusals = (302, 405, 200 if method == "options" else 302) if own else (302,)
            found += _differences(f"{key} {method}", there, never, refusals)
            to = dict(there.headers).get("Location", "/account/login/")
            found += [f"{key} {method}: {to}"] * (not to.startswith("/account/login/"))
    assert not found, "\n".join(found)


@pytest.mark.attack("A1")
@pytest.mark.clause("3.3.1")
@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize("person", ASKED)
def test_each_gets_what_is_declared_and_no_more(
    person: str, world: World, session_of: SessionOf
) -> None:
    assert deviations(session_of(person), person, world) == []
    report("A1", "every address as everybody", asked=len(world.table), deviations=0)


def deviations(client: Client, person: str, world: World) -> list[str]:
    """Return where the person gets something else than is declared, in words."""
    found: list[str] = []
    asked: dict[str, Answer] = {}
    for key, address in world.table.items():
        there = ask(client, "get", world.path(key))
        if person in address.open_to | address.refused_to and not address.posts:
            allowed = OPEN if person in address.open_to else (403,)
            found += [f"{key}: {there.status}, not {allowed}"] * (there.status not in allowed)
            continue
        never = world.never(key)
        if never not in asked:
            asked[never] = ask(client, "get", never)
        found += _differences(key, there, asked[never], (405,) if address.posts else (404,))
    return found


def _differences(
    what: str, there: Answer, never: Answer, statuses: tuple[int, ...]
) -> Iterator[str]:
    """Compare the answers on a subject that is there and on one that never was, in all but their time."""
    if there.status not in statuses:
        yield f"{what}: status {there.status} where it must be hidden"
    for part in ("status", "headers", "body", "queries"):
        if getattr(there, part) != getattr(never, part):
            yield f"{what}: {part} differ from the absent's"


@pytest.mark.attack("A1")
@pytest.mark.clause("1")
@pytest.mark.clause("5.1.1")
@override_settings(POLICY_GRACE_DAYS=0)
@pytest.mark.parametrize("person", GATED)
def test_whoever_owes_the_policy_gets_no_further_than_it(
    person: str, world: World, session_of: SessionOf
) -> None:
    client, found = session_of(person), list[str]()
    for number, key in enumerate(ADDRESSES):
        path = world.path(key)
        if path.startswith(BEFORE_ACKNOWLEDGING):
            continue
        for method in ("get", *_in_turn(("post", "delete"), number)):
            answer = ask(client, method, path)
            to = dict(answer.headers).get("Location", "")
            right = answer.status == 302 and to.startswith(reverse("induction:read"))
            found += [f"{key} {method}: {answer.status} {to}"] * (not right)
    assert not found, "\n".join(found)


@pytest.mark.attack("A1")
@pytest.mark.clause("5.1.1")
@pytest.mark.clause("5.10")
@pytest.mark.parametrize("person", GATED)
def test_whose_induction_is_not_noted_gets_no_further_than_it(
    person: str, world: World, session_of: SessionOf
) -> None:
    client, found = session_of(person), list[str]()
    training.take_back(person)
    try:
        for number, key in enumerate(ADDRESSES):
            path = world.path(key)
            if path.startswith(BEFORE_ACKNOWLEDGING):
                continue
            for method in ("get", *_in_turn(("post", "delete"), number)):
                answer = ask(client, method, path)
                to = dict(answer.headers).get("Location", "")
                right = answer.status == 302 and to.startswith(reverse("training:mine"))
                found += [f"{key} {method}: {answer.status} {to}"] * (not right)
    finally:
        training.note_again(person)
    assert not found, "\n".join(found)


@pytest.mark.attack("A1")
@pytest.mark.parametrize(
    ("person", "methods"),
    sized(
        [
            ("iss_colleague", ("post",)),
            ("dvpp_worker", ("post", "head")),
            ("records_admin", ("post",)),
        ],
        [
            ("iss_colleague", ("post",)),
            ("iss_senior", ("post",)),
            ("iss_manager", ("post",)),
            ("dvpp_manager", ("post",)),
            ("hr", ("post",)),
            ("dvpp_worker", ("post", "put", "delete", "patch", "options", "head")),
            ("records_admin", ("post", "head")),
        ],
    ),
)
def test_what_is_hidden_answers_every_method_like_the_absent_and_keeps_still(
    person: str, methods: tuple[str, ...], world: World, session_of: SessionOf
) -> None:
    client, before, found, asked = session_of(person), fingerprint(), list[str](), 0
    for key, address in ADDRESSES.items():
        if person in address.open_to | address.refused_to:
            continue
        for method in methods:
            there, never = (
                ask(client, method, world.path(key)),
                ask(client, method, world.never(key, by=person)),
            )
            found += _differences(f"{key} {method}", there, never, (404, 405))
            asked += 1
    assert not found, "\n".join(found)
    assert changes(before, fingerprint()) == []
    report("A1", "every other method on what is hidden", asked=asked, deviations=0)


@pytest.mark.attack("A1")
@pytest.mark.parametrize("person", ["iss_volunteer", "iss_manager", "iss_worker", "hr"])
def test_what_is_refused_is_refused_to_every_writing_method(
    person: str, world: World, session_of: SessionOf
) -> None:
    client, before, found = session_of(person), fingerprint(), list[str]()
    for key, address in ADDRESSES.items():
        for method in ("post", "delete") if person in address.refused_to else ():
            status = ask(client, method, world.path(key)).status
            found += [f"{key} {method}: {status}"] * (status not in (403, 405))
    assert not found, "\n".join(found)
    assert changes(before, fingerprint()) == []


@pytest.mark.attack("A1")
@pytest.mark.edge("E2")
@pytest.mark.parametrize(
    ("person", "of"),
    [
        ("iss_colleague", "leila"),  # a conflict's wall, although a grant was given
        ("iss_senior", "amina"),  # a grant that ended an hour ago
        ("iss_worker", "daniel"),  # the other half of a couple
        ("dvpp_worker", "amina"),
        ("dvpp_colleague", "amina"),  # the other service
        ("iss_worker", "siobhan"),  # a colleague's
        ("iss_worker", "due"),  # destroyed by the sweep
        ("iss_manager", "due"),
    ],
)
def test_a_file_that_is_not_theirs_answers_like_one_that_never_was(
    person: str, of: str, world: World, session_of: SessionOf
) -> None:
    client, found = session_of(person), list[str]()
    for key, address in ADDRESSES.items():
        if parts := [part for part, subject in address.at.items() if subject == "amina"]:
            there = ask(client, "get", world.path(key, **dict.fromkeys(parts, of)))
            refusals = (405,) if address.posts else (404,)  # as it answers whoever may
            found += _differences(key, there, ask(client, "get", world.never(key)), refusals)
    listed = client.get("/files/").content.decode()
    assert not found, "\n".join(found)
    assert "My files" in listed
    assert world.subjects[of] not in listed
    report("A1", "files of others, walled, ended, destroyed", relations=1, deviations=0)


@pytest.mark.attack("A1")
def test_the_relations_are_what_they_are_called(world: World) -> None:
    """Somebody without any grant, or a file that never was, would prove nothing about walls, ends and destruction."""
    walled = cast.FILES["leila"].id, cast.PEOPLE["iss_colleague"].id
    ended = cast.FILES["amina"].id, cast.PEOPLE["iss_senior"].id
    with logged_in_as("owner"):
        for file_id, person in (walled, ended):
            grants = CaseFileUserGrant.objects.filter(content_object_id=file_id, user_id=person)
            assert grants.exists()
        assert Wall.objects.filter(file_id=walled[0], user_id=walled[1], kind="conflict").exists()
        assert grants.get().until < timezone.now()
        assert Wall.objects.filter(file_id=ended[0], kind="couple").exists()
        assert Certificate.objects.filter(reference=world.subjects["due"]).exists()


@pytest.mark.attack("A1")
@pytest.mark.parametrize(  # a template of letters is the house's, a ground the policy's, and below every file
    "key",
    [k for k, a in ADDRESSES.items() if len(a.at) > 1 and not {"template", "basis"} & set(a.at)],
)
def test_a_child_is_not_found_below_another_file(
    key: str, world: World, session_of: SessionOf
) -> None:
    """Two files are open to her: each shows what belongs to it, also to whoever may see both."""
    client = session_of("iss_worker")
    for part, subject in ADDRESSES[key].at.items():
        if subject == "amina":
            method = "post" if ADDRESSES[key].posts else "get"
            there = ask(client, method, world.path(key, **{part: "leila"}))
            assert there.status == 404, key


@pytest.mark.attack("A1")
@pytest.mark.parametrize("how", ["status", "headers", "cookie", "body", "queries"])
def test_a_planted_leak_is_found(how: str, world: World, session_of: SessionOf) -> None:
    """The records admin sees that a file is there, so a page that looks before its door can tell them more."""
    planted = Address(VIEW, at={"how": how, "reference": "amina"})
    leaky = World({**world.subjects, how: how, "sound": "sound"}, {"planted": planted})
    sound = replace(leaky, table={"planted": replace(planted, at={**planted.at, "how": "sound"})})
    client = session_of("records_admin")
    with override_settings(ROOT_URLCONF="tests.planted"):
        assert deviations(client, "records_admin", sound) == []
        word = "headers" if how == "cookie" else how
        assert word in deviations(client, "records_admin", leaky)[0]
    report("A1", "planted leaks", tried=1, found=1)
