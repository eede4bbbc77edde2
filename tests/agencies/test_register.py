"""The register of agencies: found, changed by line managers alone, with what was released as far as one may see it."""

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from clients.documents.jobs import _known
from confidentiality.access.http import Refused
from confidentiality.access.identity import acting_as
from confidentiality.interface.context import count_places
from confidentiality.sealing.keys import make_key
from disclosures.access import contacts
from disclosures.actions import Obstructed
from disclosures.actions import agencies as recording
from disclosures.agencies import access, actions
from disclosures.agencies.models import ManagementAgreement
from disclosures.models import Agency, AgencyAssurance, AgencyContact
from disclosures.readers.access import tickets_of
from tests import cast
from tests.agencies.working import WORDS, agency_of, an_agreement
from tests.deputies import working as deputies
from tests.disclosures import story
from tests.disclosures.pages import day
from tests.disclosures.story import ASKER, MANAGER, days, who
from tests.readers.outside import a_package, give, opened

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def test_the_list_is_found_by_agency_person_kind_and_standing(signed_in: SignedIn) -> None:
    story.an_agency()
    story.an_agency(name="Quay Clinic", assured=False)
    client = signed_in(ASKER)

    def found(**narrowed: str) -> tuple[bool, bool]:
        page = client.get(reverse("disclosures:agencies"), narrowed).content.decode()
        return story.AGENCY in page, "Quay Clinic" in page

    assert found() == (True, True)
    assert found(words="brackenf") == (True, False)
    assert found(words="mina") == (True, True)  # the other name of somebody who works there
    assert found(stands="never_seen") == (False, True)
    assert found(stands="lapsed") == (False, False)
    assert found(kind="police") == (False, False)
    page = client.get(reverse("disclosures:agencies")).content.decode()
    assert cast.PEOPLE[ASKER].name in page


