"""What left on a consent is read no further where the client agrees to less since (2.1, 3.3.2 d, E10)."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings
from django.urls import reverse

from clients.emergency.models import WallAlert
from clients.hearing import tell_rooms
from confidentiality.access.http import Refused
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.work.backup.replaying import replay
from disclosures.actions import NotNow, Obstructed, withdraw_consent
from disclosures.dossier import load_dossier
from disclosures.limits import WHOM
from disclosures.models import AgencyContact, Consent
from disclosures.picture import Proviso, ProvisoKind
from disclosures.readers.access import limits_to_read
from disclosures.readers.actions import (
    note_limits_read,
)
from disclosures.since import stands_against
from tests import cast
from tests.database import logged_in_as, owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, FILE, MANAGER, who
from tests.migrating import nothing_drawn_twice
from tests.readers.outside import a_package, give, let_in, opened
from tests.readers.test_reading import a_reader, statuses
from tests.readers.test_refused_since import _shipped, recipient

pytestmark = [pytest.mark.slow, pytest.mark.clause("2.1", "3.3.2 d"), pytest.mark.edge("E10")]
OPEN, SHUT = [200] * 4, [404] * 4
IN_WORDS = Proviso(ProvisoKind.OWN_WORDS, words="Only about the flat")


def agrees(to: UUID, *, on: int = -1, **terms: Any) -> UUID:
    """Let the asker write down what the client agrees to anew; return the consent's id."""
    return story.a_consent(to, **{"given_on": story.days(on), **terms})


def entries() -> list[UUID]:
    """Of which the first and the third left, the third with its sensitive fact."""
    with acting_as(who(ASKER)):
        return [each.id for each in story.entries()[:3]]


def against(package: UUID) -> tuple[set[str], set[str]]:
    """What stands against another link, and against the paper."""
    with pytest.raises(Obstructed) as raised:
        give(package)
    return {each.code for each in raised.value.obstacles}, against_paper(package)


def hears(by: str = ASKER) -> str:
    """What whoever wrote it down is told."""
    with acting_as(who(by)):
        return " ".join(tell_rooms(story.file(), cast.worker(by)))


def reads(package: UUID, *given: UUID, by: str = MANAGER) -> None:
    """Note that the limits of these consents were read."""
    with acting_as(who(by)):
        note_limits_read(package=opened(package), read=given)


def limits_read() -> None:
    """Release a package, let the client set limits afterwards, and a manager read them."""
    package = a_package()
    reads(package, agrees(recipient(package), provisos=(IN_WORDS,)))


def against_paper(package: UUID) -> set[str]:
    """What stands against the paper going out."""
    with acting_as(who(ASKER)):
        found = stands_against(opened(package).release, cast.worker(ASKER), doing="letter")
    return {each.code for each in found}


def unread(package: UUID) -> list[UUID]:
    """The consents whose limits wait for a manager."""
    with acting_as(who(MANAGER)):
        return [each.id for each in limits_to_read(opened(package))]


@pytest.mark.parametrize("less", ["entry", "sensitive", "nothing", "ended"])
def test_a_consent_to_less_shuts_out_who_reads(committed: str, less: str) -> None:
    package = a_package()
    contact = recipient(package)
    first, second, third = entries()
    reader = a_reader(package)
    agrees(contact)  # to the same
    agrees(contact, covers=frozenset({second}), beside=True)
    agrees(contact, covers=frozenset({first}), on=-5)  # before it
    agrees(story.an_agency(name="Quay Clinic"), covers=frozenset({first}))
    assert statuses(reader) == OPEN
    assert not hears()
    terms: dict[str, dict[str, Any]] = {
        "entry": {"covers": frozenset({first})},
        "sensitive": {"covers": frozenset({first, third}), "names_sensitive": frozenset()},
        "nothing": {"covers": frozenset()},
        "ended": {"expires_on": story.days(-1)},
    }
    agrees(contact, **terms[less])
    assert statuses(reader) == SHUT
    assert "does not agree now" in hears()
    assert against(package) == ({"agreed_to_less"}, {"agreed_to_less"})
    with pytest.raises(Obstructed):
        let_in(package, by=MANAGER)
    with acting_as(who(MANAGER)):
        assert WallAlert.objects.filter(kind=WallAlert.Kind.LESS, seen_at=None).count() == 1
    agrees(contact)
    assert statuses(reader) == SHUT  # what she agrees to again leaves anew


