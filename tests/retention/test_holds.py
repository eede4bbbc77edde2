"""Placing and lifting holds from both sides, and the one review of imported files."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients import closing
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.interface.filters import date_gb
from retention.models import Hold
from retention.rules import due_from
from tests import cast
from tests.addresses import ask
from tests.queries import assert_queries_at_most
from tests.retention import working
from tests.retention.test_pages import ADMIN, CONFIRMED, MANAGER, MOST_QUERIES, words
from tests.retention.working import DUE

SignedIn = Callable[[str], Client]
NEW = "/retention/holds/new/"
ON_FILE = f"/retention/files/{DUE.reference}/"
NEVER = "ZZZZ-ZZZZ"
CLAIM = {"ground": "claim"}
NEW_HERE = f"{NEW}?file={DUE.reference}"


def holds() -> list[Hold]:
    with acting_as(ADMIN):
        return list(Hold.objects.order_by("placed_at"))


@pytest.mark.django_db
@pytest.mark.clause("5.2.7")
@pytest.mark.edge("E36")
def test_a_line_manager_places_and_lifts_holds_with_words(signed_in: SignedIn) -> None:
    manager = signed_in("iss_manager")
    assert "No hold." in words(manager.get(ON_FILE))
    assert DUE.reference in words(manager.get(NEW_HERE))
    for reason in ("Her solicitor wrote", "A complaint about the call"):
        answer = manager.post(NEW_HERE, CLAIM | {"reason": reason})
        assert answer["Location"] == ON_FILE
    first, second = holds()
    page = words(manager.get(ON_FILE))
    assert "Her solicitor wrote" in page
    assert "A complaint about the call" in page

    lift = f"/retention/holds/{first.id}/lift/"
    assert "Her solicitor wrote" in words(manager.get(lift))
    assert "There is a problem" in words(manager.post(lift, {"ground": "ended"}))
    answer = manager.post(lift, CONFIRMED | {"ground": "ended", "reason": "It was settled"})
    assert answer["Location"] == ON_FILE
    assert "It was settled" in words(manager.get(ON_FILE))
    assert manager.post(lift, CONFIRMED | {"ground": "ended"}).status_code == 404
    with acting_as(ADMIN):
        assert [hold.id for hold in Hold.objects.filter(lifted_at=None)] == [second.id]
        placed = Event.objects.filter(action="hold_placed").values_list("file", flat=True)
        assert list(placed) == [DUE.id, DUE.id]
        lifted = Event.objects.get(action="hold_lifted")
    assert (lifted.person, lifted.reason) == (MANAGER, "ended")


@pytest.mark.django_db
@pytest.mark.clause("5.2.7")
def test_the_records_admin_places_and_lifts_by_reference_without_words(signed_in: SignedIn) -> None:
    admin = signed_in("records_admin")
    form = words(admin.get(NEW))
    assert 'name="ground"' in form
    assert 'name="reason"' not in form
    typed = DUE.reference.lower().replace("-", " ")
    answer = admin.post(NEW, {"reference": typed, "ground": "complaint", "reason": "words"})
    assert answer["Location"] == "/retention/"
    (hold,) = holds()
    assert (hold.file_id, hold.ground, hold.__dict__["reason"]) == (DUE.id, "complaint", None)
    assert "Lift<span" in words(admin.get("/retention/"))
    answer = admin.post(f"/retention/holds/{hold.id}/lift/", CONFIRMED | {"ground": "mistake"})
    assert answer["Location"] == "/retention/"
    assert holds()[0].lifted_at


@pytest.mark.django_db
def test_the_records_admin_is_told_of_a_reference_that_is_none(signed_in: SignedIn) -> None:
    admin = signed_in("records_admin")
    for reference in (NEVER, "nonsense", ""):
        page = words(admin.post(NEW, {"reference": reference, "ground": "claim"}))
        assert "There is a problem" in page
    assert holds() == []


@pytest.mark.django_db
@pytest.mark.clause("5.2.7")
def test_each_side_lifts_its_own(signed_in: SignedIn) -> None:
    manager, admin = signed_in("iss_manager"), signed_in("records_admin")
    manager.post(NEW_HERE, CLAIM)
    admin.post(NEW, {"reference": DUE.reference, "ground": "complaint"})
    of_file, of_records = holds()
    lifted = CONFIRMED | {"ground": "ended"}
    assert admin.post(f"/retention/holds/{of_file.id}/lift/", lifted).status_code == 403
    refused = manager.post(f"/retention/holds/{of_records.id}/lift/", lifted)
    assert refused.status_code == 403
    assert "the records admin, who lifts it" in words(refused)
    lead = signed_in("iss_worker")
    assert lead.post(f"/retention/holds/{of_file.id}/lift/", lifted).status_code == 403
    page = words(lead.get(ON_FILE))
    assert "or a line manager of the team, lifts it" in page
    assert "The records admin lifts this hold" in page
    assert all(hold.lifted_at is None for hold in holds())


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.clause("5.2.7", "3.3.1")
@pytest.mark.attack("A1")
@pytest.mark.parametrize("key", ["dvpp_manager", "iss_colleague", "dvpp_worker", "hr", "dp_lead"])
def test_where_the_file_is_hidden_so_is_everything_about_it(key: str, signed_in: SignedIn) -> None:
    signed_in("iss_manager").post(NEW_HERE, CLAIM)
    (hold,) = holds()
    client = signed_in(key)
    assert client.get(NEW).status_code == 404
    for there, never in (
        (ON_FILE, f"/retention/files/{NEVER}/"),
        (f"{NEW}?file={DUE.reference}", f"{NEW}?file={NEVER}"),
        (f"/retention/holds/{hold.id}/lift/", f"/retention/holds/{uuid4()}/lift/"),
        (f"/retention/reviews/{DUE.reference}/", f"/retention/reviews/{NEVER}/"),
    ):
        answer = ask(client, "get", there)
        assert answer.status == 404
        assert answer == ask(client, "get", never), there
        assert client.post(there, CLAIM | CONFIRMED).status_code in (404, 405)
    assert len(holds()) == 1


@pytest.mark.django_db
def test_a_double_click_places_one_hold(signed_in: SignedIn) -> None:
    manager, sent = signed_in("iss_manager"), CLAIM | {"token": str(uuid4())}
    assert (
        manager.post(NEW_HERE, sent).status_code == manager.post(NEW_HERE, sent).status_code == 302
    )
    assert len(holds()) == 1
    leila = cast.FILES["leila"]
    assert manager.post(f"{NEW}?file={leila.reference}", sent).status_code == 302
    assert {hold.file_id for hold in holds()} == {DUE.id, leila.id}


@pytest.mark.django_db
@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "sent",
    [
        {"ground": "nonsense"},
        {"ground": "claim\x00"},
        {"ground": "claim", "reason": "\x00"},
        {"ground": "claim", "reason": "x" * 2_001},
        {"ground": ["claim", "other"], "reason": "\u202e🜁" * 10_000},
        {"reason": "no ground"},
    ],
)
def test_bad_input_is_told_and_places_nothing(sent: dict[str, object], signed_in: SignedIn) -> None:
    page = signed_in("iss_manager").post(NEW_HERE, sent)
    assert page.status_code == 200
    assert "There is a problem" in words(page)
    assert holds() == []


@pytest.mark.django_db
def test_nothing_undeclared_is_taken_from_a_form(signed_in: SignedIn) -> None:
    undeclared = {
        "side": "records",
        "placed_by": str(ADMIN),
        "lifted_at": "2020-01-01",
        "id": str(uuid4()),
    }
    signed_in("iss_manager").post(NEW_HERE, CLAIM | undeclared)
    (hold,) = holds()
    assert (hold.side, hold.placed_by_id, hold.lifted_at) == ("file", MANAGER, None)
    assert str(hold.id) != undeclared["id"]


@pytest.mark.clause("5.2.7")
def test_imported_files_wait_for_one_review_by_the_team_s_manager(
    committed: str, signed_in: SignedIn
) -> None:
    first, second = (
        working.a_file(left_on=date(2014, 1, 1)),
        working.a_file(left_on=date(2016, 1, 1)),
    )
    open_, theirs = working.a_file(left_on=None), working.a_file(by="dvpp_worker")
    for each in (first, second, open_, theirs):
        working.as_imported(each)
    references = {}
    for each in (first, second, open_, theirs):
        ((reference,),) = working.owner(
            "SELECT reference FROM clients_casefile WHERE id = %s", each
        )
        references[each] = str(reference)
    manager = signed_in("iss_manager")
    page = words(manager.get("/retention/reviews/"))
    assert "O.V." in page
    assert "Ottoline" not in page
    assert page.index(references[first]) < page.index(references[second])
    assert "2 January 2020" in page
    for other in (open_, theirs):
        assert references[other] not in page
    path = f"/retention/reviews/{references[first]}/"
    assert "Ottoline Vance" in words(manager.get(path))
    assert "There is a problem" in words(manager.post(path, {"confirmed": ""}))
    assert manager.post(path, CONFIRMED)["Location"] == "/retention/reviews/"
    page = words(manager.get("/retention/reviews/"))
    assert references[first] not in page
    assert references[second] in page
    assert manager.post(path, CONFIRMED).status_code == 404
    with acting_as(MANAGER):
        assert CaseFile.objects.get(id=first).reviewed_at
    with acting_as(ADMIN):
        assert Event.objects.get(action="file_reviewed").file == first
    for hidden in (open_, theirs):
        assert manager.get(f"/retention/reviews/{references[hidden]}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["iss_worker", "iss_senior", "records_admin", "safeguarding_lead"])
def test_reviews_are_line_managers_only(key: str, signed_in: SignedIn) -> None:
    assert "Nothing waits for a review" in words(
        signed_in("iss_manager").get("/retention/reviews/")
    )
    client = signed_in(key)
    assert client.get("/retention/reviews/").status_code == 404
    assert client.post(f"/retention/reviews/{DUE.reference}/", CONFIRMED).status_code == 404


@pytest.mark.django_db
@pytest.mark.clause("5.2.7")
def test_the_file_s_side_says_how_long_it_is_kept(signed_in: SignedIn) -> None:
    lead, leila = signed_in("iss_worker"), cast.FILES["leila"]
    on_leila = f"/retention/files/{leila.reference}/"
    assert "6 years have passed since then" in words(lead.get(ON_FILE))
    assert "does not run yet" in words(lead.get(on_leila))
    with acting_as(cast.PEOPLE["iss_worker"].id):
        file, by = CaseFile.objects.get(id=leila.id), cast.worker("iss_worker")
        closing.close_file(file=file, by=by, left_on=timezone.localdate())
    page = words(lead.get(on_leila))
    assert f"not destroyed before {date_gb(due_from(timezone.localdate(), 6))}" in page


@pytest.mark.slow
def test_no_page_asks_more_with_more_rows(committed: str, signed_in: SignedIn) -> None:
    manager = signed_in("iss_manager")
    asked: list[list[int]] = []
    for _ in range(2):
        for number in range(4):
            working.as_imported(working.a_file())
            manager.post(NEW_HERE, CLAIM | {"reason": f"No. {number}"})
        ((reference,),) = working.owner(
            "SELECT reference FROM clients_casefile WHERE origin_import IS NOT NULL LIMIT 1"
        )
        asked.append([])
        for path in (
            ON_FILE,
            f"{NEW}?file={DUE.reference}",
            f"/retention/holds/{holds()[0].id}/lift/",
            "/retention/reviews/",
            f"/retention/reviews/{reference}/",
        ):
            with assert_queries_at_most(MOST_QUERIES) as queries:
                assert manager.get(path).status_code == 200
            asked[-1].append(len(queries))
    assert asked[0] == asked[1]
