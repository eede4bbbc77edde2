"""Whoever writes of a partner may be walled off by what is found: their step is whole all the same (E4, E6)."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from clients.conflicts.fence_sql import LOCK as CONFLICTS
from clients.models import CaseFile
from clients.people import actions
from clients.people.details import Details
from clients.people.models import LinkedPerson
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from tests import cast
from tests.at_once import begun, until_waiting
from tests.clients.questions import give
from tests.database import owner
from tests.disclosures import story
from tests.emergency.test_walls import alerts_of
from tests.people.working import add, decide, propose
from tests.readers.outside import a_package, is_shut_out, opened

from .working import MANAGER, a_file, sees, who

pytestmark = [pytest.mark.edge("E4", "E6"), pytest.mark.clause("3.2.1")]
SignedIn = Callable[[str], Client]
AMINA = cast.FILES["amina"]
OF_BOTH, ASKER, COLLEAGUE = "dvpp_colleague", "iss_worker", "iss_colleague"
NUMBER = "07700 900777"
HIM = Details(relation="ex_partner", given="Gareth", family="Pryce", phones=(NUMBER,))


def of_both(name: str, **said: Any) -> None:
    """Let somebody who has his file write on hers."""
    a_file(name, by=OF_BOTH, **said)
    give("amina", OF_BOTH, "view", "contribute", "third_party")


@pytest.mark.django_db
@pytest.mark.edge("E13", "E48")
def test_who_moves_one_name_where_another_of_the_file_s_names_is_found(signed_in: SignedIn) -> None:
    """An earlier version had not kept by what that line is found; what left to them is closed before the wall."""
    package = a_package()
    of_both(story.RECIPIENT, partner_names=[AMINA.name])
    with acting_as(who(ASKER)):
        file = CaseFile.objects.get(id=AMINA.id)
        file.partner_names = ["Daniel Price", story.RECIPIENT]
        file.save(update_fields=["partner_names"])
    said = {"token": str(uuid4()), "name": "Daniel Price", "relation": "ex_partner"}
    client = signed_in(OF_BOTH)
    answer = client.post(reverse("people:tie_named", args=[AMINA.reference]), said)
    assert answer.status_code == 302
    assert not sees(OF_BOTH, AMINA.id)
    assert sum(each.times for each in alerts_of(MANAGER)) == 1
    with acting_as(who(ASKER)):
        assert CaseFile.objects.get(id=AMINA.id).partner_names == file.partner_names[1:]
        assert LinkedPerson.objects.filter(file=AMINA.id, added_by=who(OF_BOTH)).count() == 1
        assert is_shut_out(opened(package))


@pytest.mark.django_db
def test_who_agrees_that_two_entries_are_two_of_whom_one_is_found(signed_in: SignedIn) -> None:
    """As one they had the other's date of birth, by which it was not him."""
    give("amina", COLLEAGUE, "view", "contribute", "third_party")
    kept, merged = add(HIM), add(replace(HIM, given="Owen", phones=(), date_of_birth="1970-01-02"))
    assert decide(propose(kept, merged, by=ASKER), by=COLLEAGUE) == "agreed"
    of_both("Gareth Pryce", contact={"phones": [NUMBER]}, date_of_birth=date(1984, 3, 9))
    assert sees(OF_BOTH, AMINA.id)
    split = propose(kept, merged, by=ASKER, kind="split")
    address = reverse("people:merge", args=[AMINA.reference, split])
    assert signed_in(OF_BOTH).post(address, {"decision": "agree"}).status_code == 302
    assert not sees(OF_BOTH, AMINA.id)
    with acting_as(who(ASKER)):
        apart: list[UUID | None] = list(
            LinkedPerson.objects.filter(id__in=[kept, merged]).values_list("merged_into", flat=True)
        )
        assert apart == [None, None]


@pytest.mark.slow
@pytest.mark.usefixtures("committed")
def test_who_is_walled_off_by_somebody_else_s_step_meanwhile_finds_the_file_gone() -> None:
    give("amina", OF_BOTH, "view", "contribute", "third_party")

    def tie() -> object:
        return add(HIM, by=OF_BOTH)

    with transaction.atomic(using="owner"):
        owner("SELECT pg_advisory_xact_lock(%s, 0)", CONFLICTS)
        tied = begun(tie)
        until_waiting(1)
        owner(
            "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'couple', now())",
            who(OF_BOTH), AMINA.id,
        )  # fmt: skip
    with pytest.raises(Hidden):
        tied()
    with acting_as(who(ASKER)):
        assert not LinkedPerson.objects.filter(added_by=who(OF_BOTH)).exists()


@pytest.mark.django_db
@pytest.mark.edge("E13")
def test_nobody_is_told_what_was_closed_and_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wall by hand can come after the rooms were told; their words would outlive the step on the next page."""
    a_package()
    told = list[str]()

    def walled(**_: object) -> None:
        raise Hidden("file_hidden")

    him = replace(HIM, aliases=(story.RECIPIENT,))
    for refused in (True, False):
        with monkeypatch.context() as patched, acting_as(who(ASKER)):
            file, by = CaseFile.objects.get(id=AMINA.id), cast.worker(ASKER)
            if refused:
                patched.setattr(actions, "keep_partners", walled)
            with pytest.raises(Hidden) if refused else nullcontext(), transaction.atomic():
                actions.add_person(
                    file=file, by=by, details=him, person_id=uuid4(), say=told.append
                )
        assert bool(told) is not refused