def test_what_takes_its_place_and_is_withdrawn_leaves_nothing(committed: str) -> None:
    package = a_package()
    reader, later = a_reader(package), agrees(recipient(package))
    assert statuses(reader) == OPEN
    with acting_as(who(ASKER)):
        withdraw_consent(consent=Consent.objects.get(id=later), by=cast.worker(ASKER))
    assert statuses(reader) == SHUT


def test_limits_in_words_wait_for_a_manager_who_reads_them(committed: str, signed_in: Any) -> None:
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    later = agrees(contact, provisos=(IN_WORDS,), beside=True)
    assert statuses(reader) == SHUT
    assert "limits that a line" in hears()
    assert against(package) == ({"limits_unread"}, {"limits_unread"})
    assert unread(package) == [later]
    with pytest.raises(Obstructed):
        let_in(package, by=MANAGER)
    with pytest.raises(Refused):
        reads(package, later, by=ASKER)
    page = reverse("readers:read_limits", args=[package])
    assert signed_in(ASKER).get(page).status_code == 403
    manager = signed_in(MANAGER)
    assert IN_WORDS.words in unescape(manager.get(page).content.decode())
    other = agrees(contact, provisos=(IN_WORDS,), beside=True)
    said = manager.post(page, {"given": [str(later)], "confirmed": "on"}, follow=True)
    assert "other limits meanwhile" in said.content.decode()
    both = {"given": [str(later), str(other)], "confirmed": "on"}
    assert "Nobody is let in" in manager.post(page, both, follow=True).content.decode()
    assert unread(package) == []
    with pytest.raises(NotNow):
        reads(package, later, other)  # nothing waits
    assert not against_paper(package)
    assert statuses(reader) == SHUT
    give(package)
    assert statuses(a_reader(package)) == OPEN
    agrees(contact, provisos=(IN_WORDS,))
    with pytest.raises(Obstructed):
        give(package)


def test_whom_a_later_consent_keeps_out_reads_nothing_anywhere(committed: str) -> None:
    package = a_package()
    reader = a_reader(package)
    named = Proviso(ProvisoKind.NOT_THIS_PERSON, words=story.RECIPIENT)
    later = agrees(story.an_agency(name="Quay Clinic"), provisos=(named,))
    assert statuses(reader) == SHUT
    codes = {"limits_unread", "person_barred"}
    assert against(package) == (codes, codes)
    reads(package, later)
    assert statuses(reader) == SHUT
    assert against(package) == ({"person_barred"}, {"person_barred"})
    with pytest.raises(Obstructed) as raised:
        let_in(package, by=MANAGER)
    assert {each.code for each in raised.value.obstacles} == {"person_barred"}


def test_a_request_that_waits_keeps_to_what_was_agreed_since(committed: str) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact))
    first = entries()[0]
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    agrees(contact, covers=frozenset({first}))
    with pytest.raises(Obstructed) as raised:
        story.release(request)
    assert {each.code for each in raised.value.obstacles} == {"agreed_to_less"}


def test_later_limits_are_kept_by_a_request_that_waits(committed: str) -> None:
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    agrees(contact, provisos=(IN_WORDS,))
    with pytest.raises(Obstructed) as raised:
        story.release(request)
    assert "signed_other_content" in {each.code for each in raised.value.obstacles}  # the letter
    request = story.a_draft(contact, story.a_consent(contact, given_on=story.days(-2)))
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    package = story.release(request).package.id
    assert statuses(a_reader(package)) == OPEN  # it left under those limits


