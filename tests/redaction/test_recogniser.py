"""A recogniser of names that an installation adds: named in a setting, heard, and never believed to have read."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from pytest_django import Settings

from confidentiality.access.identity import acting_as
from disclosures import actions as disclosures
from disclosures.actions import Obstructed, machine
from disclosures.building.boxes import Box
from disclosures.building.pages import PageWords, Word
from disclosures.recogniser import added_recogniser
from disclosures.redaction.access import open_workbench, to_weigh
from disclosures.redaction.apps import RedactionConfig
from disclosures.redaction.steps import reading_of
from disclosures.scans import views as scans
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, who
from tests.people.working import add
from tests.redaction.test_preparing import NEIGHBOUR, codes, looked
from tests.redaction.working import a_request, withhold, withhold_entry
from tests.scans import preparing

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]
ROOT = Path(__file__).parents[2]
HERE = "tests.redaction.test_recogniser"
TOLD = "She and Sheila Oddell saw quill at nine."
WHY = "so that they hear of quill in time"
NO_NAME = "not a callable"


def finds(text: str) -> list[tuple[int, int]]:
    """Find 'quill', which nothing marks as a name."""
    return [(text.index("quill"), text.index("quill") + 5)] if "quill" in text else []


def fails(text: str) -> list[tuple[int, int]]:
    """Fail at every text."""
    raise RuntimeError(text)


@pytest.fixture
def prepared(settings: Settings) -> UUID:
    """A request of one entry with the neighbour in it withheld, read to its end."""
    settings.RECOGNISER = ""
    add(NEIGHBOUR)
    request = a_request(TOLD)
    withhold(request, "Sheila Oddell")
    looked(request)
    return request


def submit(request: UUID) -> None:
    with acting_as(who(ASKER)):
        disclosures.submit(request=story.get(request), by=cast.worker(ASKER))


def test_there_is_none_by_default_and_what_cannot_be_used_stops_the_start(
    settings: Settings,
) -> None:
    assert settings.RECOGNISER == ""
    assert added_recogniser() is None
    settings.RECOGNISER = f"{HERE}.finds"
    assert added_recogniser() is finds
    config = RedactionConfig.create("disclosures.redaction")
    config.ready()
    for name, said in (
        ("nowhere.at.all", "can’t be imported"),
        ("names", "can’t be imported"),
        (f"{HERE}.nothing", "can’t be imported"),
        (f"{HERE}.NO_NAME", "can’t be called"),
    ):
        settings.RECOGNISER = name
        with pytest.raises(ImproperlyConfigured, match=f"^LATCH_RECOGNISER {said}.*Environment"):
            config.ready()


@pytest.mark.parametrize(("name", "starts"), [("json.loads", True), ("json.nothing", False)])
def test_a_process_starts_with_what_the_environment_names_or_says_why_not(
    name: str, starts: bool
) -> None:
    code = (
        "import django; django.setup()\n"
        "from disclosures.recogniser import added_recogniser as added\n"
        "print(added().__name__)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "confidentiality.settings.test",
            "LATCH_RECOGNISER": name,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("LATCH_RECOGNISER can’t be imported" not in ran.stderr) is starts
    assert ran.stdout.split() == (["loads"] if starts else [])
    assert (ran.returncode == 0) is starts


def test_what_it_finds_is_shown_with_its_reason_and_decided_before_it_is_sent_on(
    prepared: UUID, settings: Settings, signed_in: SignedIn
) -> None:
    settings.RECOGNISER = f"{HERE}.finds"
    page = signed_in(ASKER).get(reverse("redaction:workbench", args=[prepared])).content.decode()
    assert "<strong>quill</strong>" in page
    assert "Recognised as a name" in page
    assert "The recogniser of names" not in page
    with pytest.raises(Obstructed) as caught:
        submit(prepared)
    assert codes(caught) == {"undecided"}
    withhold(prepared, "quill")
    submit(prepared)


def test_where_it_fails_the_machine_s_own_is_shown_and_nothing_is_sent_on(
    prepared: UUID, settings: Settings, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RECOGNISER = f"{HERE}.fails"
    asker = signed_in(ASKER)
    with acting_as(who(ASKER)):
        (item,) = open_workbench(story.get(prepared)).items
    assert item.failed
    page = asker.get(reverse("redaction:workbench", args=[prepared])).content.decode()
    assert "added here failed on one entry" in page
    assert "1 withheld, 0 to decide. The recogniser of names failed on it" in page
    entry = asker.get(reverse("redaction:entry", args=[prepared, item.prepared.entry]))
    assert "added here failed on this entry" in entry.content.decode()
    assert "Sheila Oddell</strong>" in entry.content.decode()
    with pytest.raises(Obstructed) as caught:
        submit(prepared)
    assert codes(caught) == {"recogniser_failed"}
    assert [o.about for o in caught.value.obstacles] == [(item.prepared.entry,)]
    assert "A recogniser failed: RuntimeError" in caplog.text
    assert "Oddell" not in caplog.text
    settings.RECOGNISER = ""  # taken out by whoever looks after the system
    submit(prepared)


def test_an_entry_that_stays_back_whole_need_not_be_read_by_it(
    prepared: UUID, settings: Settings
) -> None:
    settings.RECOGNISER = f"{HERE}.fails"
    with acting_as(who(ASKER)):
        (item,) = open_workbench(story.get(prepared)).items
    withhold_entry(prepared, item.prepared.entry)
    with acting_as(who(ASKER)):
        (item,) = open_workbench(story.get(prepared)).items
        assert not item.failed
        read = machine.let_machine_read(request=story.get(prepared), by=cast.worker(ASKER))
        assert reading_of(read).failed == ()


def test_a_reading_that_it_failed_in_is_taken_anew_and_one_from_before_it_counts_as_read(
    prepared: UUID, settings: Settings
) -> None:
    settings.RECOGNISER = f"{HERE}.fails"
    with acting_as(who(ASKER)):
        asked, by = story.get(prepared), cast.worker(ASKER)
        failed = machine.let_machine_read(request=asked, by=by)
        assert len(reading_of(failed).failed) == 1
        assert machine.let_machine_read(request=asked, by=by) == failed
        settings.RECOGNISER = ""
        read = machine.let_machine_read(request=asked, by=by)
        assert read != failed
        assert reading_of(read).failed == ()
        read.found.pop("failed")
        assert reading_of(read).failed == ()


def test_a_page_that_it_fails_on_can_t_leave_and_shows_the_machine_s_own(
    settings: Settings, signed_in: SignedIn
) -> None:
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact))
    document = preparing.a_document(draft)
    page = preparing.taken(draft, document)[0]
    at, asker = reverse("scans:page", args=[draft, document.id, 1]), signed_in(ASKER)
    shown = asker.get(at).content.decode()
    assert "(may be a name)" in shown
    assert "The recogniser of names" not in shown
    settings.RECOGNISER = f"{HERE}.fails"
    shown = asker.get(at).content.decode()
    assert "(may be a name)" in shown
    assert "added here failed on this page" in shown
    refused = asker.post(at, {"leaves": "yes"}).content.decode()
    assert "failed on this page: it can’t leave" in refused
    with acting_as(who(ASKER)):
        page.refresh_from_db()
        assert not page.leaves
    assert asker.post(at, {"leaves": "no", "why": "other"}).status_code == 302
    settings.RECOGNISER = f"{HERE}.finds"
    assert asker.post(at, {"leaves": "yes"}).status_code == 302
    with acting_as(who(ASKER)):
        page.refresh_from_db()
        assert page.leaves


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize(
    ("named", "weighed"),
    [
        ("finds", {("quill", "Recognised as a name")}),
        ("fails", {(WHY, "Not read by the recogniser of names, which failed")}),
    ],
)
def test_what_is_typed_and_leaves_is_read_by_it_too(
    named: str, weighed: set[tuple[str, str]], settings: Settings
) -> None:
    """A text at which it fails is weighed whole by somebody, before it is signed and before it is told."""
    settings.RECOGNISER = ""
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact, why=WHY))
    settings.RECOGNISER = f"{HERE}.{named}"
    with acting_as(who(ASKER)):
        asked, by = story.get(draft), cast.worker(ASKER)
        read = machine.let_machine_read(request=asked, by=by)
        says = {(stop[1], stop[2].partition(", in what was")[0]) for stop in read.found["stops"]}
        assert says - {("Farouk", "Name")} == weighed  # her husband's, in what the letter says
        assert {(each.words, each.says) for each in to_weigh(asked, [WHY], by)} == weighed


def test_for_whoever_may_not_read_what_others_said_it_is_read_by_it_as_well(
    settings: Settings,
) -> None:
    settings.RECOGNISER = f"{HERE}.finds"
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact))
    with acting_as(who(ASKER)):
        (found,) = to_weigh(story.get(draft), [WHY], cast.worker("iss_manager"))
    assert found.words == "quill"


def test_a_page_is_read_for_whoever_may_not_know_who_is_tied_to_the_file(
    settings: Settings,
) -> None:
    """What looks like somebody is shown and the recogniser heard, and nobody is named (3.2.1)."""
    settings.RECOGNISER = f"{HERE}.fails"
    add(NEIGHBOUR)
    draft = story.a_draft((contact := story.an_agency()), story.a_consent(contact))
    there = Word(0, 6, Box(0.1, 0.1, 0.2, 0.12)), Word(7, 13, Box(0.21, 0.1, 0.3, 0.12))
    words = PageWords("Sheila Oddell rang", there)
    with acting_as(who(ASKER)):
        asked = story.get(draft)
        theirs, mine = (
            scans._proposed(asked, words, frozenset({"view", "contribute", *more}))
            for more in ((), ("third_party",))
        )
    assert theirs.failed
    assert [each.reason for each in mine.proposed] == ["Name"]
    assert "Name" not in {each.reason for each in theirs.proposed}
    assert theirs.proposed
