"""No case file opens before somebody else has noted the induction."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.training.models import Item
from tests import cast

from .working import take_back, trained_until

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1.1"), pytest.mark.clause("5.10")]
MINE, PEOPLE = "/policy/induction/", "/policy/induction/people/"
FILE = f"/files/{cast.FILES['amina'].reference}/"
SignedIn = Callable[[str], Client]


def leads_to(client: Client, address: str = FILE) -> str:
    """Return where an address leads; empty where it opens."""
    answer = client.get(address)
    return "" if answer.status_code == 200 else answer.headers["Location"]


@pytest.mark.parametrize("without", ["explained", "training"])
def test_a_file_waits_for_the_explanation_and_for_the_first_training(
    signed_in: SignedIn, without: str
) -> None:
    client = signed_in("iss_worker")
    assert leads_to(client) == ""
    if without == "explained":
        take_back("iss_worker")
    else:
        trained_until("iss_worker", None)
    for address in (FILE, "/files/", "/search/", "/drafts/", "/duty/"):
        assert leads_to(client, address).startswith(MINE)
    page = client.get(MINE).content.decode()
    assert "No case file opens" in page
    assert cast.PEOPLE["iss_manager"].name in page
    assert client.get("/policy/text/").status_code == 200


@pytest.mark.parametrize("code", ["copy", "form", "other"])
def test_the_other_lines_keep_nothing_shut(signed_in: SignedIn, code: str) -> None:
    if code != "other":
        take_back("iss_worker", code)
    assert leads_to(signed_in("iss_worker")) == ""


@pytest.mark.parametrize(
    ("days", "opens"), [(0, True), (-1, True), (-28, True), (-29, False), (-400, False)]
)
def test_a_lapsed_training_leaves_files_open_for_some_days(
    signed_in: SignedIn, days: int, opens: bool
) -> None:
    trained_until("iss_worker", timezone.localdate() + timedelta(days=days))
    client = signed_in("iss_worker")
    assert (leads_to(client) == "") == opens
    assert ("Files stay open to you until" in client.get(MINE).content.decode()) == (
        -28 <= days < 0
    )
    assert ("Policy (1)" in client.get("/policy/text/").content.decode()) == (-28 <= days < 0)


@pytest.mark.clause("5.3.1")
def test_two_who_begin_note_each_others(signed_in: SignedIn) -> None:
    """On a new installation nobody's is noted: the doors to noting it are open before any other."""
    for key in ("hr", "records_admin"):
        take_back(key)
    with acting_as(cast.PEOPLE["hr"].id):
        item = Item.objects.get(code="explained").id
    today = timezone.localdate()
    for key in ("hr", "records_admin"):
        assert leads_to(signed_in(key), "/files/").startswith(MINE)
    for by, whose in (("hr", "records_admin"), ("records_admin", "hr")):
        client, person = signed_in(by), str(cast.PEOPLE[whose].id)
        said = {"done_by": str(cast.PEOPLE[by].id), "done_on-day": str(today.day)}
        said |= {"done_on-month": str(today.month), "done_on-year": str(today.year)}
        answer = client.post(f"{PEOPLE}{person}/lines/{item}/", said)
        assert answer.status_code == 302
    for key in ("hr", "records_admin"):
        assert leads_to(signed_in(key), "/files/") == ""