def test_words_that_stand_beside_bind_what_waits_too(committed: str) -> None:
    """As they shut what has left: whoever releases has read them, and they stand on the letter."""
    contact = story.an_agency()
    consent = story.a_consent(contact)
    waits, draft = story.a_draft(contact, consent), story.a_draft(contact, consent)
    story.submit(waits)
    story.sign_off(waits)
    story.read(waits)
    agrees(contact, provisos=(IN_WORDS,), beside=True)
    with pytest.raises(Obstructed) as raised:
        story.release(waits, keeps_words=False)
    assert {"words_unread", "signed_other_content"} <= {e.code for e in raised.value.obstacles}
    story.submit(draft)
    story.sign_off(draft)
    story.read(draft)
    with acting_as(who(ASKER)):
        contents = load_dossier(story.get(draft)).contents
    assert contents is not None
    assert IN_WORDS.words in " ".join(contents.provisos)
    package = story.release(draft).package.id
    assert statuses(a_reader(package)) == OPEN


@pytest.mark.parametrize("limit", [*ProvisoKind])
def test_what_a_limit_of_a_consent_beside_reaches(committed: str, limit: ProvisoKind) -> None:
    """Whom it keeps out and what may be words about all of it; the rest is of what rests on that consent."""
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    waits = story.a_draft(contact, story.a_consent(contact, given_on=story.days(-2)))
    terms: dict[str, Any] = {"item": entries()[0], "day": story.days(3), "words": "Only the flat"}
    agency = story.an_agency(name="Quay Clinic")
    with acting_as(who(ASKER)):
        terms["agency"] = AgencyContact.objects.get(id=agency).agency_id
    beside = agrees(contact, provisos=(Proviso(limit, **terms),), beside=True)
    reaches = limit in {*WHOM, ProvisoKind.OWN_WORDS}
    assert statuses(reader) == (SHUT if reaches else OPEN)
    assert unread(package) == ([beside] if reaches else [])
    assert bool(hears()) == reaches
    with logged_in_as("owner"):  # a restore withdraws what it reached, and no more
        replaced = Event.objects.filter(action="consent_replaced", ids__contains=[str(beside)])
        assert replaced.exists() == reaches
    with acting_as(who(ASKER)):
        consent = load_dossier(story.get(waits)).picture().consent
        assert consent is not None
        assert [each.kind for each in consent.provisos] == ([limit] if reaches else [])
    agrees(contact, provisos=(Proviso(limit, **terms),))  # takes the place of both
    assert statuses(reader) == SHUT


@pytest.mark.edge("E40")
def test_after_a_restore_what_was_replaced_stands_no_more(committed: str) -> None:
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    later = agrees(contact, covers=frozenset({entries()[0]}))
    with logged_in_as("owner"):
        event = Event.objects.get(action="consent_replaced", ids__contains=[str(later)])
    owner("DELETE FROM disclosures_consentitem WHERE consent_id = %s", later)
    owner("DELETE FROM disclosures_consent WHERE id = %s", later)
    assert statuses(reader) == OPEN  # as in the backup
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        said = replay([_shipped(event)])
    assert not said.stuck
    assert statuses(reader) == SHUT


def _upgrade() -> None:
    """Let the consents that are there be those of before it was asked what becomes of the earlier ones."""
    before, asks = ("disclosures", "0016_words_agreed"), ("disclosures", "0017_agreed_later")
    owner("ALTER TABLE disclosures_consent DROP COLUMN beside, DROP COLUMN limited")
    with logged_in_as("owner"), nothing_drawn_twice():
        loader = MigrationLoader(connection)
        with connection.schema_editor() as editor:
            loader.get_migration(*asks).apply(loader.project_state(before), editor)


