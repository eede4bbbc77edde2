"""The records admin's pages: what is due, what waits, a sweep from start to result, certificates."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.access.sessions import SEEN
from confidentiality.audit.models import Event
from retention import actions
from retention.models import Certificate, Sweep
from retention.rules import Side
from tests import cast
from tests.database import logged_in_as
from tests.queries import assert_queries_at_most
from tests.retention import working
from tests.retention.working import DUE
from tests.signing_in import prove_again

SignedIn = Callable[[str], Client]
MANAGER = cast.PEOPLE["iss_manager"].id
ADMIN = cast.PEOPLE["records_admin"].id
MOST_QUERIES = 12
OTHERS = sorted(key for key in cast.PEOPLE if key != "records_admin")
CONFIRMED = {"confirmed": "on"}


def proved(signed_in: SignedIn) -> Client:
    """Give a client of the records admin who has just proved who she is."""
    client = signed_in("records_admin")
    prove_again(client, cast.PEOPLE["records_admin"])
    return client


def words(page: object) -> str:
    """Return an answer's page as one line of text, to look for sentences in."""
    return " ".join(page.content.decode().split())  # type: ignore[attr-defined]


@pytest.mark.clause("5.2.7")
def test_overview_tells_what_is_due_and_what_waits_and_why(
    committed: str, signed_in: SignedIn
) -> None:
    held, imported, linked = working.a_file(), working.a_file(), working.a_file()
    with acting_as(MANAGER):
        file, by = CaseFile.objects.get(id=held), cast.worker("iss_manager")
        actions.place_hold(
            hold_id=uuid4(),
            file=file,
            by=by,
            side=Side.FILE,
            ground="claim",
            reason="Solicitor rang",
        )
    working.as_imported(imported)
    working.as_couple(linked, cast.FILES["craig"].id)
    page = words(signed_in("records_admin").get("/retention/"))
    assert "nothing is due" not in page.lower()
    assert DUE.reference in page
    for sentence in (
        "Due today, ",
        "Past their time, but waiting: 3",
        "On hold",
        "waits for its review",
        "Linked to a case file that is still active",
        "Holds that stand: 1",
        "A legal claim or a court case",
        "Ruth Adair",
        "By the file’s line manager",
        "No sweep has run yet",
        "Nothing has been destroyed yet",
    ):
        assert sentence in page, sentence
    for secret in (DUE.name, "Ottoline", "Solicitor", cast.FILES["craig"].reference):
        assert secret not in page


@pytest.mark.django_db
def test_names_are_never_there_and_what_was_shown_is_recorded(signed_in: SignedIn) -> None:
    page = words(signed_in("records_admin").get("/retention/"))
    assert DUE.reference in page
    for file in cast.FILES.values():
        assert file.name not in page
    with acting_as(ADMIN):
        event = Event.objects.get(action="retention_listed")
    assert event.ids == [str(DUE.id)]


@pytest.mark.clause("5.2.7")
def test_a_sweep_is_started_watched_and_certified(committed: str, signed_in: SignedIn) -> None:
    admin = proved(signed_in)
    page = words(admin.get("/retention/sweeps/new/"))
    assert "1 case file that is due today is destroyed for good" in page
    unticked = admin.post("/retention/sweeps/new/", {"token": str(uuid4())})
    assert "There is a problem" in words(unticked)
    with acting_as(ADMIN):
        assert not Sweep.objects.exists()

    address = admin.post("/retention/sweeps/new/", CONFIRMED)["Location"]
    waiting = admin.get(address)
    assert 'data-job="waiting"' in words(waiting)
    assert 'hx-headers=\'{"X-Latch-Poll":"1"}\'' in words(waiting)
    assert "A sweep is under way." in words(admin.get("/retention/"))
    working.do_jobs()
    finished = words(admin.get(address))
    assert "Finished: 1 of 1" in finished
    assert "Destroyed" in finished
    assert DUE.reference in finished
    with acting_as(ADMIN):
        certificate = Certificate.objects.get(file_id=DUE.id)
    certified = words(admin.get(f"/retention/certificates/{certificate.id}/"))
    for told in (
        f"Case file {DUE.reference} was destroyed",
        "clause 5.2.7",
        "Started by Gwen Pryor",
        "Case file user grant",
        "none found: ",
        "Third party",
        "Copies of the keys",
        "Master key in use on that day",
        "Epoch 1",
        "Still in use",
        str(certificate.id),
    ):
        assert told in certified, told
    assert f"/retention/certificates/{certificate.id}/" in words(
        admin.get("/retention/certificates/")
    )
    assert "Nothing is due" in words(admin.get("/retention/sweeps/new/"))
    with acting_as(ADMIN):
        assert Event.objects.filter(action="certificate_opened", ids=[str(certificate.id)]).exists()
        assert Event.objects.get(action="sweep_asked").person == ADMIN


@pytest.mark.clause("5.2.7")
def test_a_double_click_starts_one_sweep(committed: str, signed_in: SignedIn) -> None:
    admin, token = proved(signed_in), {"token": str(uuid4())}
    first = admin.post("/retention/sweeps/new/", CONFIRMED | token)
    again = admin.post("/retention/sweeps/new/", CONFIRMED | token)
    assert first["Location"] == again["Location"]
    with acting_as(ADMIN):
        assert Sweep.objects.count() == 1


