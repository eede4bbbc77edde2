"""A child's file is kept from the year in which they come of age; the database lets no sweep destroy it sooner (E7)."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from clients.ages import OF_AGE, of_age_in, of_age_on
from clients.models import CaseFile
from confidentiality.access.identity import SystemActor, acting_as
from retention import access, actions
from retention.models import Certificate
from retention.rules import Reason, counts_from, decide, due_from
from tests import cast
from tests.database import logged_in_as
from tests.retention import working
from tests.retention.test_rules import LONG_AGO, TODAY, decided, file

pytestmark = [pytest.mark.edge("E7"), pytest.mark.clause("5.2.7")]
WEE = date(2009, 3, 1)  # of age in 2027, six years before 2034


@given(st.dates(date(1980, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
def test_what_stands_in_clear_is_a_year_and_that_of_children_alone(born: date, left: date) -> None:
    found, birthday = of_age_in(born, left_on=left, years=18), of_age_on(born, years=18)
    assert found == (birthday.year if birthday > left else OF_AGE)
    assert counts_from(left, found) >= max(left, birthday)
    assert of_age_in(None, left_on=left, years=18) == OF_AGE


def test_the_longer_of_two_rules_wins_and_of_two_files_the_later() -> None:
    grown, child = file(date(2018, 5, 4), of_age_in=2019), file(LONG_AGO, of_age_in=2020)
    assert decided(grown, as_of=date(2025, 12, 31)).reasons == (Reason.NOT_YET,)
    assert decided(grown, as_of=date(2026, 1, 1)).due
    both = decided(grown, child, as_of=TODAY)
    assert (both.reasons, both.due_on) == ((Reason.NOT_YET,), date(2027, 1, 1))
    later = decided(child, file(date(2023, 1, 1)), as_of=TODAY)
    assert later.due_on == due_from(date(2023, 1, 1), 6)
    unsaid = decided(file(LONG_AGO, of_age_in=None), as_of=TODAY)
    assert unsaid.reasons == (Reason.AGE_UNKNOWN,)
    assert unsaid.waits


def said(file_id: UUID) -> int | None:
    ((found,),) = working.owner("SELECT of_age_in FROM clients_casefile WHERE id = %s", file_id)
    return None if found is None else int(str(found))


def test_closing_says_it_and_a_sweep_keeps_it(committed: str) -> None:
    child, grown = working.a_file(born=WEE), working.a_file(born=date(1980, 3, 1))
    assert (said(child), said(grown)) == (2027, OF_AGE)
    sweep = working.sweep()
    assert working.outcomes(sweep).get(child) != "destroyed"
    assert working.outcomes(sweep)[grown] == "destroyed"
    assert not working.certificates(child)


def by_a_faulty_sweep(file_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sweep take a file for due whatever its rules say."""
    whole = decide

    def careless(life: object, which: UUID, **more: object) -> object:
        found = whole(life, which, **more)  # type: ignore[arg-type]
        return (
            type(found)(found.file, (), LONG_AGO, date(2021, 5, 5)) if which == file_id else found
        )

    monkeypatch.setattr(access, "decide", careless)
    monkeypatch.setattr(actions, "decide", careless)
    working.sweep()


@pytest.mark.parametrize("clear", ["2027", "NULL"])
def test_the_database_keeps_it_whatever_a_sweep_decides(
    committed: str, monkeypatch: pytest.MonkeyPatch, clear: str
) -> None:
    child = working.a_file()
    _unsay(child)
    working.owner(f"UPDATE clients_casefile SET of_age_in = {clear} WHERE id = %s", child)
    before = working.content_of(child)
    by_a_faulty_sweep(child, monkeypatch)
    assert working.is_whole(child, before)
    _unsay(child)
    working.owner("UPDATE clients_casefile SET of_age_in = 0 WHERE id = %s", child)
    by_a_faulty_sweep(child, monkeypatch)
    assert working.certificates(child) == 1  # the positive control


def _unsay(file_id: UUID) -> None:
    """Make it a file of which nobody has said it, as one that was closed before it was asked."""
    working.owner("ALTER TABLE clients_casefile DISABLE TRIGGER kept_as_a_child")
    working.owner("UPDATE clients_casefile SET of_age_in = NULL WHERE id = %s", file_id)
    working.owner("ALTER TABLE clients_casefile ENABLE TRIGGER kept_as_a_child")


def test_nobody_takes_it_back(committed: str) -> None:
    child = working.a_file(born=WEE)
    for shorter in ("NULL", "0", "2026"):
        with (
            pytest.raises(DatabaseError, match="no shorter than was said"),
            acting_as(cast.PEOPLE["iss_worker"].id),
            transaction.atomic(),
        ):
            CaseFile.objects.filter(id=child).update(
                of_age_in=None if shorter == "NULL" else shorter
            )
    for what in ({"of_age_in": 2028}, {"left_on": TODAY}):
        with (
            logged_in_as("worker"),
            pytest.raises(DatabaseError, match=r"no shorter than was said|somebody left long ago"),
            acting_as(SystemActor.DISPOSER),
            transaction.atomic(),
        ):
            CaseFile.objects.filter(id=child).update(**what)
    assert said(child) == 2027


def test_pages_and_certificate_say_that_it_is_a_child_s(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    """Left on 2 May 2016 at seventeen, of age in the same year: kept to the end of 2022."""
    left = date(2016, 5, 2)
    child = working.a_file(born=date(1998, 9, 9), left_on=left)
    grown = working.a_file(born=date(1970, 9, 9), left_on=left)
    running = working.a_file(born=WEE, left_on=left)
    later = working.a_file(born=date(1970, 9, 9), left_on=date(2024, 5, 2))
    admin, says = signed_in("records_admin"), "in which they come of age"
    for address in ("/retention/", "/retention/schedule/"):
        assert says in admin.get(address).content.decode(), address
    for file_id, told, day in ((running, True, "1 January 2034"), (later, False, "3 May 2030")):
        with acting_as(cast.PEOPLE["iss_manager"].id):
            reference = CaseFile.objects.get(id=file_id).reference
        page = signed_in("iss_manager").get(f"/retention/files/{reference}/").content.decode()
        assert (says in page) == told
        assert day in page
    working.sweep()
    certified = {}
    with acting_as(cast.PEOPLE["records_admin"].id):
        for each in Certificate.objects.filter(file_id__in=[child, grown]):
            certified[each.file_id] = each
    for file_id, day, told in ((child, "1 January 2023", True), (grown, "3 May 2022", False)):
        page = admin.get(f"/retention/certificates/{certified[file_id].id}/").content.decode()
        assert day in page
        assert ("kept from the year in which they came of age" in page) == told


def test_a_command_looks_at_what_was_closed_before_it_was_asked(committed: str) -> None:
    child, grown, nobody = (
        working.a_file(born=WEE),
        working.a_file(born=date(1980, 3, 1)),
        working.a_file(),
    )
    for each in (child, grown, nobody):
        _unsay(each)
    sweep = working.sweep()
    assert not set(working.outcomes(sweep)) & {child, grown, nobody}
    with pytest.raises(CommandError, match="LATCH_LOGIN=owner"):
        call_command("ages")
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        call_command("ages", stdout=io.StringIO())
    assert [said(each) for each in (child, grown, nobody)] == [2027, OF_AGE, OF_AGE]
    sweep = working.sweep()
    assert {each for each, what in working.outcomes(sweep).items() if what == "destroyed"} >= {
        grown,
        nobody,
    }