@pytest.mark.attack("A5")
@pytest.mark.clause("3.3.2 e")
def test_only_managers_change_it_and_no_name_is_ever_lost(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    with acting_as(who(ASKER)):
        contact, agency = AgencyContact.objects.get(id=contact_id), agency_of(contact_id)
        by = cast.worker(ASKER)
        for refused in (
            lambda: actions.end_agency(agency=agency, by=by),
            lambda: actions.contact_left(contact=contact, by=by),
            lambda: actions.change_agency(
                agency=agency, name="X", kind="police", statutory_duty="Any", by=by
            ),
        ):
            with pytest.raises(Refused):
                refused()
        assert Agency.objects.filter(id=agency.id).update(statutory_duty="Any duty") == 0
        assert AgencyContact.objects.filter(id=contact_id).update(left_at=None) == 0
    place = reverse("agencies:change_contact", args=[agency.id, contact_id])
    told = {"name": "Wilma Grant", "aliases": "Willa", "phones": "01632 960199", "post": "Officer"}
    assert signed_in(ASKER).post(place, told).status_code == 403
    assert signed_in(MANAGER).post(place, told).status_code == 302
    with acting_as(who(ASKER)):
        now = AgencyContact.objects.get(id=contact_id)
        assert now.name == "Wilma Grant"
        assert now.aliases == ["Mina", story.RECIPIENT, "Willa"]
        assert now.phones == ["01632 960123", "01632 960199"]


@pytest.mark.attack("A5")
@pytest.mark.clause("4.1.1")
def test_only_a_manager_names_the_duty_that_waives_the_assurance(signed_in: SignedIn) -> None:
    place = reverse("disclosures:register_agency")
    told = {"name": "Housing advice", "kind": "police", "statutory_duty": "Housing Act"}
    assert "statutory_duty" not in signed_in(ASKER).get(place).content.decode()
    assert signed_in(ASKER).post(place, told).status_code == 302
    assert signed_in(MANAGER).post(place, told | {"statutory_duty": ""}).status_code == 200
    assert signed_in(MANAGER).post(place, told).status_code == 302
    with acting_as(who(ASKER)):
        kept = Agency.objects.order_by("registered_at").values_list("statutory_duty", flat=True)
        assert list(kept)[-2:] == ["", "Housing Act"]
        by = cast.worker(ASKER)
        with pytest.raises(PermissionDenied):
            recording.register_agency(name="X", statutory_duty="Any", by=by)
        past = Agency(name="X", kind="other", statutory_duty="Any", registered_by=by)
        make_key(past.sealed_under())
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            past.save(force_insert=True)


def test_who_left_and_whom_we_left_can_t_be_chosen(signed_in: SignedIn) -> None:
    contact_id, other = story.an_agency(), story.an_agency(name="Quay Clinic")
    with acting_as(who(MANAGER)):
        by = cast.worker(MANAGER)
        chosen = {c.id for c in contacts(beside=story.file())}
        assert {contact_id, other} <= chosen
        assert actions.contact_left(contact=AgencyContact.objects.get(id=contact_id), by=by)
        assert actions.end_agency(agency=agency_of(other), by=by)
        assert not actions.end_agency(agency=agency_of(other), by=by)
        assert not {contact_id, other} & {c.id for c in contacts(beside=story.file())}
        names = {line.agency.name for line in access.lines()}
        assert "Quay Clinic" not in names
        assert [line.agency.name for line in access.lines(stands="ended")] == ["Quay Clinic"]


def _gone(contact_id: UUID, *, agency: bool) -> None:
    with acting_as(who(MANAGER)):
        by, contact = cast.worker(MANAGER), AgencyContact.objects.get(id=contact_id)
        done = actions.end_agency(agency=agency_of(contact_id), by=by) if agency else None
        assert done or actions.contact_left(contact=contact, by=by)


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize("agency", [False, True])
def test_nothing_leaves_to_somebody_who_left_after_it_was_signed(agency: bool) -> None:
    request_id = story.a_signed_request()
    with acting_as(who(ASKER)):
        contact_id = story.get(request_id).contact_id
    assert contact_id
    _gone(contact_id, agency=agency)
    with pytest.raises(Obstructed) as refused:
        story.release(request_id)
    assert {each.code for each in refused.value.obstacles} == {"recipient_left"}


@pytest.mark.clause("3.3.2 e")
@pytest.mark.parametrize("agency", [False, True])
def test_whoever_left_reads_no_further_and_gets_no_link(agency: bool) -> None:
    package_id = a_package()
    give(package_id)
    with acting_as(who(ASKER)):
        package = opened(package_id)
        assert [ticket.works for ticket in tickets_of(package)] == [True]
    assert package.release.contact_id
    _gone(package.release.contact_id, agency=agency)
    with acting_as(who(ASKER)):
        assert [ticket.works for ticket in tickets_of(package)] == [False]
    with pytest.raises(Obstructed) as refused:
        give(package_id)
    assert {each.code for each in refused.value.obstacles} == {"recipient_left"}


@pytest.mark.clause("4.1.1")
def test_managers_are_reminded_before_an_assurance_lapses(signed_in: SignedIn) -> None:
    counted = {"disclosures:agencies": "disclosures.agencies.access.count_waiting"}

    def counts(key: str) -> int:
        with acting_as(who(key)):
            worker = cast.worker(key)
            roles = frozenset({str(worker.role)})
            return count_places(worker, roles, counted).get("/agencies/", 0)

    before = counts(MANAGER)
    contact_id = story.an_agency(assured=False)
    assert counts(MANAGER) == before  # nobody works with it yet
    story.assure(contact_id, review=31)
    assert counts(MANAGER) == before
    story.assure(contact_id, review=30)
    assert counts(MANAGER) == before + 1
    assert counts(ASKER) == 0
    story.assure(contact_id, review=300)  # a history: each a row, the latest counts
    assert counts(MANAGER) == before
    page = signed_in(ASKER).get(f"/agencies/{_agency_id(contact_id)}/").content.decode()
    assert page.count(cast.PEOPLE[MANAGER].name) >= 3


@pytest.mark.clause("5.8")
def test_managers_are_reminded_before_an_agreement_ends_with_a_body_under_a_duty_too(
    signed_in: SignedIn,
) -> None:
    counted = {"disclosures:agencies": "disclosures.agencies.access.count_waiting"}
    court = story.an_agency(duty="Family Procedure Rules", assured=False)

    def counts() -> int:
        with acting_as(who(MANAGER)):
            worker = cast.worker(MANAGER)
            return count_places(worker, frozenset({str(worker.role)}), counted).get("/agencies/", 0)

    before = counts()
    an_agreement(court, until=days(31))
    assert counts() == before
    an_agreement(court, until=days(30))
    assert counts() == before + 1
    with acting_as(who(MANAGER)):
        (line,) = (each for each in access.lines() if each.agency.id == agency_of(court).id)
    assert line.agreement == ("Agreement lapses soon", "caution")
    an_agreement(court)  # without an end; the latest counts
    assert counts() == before


@pytest.mark.clause("5.8")
def test_an_agreement_sent_twice_is_one() -> None:
    contact_id = story.an_agency()
    first = an_agreement(contact_id)
    assert an_agreement(contact_id) == first
    assert an_agreement(contact_id, until=days(90)) != first  # another
    with acting_as(who(MANAGER)):
        assert ManagementAgreement.objects.count() == 2


def _agency_id(contact_id: Any) -> Any:
    with acting_as(who(ASKER)):
        return agency_of(contact_id).id


@pytest.mark.clause("5.8")
def test_an_agreement_is_recorded_with_its_document_and_kept(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    place = reverse("agencies:record_agreement", args=[_agency_id(contact_id)])
    signed = days(-3)
    said: dict[str, Any] = {
        f"signed_on-{part}": getattr(signed, part) for part in ("day", "month", "year")
    }
    client, worker = signed_in(MANAGER), signed_in(ASKER)
    assert worker.get(place).status_code == 403
    assert client.post(place, said).status_code == 200  # without its document
    said["document"] = SimpleUploadedFile("agreement.txt", WORDS)
    assert client.post(place, said).status_code == 302
    page = worker.get(f"/agencies/{_agency_id(contact_id)}/").content.decode()
    assert "Without the clause" in page
    kept = an_agreement(contact_id)
    page = worker.get(f"/agencies/{_agency_id(contact_id)}/").content.decode()
    assert "Without the clause" not in page
    answer = worker.get(reverse("agencies:agreement", args=[_agency_id(contact_id), kept]))
    assert b"".join(answer.streaming_content) == WORDS  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    with acting_as(who(MANAGER)):
        assert _known([kept]) == {kept}  # nothing tidies it away
        for forbidden in (
            lambda: ManagementAgreement.objects.update(has_breach_clause=True),
            lambda: ManagementAgreement.objects.filter(id=kept).delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                forbidden()


@pytest.mark.attack("A1")
@pytest.mark.clause("1.2")
def test_the_agency_s_register_shows_what_is_open_to_whoever_looks(signed_in: SignedIn) -> None:
    release = story.release(story.a_signed_request())
    place = reverse("agencies:register", args=[release.agency_id])
    assert release.reference in signed_in(ASKER).get(place).content.decode()
    hidden = signed_in("dvpp_worker").get(place).content.decode()
    assert release.reference not in hidden
    empty = story.an_agency(name="Quay Clinic")
    none = signed_in("dvpp_worker").get(reverse("agencies:register", args=[_agency_id(empty)]))
    assert _shown(hidden) == _shown(none.content.decode()).replace("Quay Clinic", story.AGENCY)


def test_the_agency_s_register_goes_on_where_a_page_ends(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PAGE", 1)
    contact_id = story.an_agency()
    first, second = (
        story.release(_signed(contact_id, story.a_consent(contact_id))) for _ in range(2)
    )
    client, place = signed_in(ASKER), reverse("agencies:register", args=[first.agency_id])
    page = client.get(place).content.decode()
    assert (second.reference in page, first.reference in page) == (True, False)
    (older,) = re.findall(r'href="(\?[^"]*before=[^"]*|[^"]*/released/\?before=[^"]*)"', page)
    page = client.get(html.unescape(older)).content.decode()
    assert (second.reference in page, first.reference in page) == (False, True)
    assert "before=" not in page
    assert second.reference in client.get(f"{place}?before=yesterday").content.decode()


def _signed(contact_id: UUID, consent_id: UUID) -> UUID:
    request_id = story.a_draft(contact_id, consent_id)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    return request_id


def _shown(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0].partition("<h1")[2]


@override_settings(ASSURANCE_REMIND_DAYS=400)
def test_the_days_of_reminding_are_a_setting(signed_in: SignedIn) -> None:
    story.an_agency()
    assert "Lapses soon" in signed_in(ASKER).get(reverse("disclosures:agencies")).content.decode()


@pytest.mark.edge("E11")
@pytest.mark.clause("4.1.1")
def test_who_stands_in_for_a_line_manager_records_an_assurance_while_they_do(
    signed_in: SignedIn,
) -> None:
    contact_id = story.an_agency(assured=False)
    with acting_as(who(ASKER)):
        agency = agency_of(contact_id)
    place = reverse("disclosures:record_assurance", args=[agency.id])
    sent = {**day("seen_on", -1), **day("review_on", 90), "confirmed": "on"}
    deputyship = deputies.appoint()
    deputy = signed_in(deputies.DEPUTY)
    shown = deputy.get(reverse("disclosures:agency", args=[agency.id])).content.decode()
    assert place in shown
    assert deputy.get(place).status_code == 200
    assert deputy.post(place, sent).status_code == 302
    with acting_as(deputies.who(deputies.DEPUTY)):
        (made,) = access.assurances_of(agency)
        assert made.seen_by_id == deputies.who(deputies.DEPUTY)
    assert deputies.end(deputyship, by=MANAGER)
    assert place not in deputy.get(reverse("disclosures:agency", args=[agency.id])).content.decode()
    assert deputy.post(place, sent).status_code == 403
    with acting_as(deputies.who(deputies.DEPUTY)):
        with pytest.raises(PermissionDenied):
            recording.record_assurance(
                agency=agency, seen_on=days(-1), review_on=days(9), by=cast.worker(deputies.DEPUTY)
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            AgencyAssurance.objects.create(
                agency=agency,
                seen_by=cast.worker(deputies.DEPUTY),
                seen_on=days(-1),
                review_on=days(9),
            )