@pytest.mark.clause("5.2.7")
def test_a_sweep_asks_for_a_fresh_proof_first(committed: str, signed_in: SignedIn) -> None:
    admin, manager = signed_in("records_admin"), signed_in("iss_manager")
    for method in ("get", "post"):
        answer = getattr(admin, method)("/retention/sweeps/new/", CONFIRMED)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/2fa/reauthenticate/")
        assert getattr(manager, method)("/retention/sweeps/new/", CONFIRMED).status_code == 404
    with acting_as(ADMIN):
        assert not Sweep.objects.exists()


@pytest.mark.clause("5.2.7")
@pytest.mark.attack("A1")
def test_for_everybody_else_there_is_nothing_here(committed: str, signed_in: SignedIn) -> None:
    sweep_id = working.sweep()
    ((certificate_id,),) = working.owner("SELECT id FROM retention_certificate")
    admin = signed_in("records_admin")
    paths = (
        "/retention/",
        f"/retention/sweeps/{sweep_id}/",
        "/retention/certificates/",
        f"/retention/certificates/{certificate_id}/",
    )
    for path in paths:
        assert admin.get(path).status_code == 200, path
    for key in OTHERS:
        client = signed_in(key)
        for path in (*paths, "/retention/sweeps/new/"):
            assert client.get(path).status_code == 404, (key, path)
        assert client.post("/retention/sweeps/new/", CONFIRMED).status_code == 404, key
    assert working.owner("SELECT count(*) FROM retention_sweep") == [(1,)]


@pytest.mark.django_db
def test_unknown_sweeps_and_certificates_are_not_there(signed_in: SignedIn) -> None:
    admin = signed_in("records_admin")
    assert admin.get(f"/retention/sweeps/{uuid4()}/").status_code == 404
    assert admin.get(f"/retention/certificates/{uuid4()}/").status_code == 404
    assert admin.put("/retention/").status_code == 405
    assert admin.get("/retention/certificates/?after=nonsense").status_code == 200


def test_watching_is_nobody_s_activity(committed: str, signed_in: SignedIn) -> None:
    sweep_id = working.ask_for_sweep()
    admin = signed_in("records_admin")
    session = admin.session
    session[SEEN] = seen = int(timezone.now().timestamp()) - 600
    session.save()
    watched = admin.get(f"/retention/sweeps/{sweep_id}/", headers={"X-Latch-Poll": "1"})
    assert watched.status_code == 200
    assert admin.session[SEEN] == seen
    admin.get(f"/retention/sweeps/{sweep_id}/")
    assert admin.session[SEEN] > seen


@pytest.mark.clause("5.2.7")
def test_what_a_sweep_kept_is_told_with_its_reason(committed: str, signed_in: SignedIn) -> None:
    sweep_id = working.ask_for_sweep()
    with acting_as(MANAGER):
        file, by = CaseFile.objects.get(id=DUE.id), cast.worker("iss_manager")
    working.owner("UPDATE work_job SET not_before = now() + interval '1 hour'")
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        actions.plan_sweep(sweep=Sweep.objects.get(id=sweep_id))
    with acting_as(MANAGER):
        actions.place_hold(hold_id=uuid4(), file=file, by=by, side=Side.FILE, ground="claim")
    working.let_time_pass()
    working.do_jobs()
    page = words(signed_in("records_admin").get(f"/retention/sweeps/{sweep_id}/"))
    assert "Kept" in page
    assert "On hold" in page


def test_a_sweep_that_stopped_says_that_nothing_is_half_destroyed(
    committed: str, signed_in: SignedIn
) -> None:
    sweep_id = working.ask_for_sweep()
    working.owner("UPDATE work_job SET state = 'failed'")
    admin = proved(signed_in)
    assert "Nothing is half destroyed" in words(admin.get(f"/retention/sweeps/{sweep_id}/"))
    assert "Stopped" in words(admin.get("/retention/"))
    assert (
        admin.post("/retention/sweeps/new/", CONFIRMED)["Location"]
        != f"/retention/sweeps/{sweep_id}/"
    )


@pytest.mark.slow
def test_no_page_asks_more_with_more_rows(committed: str, signed_in: SignedIn) -> None:
    admin = proved(signed_in)
    asked: list[list[int]] = []
    for _ in range(2):
        for _ in range(4):
            held = working.a_file()
            with acting_as(MANAGER):
                file, by = CaseFile.objects.get(id=held), cast.worker("iss_manager")
                actions.place_hold(
                    hold_id=uuid4(), file=file, by=by, side=Side.FILE, ground="claim"
                )
            working.a_file(left_on=timezone.localdate() - timedelta(days=6 * 365))
            working.a_file()
        sweep_id = working.sweep()
        working.a_file()
        (found,) = working.owner("SELECT id FROM retention_certificate LIMIT 1")
        asked.append([])
        for path in (
            "/retention/",
            "/retention/sweeps/new/",
            f"/retention/sweeps/{sweep_id}/",
            "/retention/certificates/",
            f"/retention/certificates/{found[0]}/",
            "/retention/holds/new/",
        ):
            with assert_queries_at_most(MOST_QUERIES) as queries:
                assert admin.get(path).status_code == 200
            asked[-1].append(len(queries))
    assert asked[0] == asked[1]
