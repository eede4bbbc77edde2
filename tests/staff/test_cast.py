"""The cast: complete, safe to load twice, and found in the demo only."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from staff.models import Account, Role
from tests import cast
from tests.database import logged_in_as


def _printed(*options: str) -> str:
    out = StringIO()
    call_command("cast", *options, stdout=out)
    return out.getvalue()


def test_it_has_every_role_two_couples_a_conflict_and_a_file_that_is_due() -> None:
    roles = {person["role"] for person in cast.as_json()}
    assert roles == {str(role) for role in Role}
    assert len(cast.COUPLES) == 2
    assert cast.CONFLICT[1] in cast.FILES
    assert cast.DUE in cast.FILES


def test_it_says_how_each_signs_in_and_which_files_are_theirs() -> None:
    people = {person["key"]: person for person in json.loads(_printed("--json"))}
    priya = people["iss_worker"]
    assert priya["sign_in"] == "iss.worker"
    assert len(priya["password"]) >= 20
    assert cast.FILES["amina"].reference in priya["files"]
    assert people["hr"]["files"] == []


def test_it_prints_codes_for_people() -> None:
    assert "iss.worker" in _printed("--codes")


@pytest.mark.parametrize("command", ["cast", "load_cast"])
def test_it_is_refused_outside_the_demo(command: str, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo"):
        call_command(command)


def test_it_is_loaded_by_the_owner_only(settings: Settings) -> None:
    assert settings.DEMO
    with pytest.raises(CommandError, match="owner"):
        call_command("load_cast")


def test_loading_it_again_changes_nothing(committed: str) -> None:
    with logged_in_as("owner"):
        before = (Account.objects.count(), CaseFile.objects.count())
        assert before > (10, 5)
        cast.load()
        assert (Account.objects.count(), CaseFile.objects.count()) == before
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert CaseFile.objects.get(id=cast.FILES["amina"].id).name == cast.FILES["amina"].name