@pytest.mark.parametrize("since", ["less", "limits", "withdrawn"])
def test_what_was_agreed_before_anybody_was_asked_closes_and_opens_nothing(
    committed: str, since: str
) -> None:
    """It stood beside what was agreed earlier, as far as anybody here knew, and what left on that left rightly."""
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    terms: dict[str, dict[str, Any]] = {
        "limits": {"provisos": (IN_WORDS,)},
        "less": {"covers": frozenset({entries()[0]})},
    }
    later = agrees(contact, **terms.get(since, {}))
    if since == "withdrawn":
        with acting_as(who(ASKER)):
            withdraw_consent(consent=Consent.objects.get(id=later), by=cast.worker(ASKER))
    assert statuses(reader) == SHUT
    _upgrade()
    assert statuses(reader) == OPEN
    assert not hears()
    agrees(contact, covers=frozenset({entries()[0]}))  # asked of this one
    assert statuses(reader) == SHUT
    assert "does not agree now" in hears()


def test_of_a_request_of_before_nobody_knows_whether_words_left(committed: str) -> None:
    """What nobody wrote was sealed like what somebody did: the next consent to the same closes nothing for it."""
    contact = story.an_agency()
    request = story.a_draft(contact, story.a_consent(contact))
    with acting_as(who(ASKER)):
        draft = story.get(request)
        draft.text = ""
        draft.save(update_fields=["text"])
    assert owner("SELECT text IS NULL FROM disclosures_request WHERE id = %s", request) == [
        (False,)
    ]
    story.submit(request)
    story.sign_off(request)
    story.read(request)
    reader = a_reader(story.release(request).package.id)
    _upgrade()
    agrees(contact, new_words="")
    assert statuses(reader) == OPEN


@pytest.mark.parametrize(("names_it", "answer"), [(True, OPEN), (False, SHUT)])
def test_on_another_ground_the_facts_that_a_consent_named_count_and_no_more(
    committed: str, names_it: bool, answer: list[int]
) -> None:
    package = a_package()
    reader, contact, third = a_reader(package), recipient(package), entries()[2]
    owner("ALTER TABLE disclosures_request DISABLE TRIGGER USER")
    owner(
        "UPDATE disclosures_request SET basis = 'child_protection' WHERE contact_id = %s", contact
    )
    named = frozenset({third} if names_it else ())
    agrees(contact, covers=frozenset({third}), names_sensitive=named)
    assert statuses(reader) == answer


def test_whom_one_of_before_keeps_out_gets_no_link(committed: str) -> None:
    """Whoever gives a link opens its limits, and is told; nothing is closed that nobody has looked at."""
    package = a_package()
    reader = a_reader(package)
    named = Proviso(ProvisoKind.NOT_THIS_PERSON, words=story.RECIPIENT)
    agrees(recipient(package), provisos=(named,))
    _upgrade()
    assert statuses(reader) == OPEN
    assert against(package) == ({"person_barred"}, {"person_barred"})


def test_words_of_one_of_before_bind_what_waits(committed: str, signed_in: Any) -> None:
    """It stands beside what was agreed earlier: what has left rightly stays open, what leaves now keeps to it."""
    package = a_package()
    reader, contact = a_reader(package), recipient(package)
    waits = story.a_draft(contact, story.a_consent(contact, given_on=story.days(-2)))
    agrees(contact, provisos=(IN_WORDS,))
    consents = reverse("disclosures:consents", args=[cast.FILES[FILE].reference])
    assert "Replaced" in signed_in(ASKER).get(consents).content.decode()
    _upgrade()
    assert statuses(reader) == OPEN
    page = signed_in(ASKER).get(consents).content.decode()
    assert "Replaced" not in page
    assert "stands beside it." in page
    with acting_as(who(ASKER)):
        consent = load_dossier(story.get(waits)).picture().consent
    assert consent is not None
    assert consent.provisos == (IN_WORDS,)


def test_the_form_asks_whether_the_earlier_stands(committed: str, signed_in: Any) -> None:
    page = reverse("disclosures:record_consent", args=[cast.FILES[FILE].reference])
    shown = unescape(signed_in(ASKER).get(page).content.decode())
    assert "What they agreed to before with this agency stands beside it" in shown
    with pytest.raises(NotNow):
        let_in(a_package(), by=MANAGER)
