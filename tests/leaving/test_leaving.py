"""A worker leaves at noon: nothing opens to them any more, and what they had is somebody's to take over (E51)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from clients.leaving.access import left_drafts
from clients.models import Entry
from confidentiality.access.identity import acting_as
from confidentiality.drafts import actions as drafts
from confidentiality.drafts.access import my_drafts
from confidentiality.drafts.models import Draft
from confidentiality.drafts.place import Place
from confidentiality.drafts.rules import Save
from disclosures.access import approvals_open_to
from tests import cast
from tests.accounts.working import ask, ask_and_agree, decide, opens
from tests.disclosures import story
from tests.drafting import type_an_entry
from tests.emergency import working as emergency
from tests.retention.working import owner

AMINA = cast.FILES["amina"]
LEAVER, MANAGER = "iss_worker", "iss_manager"
pytestmark = [pytest.mark.edge("E51"), pytest.mark.clause("1")]


def who(key: str) -> UUID:
    return cast.PEOPLE[key].id


def left_to(key: str) -> list[UUID]:
    with acting_as(who(key)):
        return [each.draft.id for each in left_drafts(cast.worker(key))]


def type_third_party() -> UUID:
    place = Place(
        uuid4(),
        who(LEAVER),
        "/",
        "x",
        "AddThirdPartyRecordForm",
        AMINA.id,
        "third_party",
        AMINA.reference,
    )
    kept = drafts.keep(place, [["body", "Her sister said"]], Save(uuid4(), 1, 0))
    assert kept is not None
    return kept.place.draft


def test_a_leaver_at_noon(
    committed: str, signed_in: Callable[[str], Client], session_of: Callable[[str], Client]
) -> None:
    """Session, approvals, emergency and grants end with the agreement; files, tasks and drafts wait for others."""
    contact = story.an_agency()
    signed = story.a_draft(contact, story.a_consent(contact))
    story.submit(signed)
    leaver = signed_in(MANAGER)
    draft = type_an_entry(AMINA, by=MANAGER)
    emergency.opened(MANAGER, "siobhan")
    with acting_as(who(MANAGER)):
        assert approvals_open_to(cast.worker(MANAGER))
    assert leaver.get("/today/").status_code == 200
    ask_and_agree("leave", MANAGER, by="hr")
    assert leaver.get("/today/").headers["Location"].startswith("/account/login/")
    assert opens(who("iss_worker")) > 0
    with acting_as(who(MANAGER)):
        assert not Draft.objects.exists()
    assert left_to(LEAVER) == [draft]
    worker = session_of(LEAVER)
    assert (
        "typed on your case files by somebody who has left"
        in worker.get("/today/").content.decode()
    )
    page = f"/files/{AMINA.reference}/left-drafts/{draft}/"
    assert "She rang at" in worker.get(page).content.decode()
    said = {
        "nature": "fact",
        "happened_on-day": "1",
        "happened_on-month": "2",
        "happened_on-year": "2026",
    }
    answer = worker.post(page, said)
    assert answer.status_code == 302
    with acting_as(who(LEAVER)):
        entry = Entry.objects.get(id=draft)
        assert (entry.author_id, entry.taken_over_by_id) == (who(MANAGER), who(LEAVER))
        assert entry.body == "She rang at"
    assert "kept by Priya Menon" in worker.get(f"/files/{AMINA.reference}/").content.decode()
    assert worker.get(page).status_code == 404
    assert left_to(LEAVER) == []
    # a restore loses the entry, and must not destroy the draft that it was
    assert owner("SELECT count(*) FROM audit_event WHERE action = 'draft_discarded'") == [(0,)]


@pytest.mark.django_db
def test_only_who_leads_the_file_reads_it_and_only_once_they_have_left() -> None:
    draft, third = type_an_entry(AMINA), type_third_party()
    assert left_to(MANAGER) == []
    suspended, _ = ask("suspend", LEAVER, by="hr")
    assert left_to(MANAGER) == [], "they may be back tomorrow"
    assert decide(suspended, by="dp_lead", agree=False)[0] == "done"
    ask_and_agree("leave", LEAVER, by="hr")
    assert left_to(MANAGER) == [draft], "what others said is not open to her"
    for key in (
        "iss_colleague",
        "iss_senior",
        "dvpp_manager",
        "dvpp_worker",
        "records_admin",
        "hr",
    ):
        with acting_as(who(key)):
            assert not Draft.objects.filter(id__in=(draft, third)).exists()
    with acting_as(who(MANAGER)):
        assert my_drafts() == []
        assert Draft.objects.get(id=draft).words == [["body", "She rang at"]]


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_writes_in_another_s_name_by_it() -> None:
    draft = type_an_entry(AMINA)
    forged = (
        "INSERT INTO clients_entry (id, file_id, kind, nature, written_at, author_id, taken_over_by_id, sensitive,"
        " body, basis, sensitive_kind) VALUES (%s, %s, 'note', 'fact', now(), %s, %s, false, '', '', '')"
    )
    tries = [
        (draft, AMINA.id, who(LEAVER), who(MANAGER)),  # they are still here
        (uuid4(), AMINA.id, who(LEAVER), who(MANAGER)),
        (uuid4(), AMINA.id, who(MANAGER), who(MANAGER)),
    ]
    after = [
        (uuid4(), AMINA.id, who(LEAVER), who(MANAGER)),
        (draft, cast.FILES["leila"].id, who(LEAVER), who(MANAGER)),
        (draft, AMINA.id, who("iss_colleague"), who(MANAGER)),
        (draft, AMINA.id, who(LEAVER), who("iss_colleague")),
        (draft, AMINA.id, who(LEAVER), None),
    ]
    for values in (*tries, None, *after):
        if values is None:
            ask_and_agree("leave", LEAVER, by="hr")
            continue
        with (
            acting_as(who(MANAGER)),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(forged, values)
    with (
        acting_as(who(MANAGER)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE drafts_draft SET person = access.me()")
