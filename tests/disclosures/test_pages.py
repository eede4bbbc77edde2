"""The pages: who reaches them, what they refuse, and what they cost the database."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions import Particulars, open_new_file
from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.access.sessions import RECORDS
from disclosures.models import (
    AgencyAssurance,
    Consent,
    DisclosureRequest,
    Package,
    Release,
    SignOff,
)
from tests import cast
from tests.addresses import mask
from tests.breaches import working as breaches
from tests.disclosures import story
from tests.disclosures.pages import (
    REFERENCE,
    SignedIn,
    address,
    ask_form,
    consent_form,
    day,
    page,
    step_up,
)
from tests.disclosures.story import ASKER, FILE, MANAGER, days, who

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
_FRAME = (
    *("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT"),
    *("SELECT access.challenge", "SELECT set_config"),
)


@contextmanager
def few_queries(most: int = MOST_QUERIES) -> Iterator[None]:
    """Fail when a page asks the database more often, transaction and identity apart."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(_FRAME)]
    assert len(asked) <= most, "\n".join(sql[:160] for sql in asked)


@pytest.mark.slow
@pytest.mark.edge("E14")
def test_the_oldest_of_many_entries_can_be_picked_and_stays_picked(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    asker = signed_in(ASKER)
    with acting_as(who(ASKER)):
        oldest = Entry.objects.filter(file=story.file()).order_by("written_at", "id")[0]
        Entry.objects.bulk_create(
            Entry(
                file_id=oldest.file_id, kind=oldest.kind, nature=oldest.nature, body=f"Call {n}", basis="",
                sensitive_kind="", happened_on=days(-1), author_id=oldest.author_id,
            )
            for n in range(1, 1_201)
        )  # fmt: skip
        every = [
            str(each)
            for each in Entry.objects.filter(file=story.file()).values_list("id", flat=True)
        ]
    said = {**ask_form(contact_id, ""), "consent": "", "entries": every}
    answer = asker.post(address("ask_to_disclose", REFERENCE, "court-order"), said)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    request_id = UUID(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    form = page(asker, address("change_request", request_id))
    assert len(re.findall(r'name="entries"[^>]* checked', form)) == len(every)


def test_the_letter_is_an_attachment_under_its_reference(signed_in: SignedIn) -> None:
    released = story.release(story.a_signed_request())
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=released)
    answer = signed_in(ASKER).get(address("letter", package.id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="disclosure-{released.reference}.pdf"'
    )
    assert answer["Cache-Control"] == "no-store"
    assert hashlib.sha256(answer.content).hexdigest() == released.letter_sha256


@pytest.mark.edge("E21")
def test_a_mistake_found_after_release_goes_to_the_breach_register_and_the_package_stays(
    signed_in: SignedIn,
) -> None:
    released = story.release(story.a_signed_request())
    with acting_as(who(ASKER)):
        package = Package.objects.get(release=released)
    client = signed_in(ASKER)
    before = client.get(address("package", package.id)).content.decode()
    assert 'href="/breaches/report/"' in before
    assert before.index("Ring whoever may be in danger") < before.index("report it as a breach")
    breaches.report(ASKER, danger="yes", words=f"{released.reference} went to the wrong Larkspur.")
    after = client.get(address("package", package.id)).content.decode()
    assert mask(after, "/") == mask(before, "/")


@pytest.fixture
def everything(db: None) -> dict[str, str]:
    """The address of every page that hangs on one released and one waiting request."""
    released = story.release(story.a_signed_request())
    contact = story.an_agency(name="Quay Clinic")
    consent_id = story.a_consent(contact)
    request_id = story.a_draft(contact, consent_id)
    story.submit(request_id)
    with acting_as(who(ASKER)):
        package_id = Package.objects.get(release=released).id
        agency_id = story.agency_named("Quay Clinic").id
    return {
        "agencies": address("agencies"),
        "agency": address("agency", agency_id),
        "consents": address("consents", REFERENCE),
        "record_consent": address("record_consent", REFERENCE),
        "withdraw_consent": address("withdraw_consent", REFERENCE, consent_id),
        "register": address("register", REFERENCE),
        "ask_to_disclose": address("ask_to_disclose", REFERENCE, "informed_consent"),
        "request": address("request", request_id),
        "withdraw_request": address("withdraw_request", request_id),
        "read_package": address("read_package", request_id),
        "release": address("release", request_id),
        "approvals": address("approvals"),
        "approval": address("approval", request_id),
        "package": address("package", package_id),
        "letter": address("letter", package_id),
    }


@pytest.mark.slow
def test_no_page_asks_the_database_more_than_twelve_times(
    everything: dict[str, str], signed_in: SignedIn
) -> None:
    for key in (ASKER, MANAGER):
        client = signed_in(key)
        step_up(client, key)
        reached = 0
        for path in everything.values():
            with few_queries():
                reached += client.get(path).status_code == 200
        assert reached >= len(everything) - 2, key


STRANGERS = ("dvpp_worker", "dvpp_manager", "iss_colleague", "records_admin")


@pytest.mark.clause("3.3.1")
@pytest.mark.slow
def test_without_a_grant_every_page_answers_as_if_it_had_never_been(
    everything: dict[str, str], signed_in: SignedIn
) -> None:
    known = signed_in(ASKER)
    step_up(known, ASKER)
    about_the_file = {k: v for k, v in everything.items() if k not in OPEN_TO_ALL}
    for name, path in about_the_file.items():
        assert known.get(path).status_code in (200, 403), name  # 403: her own approval
    for key in STRANGERS:
        stranger = signed_in(key)
        step_up(stranger, key)
        for name, path in about_the_file.items():
            never = re.sub(r"[0-9a-f-]{36}", str(uuid4()), path).replace(REFERENCE, "ZZZZ-ZZZZ")
            for method in ("get", "post"):
                real, absent = getattr(stranger, method)(path), getattr(stranger, method)(never)
                assert real.status_code == absent.status_code, (key, name, method)
                assert real.status_code in (404, 405), (key, name, method)
                assert _masked(real.content, path) == _masked(absent.content, never), (
                    key, name, method,
                )  # fmt: skip


OPEN_TO_ALL = {"agencies", "agency", "approvals"}


def _masked(body: bytes, path: str) -> str:
    text = body.decode().replace(path, "PATH")
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)


@pytest.mark.edge("E12")
@pytest.mark.clause("1.2")
def test_the_one_who_asks_gets_no_form_to_decide(
    everything: dict[str, str], signed_in: SignedIn
) -> None:
    asker = signed_in(ASKER)
    for answer in (
        asker.get(everything["approval"]),
        asker.post(everything["approval"], {"decision": "approve", "content": "0" * 64}),
    ):
        assert answer.status_code == 403
    with acting_as(who(ASKER)):
        assert SignOff.objects.filter(approver_id=who(ASKER)).count() == 0


@pytest.mark.clause("1.2")
def test_a_release_by_post_alone_is_sent_to_prove_oneself_and_keeps_nothing_typed(
    signed_in: SignedIn,
) -> None:
    request_id = story.a_signed_request()
    asker, path = signed_in(ASKER), address("release", request_id)
    ticks = {"knows_policy": "on", "keeps_words": "on", "confirmed": "on"}
    answer = asker.post(path, ticks)
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == "/account/2fa/reauthenticate/"
    assert "account_reauthentication_state" not in asker.session
    assert story.state_of(request_id) == DisclosureRequest.State.APPROVED


def test_a_proof_that_is_too_old_has_to_be_given_again(signed_in: SignedIn) -> None:
    path, asker = address("release", story.a_signed_request()), signed_in(ASKER)
    step_up(asker, ASKER)
    assert asker.get(path).status_code == 200
    session = asker.session
    session[RECORDS][-1]["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    assert "reauthenticate" in asker.get(path)["Location"]


@pytest.mark.edge("E10")
@pytest.mark.clause("2.1")
def test_a_withdrawal_while_the_release_page_is_open_refuses_with_the_reason(
    signed_in: SignedIn,
) -> None:
    request_id = story.a_signed_request()
    asker, colleague = signed_in(ASKER), signed_in(MANAGER)
    step_up(asker, ASKER)
    path = address("release", request_id)
    page(asker, path)
    with acting_as(who(ASKER)):
        consent_id = Consent.objects.get().id
    answer = colleague.post(address("withdraw_consent", REFERENCE, consent_id), {"confirmed": "on"})
    assert answer.status_code == 302
    answer = asker.post(path, {"knows_policy": "on", "confirmed": "on"})
    assert answer.status_code == 409
    assert "The client has withdrawn this consent." in answer.content.decode()
    with acting_as(who(ASKER)):
        assert not Release.objects.exists()


@pytest.mark.attack("A10")
def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    consent_id = story.a_consent(contact_id)
    extra = {
        "state": "approved",
        "requester": str(who(MANAGER)),
        "requester_id": str(who(MANAGER)),
        "file": str(cast.FILES["leila"].id),
        "file_id": str(cast.FILES["leila"].id),
        "id": str(uuid4()),
        "basis": "court_order",
        "submitted_at": "2020-01-01",
        "withdrawn_at": "",
    }
    asker = signed_in(ASKER)
    path = address("ask_to_disclose", REFERENCE, "informed_consent")
    assert asker.post(path, {**ask_form(contact_id, consent_id), **extra}).status_code == 302
    with acting_as(who(ASKER)):
        made = DisclosureRequest.objects.get()
        assert (made.state, made.requester_id) == ("draft", who(ASKER))
        assert (made.file_id, made.basis) == (cast.FILES[FILE].id, "informed_consent")
        assert made.id != UUID(extra["id"])


@pytest.mark.attack("A10")
@pytest.mark.parametrize("field", ["entries", "contact", "consent", "decision"])
def test_what_the_page_did_not_offer_is_refused(field: str, signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    consent_id = story.a_consent(contact_id)
    with acting_as(who(ASKER)):
        foreign = Entry.objects.filter(file_id=cast.FILES["leila"].id).first()
        assert foreign is not None
    form = {**ask_form(contact_id, consent_id), field: str(foreign.id)}
    asker = signed_in(ASKER)
    if field != "decision":
        answer = asker.post(address("ask_to_disclose", REFERENCE, "informed_consent"), form)
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
        with acting_as(who(ASKER)):
            assert not DisclosureRequest.objects.exists()
        return
    request_id = story.a_draft(contact_id, consent_id)
    story.submit(request_id)
    answer = signed_in(MANAGER).post(address("approval", request_id), {"decision": "release"})
    assert answer.status_code == 200
    assert story.state_of(request_id) == "submitted"


@pytest.mark.attack("A5", "A10")
def test_ciphertext_typed_into_a_form_stays_text(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    first_id = story.a_consent(contact_id, why="Told in confidence")
    with connection.cursor() as cursor, acting_as(who(ASKER)):
        cursor.execute("SELECT why FROM disclosures_consent WHERE id = %s", [first_id])
        sealed = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT wrapped FROM sealing_key LIMIT 1")
        (wrapped,) = cursor.fetchone()
    asker = signed_in(ASKER)
    for typed in (sealed.hex(), wrapped):
        form = {**consent_form(contact_id), "why": typed}
        assert asker.post(address("record_consent", REFERENCE), form).status_code == 302
        html = page(asker, address("consents", REFERENCE))
        assert typed in html
    assert page(asker, address("consents", REFERENCE)).count("Told in confidence") == 1


def test_the_same_form_sent_twice_asks_once(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    form, asker = ask_form(contact_id, ""), signed_in(ASKER)
    answers = [
        asker.post(address("ask_to_disclose", REFERENCE, "informed_consent"), form)
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    with acting_as(who(ASKER)):
        assert DisclosureRequest.objects.count() == 1


@pytest.mark.clause("4.1.1")
def test_a_manager_records_the_assurance_and_nobody_else(signed_in: SignedIn) -> None:
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    answer = asker.post(address("register_agency"), {"name": "Quay Clinic", "kind": "other"})
    path = answer["Location"]
    contact = {"name": "Ada Rowe", "aliases": "", "phones": "01632 960999"}
    assert asker.post(path + "contacts/new/", contact).status_code == 302
    form = {**day("seen_on", -1), **day("review_on", 300), "confirmed": "on"}
    assert asker.post(path + "assurance/", form).status_code == 403
    assert "Nobody here has seen" in page(asker, path)
    assert manager.post(path + "assurance/", form).status_code == 302
    assert "Current" in page(asker, path)
    with acting_as(who(ASKER)):
        quay = story.agency_named("Quay Clinic")
        assert AgencyAssurance.objects.get(agency=quay).seen_by_id == who(MANAGER)


@pytest.mark.clause("4.4.2")
def test_lists_to_pick_from_show_no_word_of_a_sensitive_entry(signed_in: SignedIn) -> None:
    story.an_agency()
    html = page(signed_in(ASKER), address("ask_to_disclose", REFERENCE, "informed_consent"))
    assert "Amina rang" in html
    assert "holds a sensitive fact" in html
    assert "rape" not in html


def test_a_file_and_a_register_with_nothing_in_them_still_have_their_forms(
    signed_in: SignedIn,
) -> None:
    with acting_as(who(ASKER)):
        empty = open_new_file(
            service="iss",
            particulars=Particulars(name="Nobody yet"),
            by=story.worker(ASKER),
            opened_on=days(0),
        )
    asker = signed_in(ASKER)
    for name, more in (("record_consent", ()), ("ask_to_disclose", ("informed_consent",))):
        page(asker, address(name, empty.reference, *more))
        answer = asker.post(address(name, empty.reference, *more), {"limits_asked": "on"})
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
