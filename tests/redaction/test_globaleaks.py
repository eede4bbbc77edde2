"""Seven ways in which masking failed in GlobaLeaks, tried on ours: its own code and tracker say how each came about.

Sources are its repository, globaleaks/globaleaks-whistleblowing-software, as stored copies of 2024 to 2026 have it.
"""

import pytest

from clients.models import CaseFile, Entry
from clients.people.details import Details
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow
from disclosures.building.cutting import MARK
from disclosures.building.reading import read_again
from disclosures.models import Package
from disclosures.package import Contents
from disclosures.readers.outside import urls as outside
from disclosures.redaction import actions
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import Does, Part, Place
from tests import cast, uploading
from tests.disclosures import story
from tests.disclosures.pages import SignedIn
from tests.disclosures.story import ASKER, MANAGER, who
from tests.people.working import add
from tests.redaction.test_preparing import released
from tests.redaction.working import a_request, prepared_of, withhold
from tests.scans import preparing

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.attack("A3"),
    pytest.mark.clause("3.2.1"),
]
NAME = "Wilhelmina Quennell"


def body_of(package: Package) -> str:
    with acting_as(who(ASKER)):
        return Contents.from_stored(package.contents).items[0].body


def test_an_identity_is_withheld_in_whatever_field_it_stands() -> None:
    """Issue 4025 (2024): contact details stayed unmasked where a template of fields was overridden.

    The mask was put on by the part of the page that usually shows an identity; shown by another, it was bare. Here one
    decision about somebody's name holds in every text that leaves, what an opinion rests on included.
    """
    add(Details(relation="neighbour", given="Wilhelmina", family="Quennell"))
    request_id = a_request("placeholder")
    with acting_as(who(ASKER)):
        entry = story.entries()[-1]
        entry.nature, entry.body = (
            Entry.Nature.OPINION,
            f"Mrs Quennell rang; {NAME} sounded afraid.",
        )
        entry.basis = f"What {NAME.upper()} said, and W. Quennell's note."
        entry.save(update_fields=["nature", "body", "basis"])
        for group in open_workbench(story.get(request_id)).groups:
            actions.decide_group(
                request=story.get(request_id), key=group.key, does=Does.WITHHOLD, why="source",
                by=cast.worker(ASKER),
            )  # fmt: skip
        (item,) = prepared_of(request_id)
    left = item.left(Part.BODY) + item.left(Part.BASIS)
    assert left.count(MARK) == 4
    assert not [word for word in ("uennell", "UENNELL", "ilhelmina", "ILHELMINA") if word in left]


def test_an_attachment_is_behind_no_other_address(signed_in: SignedIn) -> None:
    """Issue 4724 (2026): a masked attachment could still be downloaded from within the questionnaire.

    One view refused it and another served it. Here a document leaves as drawn pages or not at all; outside there is no
    address of a document, and of an entry that stays back no page is drawn for anybody.
    """
    contact = story.an_agency()
    with acting_as(who(ASKER)):
        file = CaseFile.objects.get(id=cast.FILES[story.FILE].id)
        made = uploading.a_document(file, cast.worker(ASKER), f"{NAME}.pdf", preparing.letter(1))
    consent = story.a_consent(
        contact, covers=frozenset({made.entry_id}), names_sensitive=frozenset()
    )
    request_id = story.a_draft(contact, consent, entries=(made.entry_id,))
    preparing.let_go(request_id, preparing.taken(request_id, made))
    path = f"/disclosures/{request_id}/leaving/{made.id}/1.png"
    assert [signed_in(key).get(path).status_code for key in (ASKER, "dvpp_worker")] == [200, 404]
    with acting_as(who(ASKER)):
        (item,) = prepared_of(request_id)
        actions.take_step(
            request=story.get(request_id), entry=item.entry, does=Does.WITHHOLD,
            source=item.source, why="source", by=cast.worker(ASKER),
        )  # fmt: skip
    assert signed_in(ASKER).get(path).status_code == 404
    served = {str(getattr(each, "pattern", each)) for each in outside.urlpatterns}
    assert served == {
        "",
        "leave/",
        "read/",
        "read/package/",
        "read/print/",
        "read/page/<int:number>.jpg",  # of the released letter's pictures
        "read/letter.pdf",
        "health/",
        "screen/",
        *("account/", "account/join/", "account/sign-out/", "shared/", "shared/open/"),
    }


def test_a_list_holds_no_text_that_a_page_would_mask(signed_in: SignedIn) -> None:
    """Handlers/recipient, `get_receivertips`: the list of reports carried every answer in full, masked or not.

    Masks were put on where one report was opened. Here no list of disclosures holds a word of an entry.
    """
    request_id = a_request(f"She slept badly. {NAME} rang.")
    withhold(request_id, NAME)
    package = released(request_id)
    lists = (
        "/approvals/",
        "/reader-links/",
        f"/files/{cast.FILES[story.FILE].reference}/disclosures/",
    )
    shown = {
        (key, path): signed_in(key).get(path).content.decode() for key in (ASKER, MANAGER) for path in lists
    }  # fmt: skip
    assert "slept badly" in signed_in(ASKER).get(f"/packages/{package.id}/").content.decode()
    assert str(package.id) in shown[ASKER, lists[2]]
    for page in shown.values():
        assert not [words for words in (NAME, "slept badly") if words in page]


def test_every_mask_on_a_text_counts() -> None:
    """Handlers/recipient/rtip, `redact_report`: of several masks on one comment only the first was put on."""
    request_id = a_request("Ann met Bob, then Cyd saw Dan.")
    for words in ("Cyd", "Ann", "Dan", "Bob"):
        withhold(request_id, words)
    assert body_of(released(request_id)) == f"{MARK} met {MARK}, then {MARK} saw {MARK}."


@pytest.mark.edge("E24")
def test_neither_a_mask_nor_a_name_is_as_long_as_what_it_hides() -> None:
    """Handlers/recipient/rtip, `redact_content` and `mask_report_files`: as many blocks as there were characters.

    A mask of the same length gives a name away, in a text and for the name of a file alike.
    """
    name, contact = "Ottilie Quennell", story.an_agency()
    with acting_as(who(ASKER)):
        file, by = CaseFile.objects.get(id=cast.FILES[story.FILE].id), cast.worker(ASKER)
        sheet, said = preparing.letter(1, "A line."), f"From {name}, she said."
        made = uploading.a_document(file, by, f"{name}.pdf", sheet, body=said)
    covers = frozenset({made.entry_id})
    consent = story.a_consent(contact, covers=covers, names_sensitive=frozenset())
    request_id = story.a_draft(contact, consent, entries=(made.entry_id,))
    preparing.let_go(request_id, preparing.taken(request_id, made))
    withhold(request_id, name)
    package = released(request_id)
    with acting_as(who(ASKER)):
        texts = read_again(package.letter).texts
    assert body_of(package) == f"From {MARK}, she said."
    assert MARK in "".join(each.words for each in texts)
    assert not [each.where for each in texts for word in name.split() if word in each.words]


def test_no_log_keeps_where_a_mask_lies_or_how_long_it_is() -> None:
    """Handlers/recipient/rtip, `db_redact_data`: each change of a mask went to the log with its old and new ranges.

    Whoever read the log knew the place and length of every masked word. Here it holds ids, and the step is sealed.
    """
    request_id = a_request(f"She came. {NAME} rang at nine.")
    start = prepared_of(request_id)[0].texts[Part.BODY].index(NAME)
    step = withhold(request_id, NAME)
    with acting_as(who("records_admin")):
        (event,) = Event.objects.filter(action="redaction_step")
    said = {f.name: getattr(event, f.name) for f in event._meta.concrete_fields}
    assert said["ids"] == [str(request_id), str(step.id)]
    empty = ("purpose", "reason", "fields", "outcome")
    assert {name: said[name] for name in empty} == {
        "purpose": "",
        "reason": "",
        "fields": [],
        "outcome": "done",
    }
    with acting_as(who(ASKER)):
        assert (step.what["start"], step.what["end"]) == (start, start + len(NAME))
    columns = {f.name for f in step._meta.concrete_fields}
    assert columns.isdisjoint({"start", "end", "length", "part", "why"})


def test_a_mask_that_is_taken_off_uncovers_nothing_of_another() -> None:
    """Handlers/recipient/rtip, `get_new_temporary_redaction`: a range that was taken off was cut out of all others."""
    request_id = a_request("Met Sarah Kerr of Larch Road today.")
    withhold(request_id, "Sarah Kerr of Larch")
    second = withhold(request_id, "Kerr of Larch Road")
    with acting_as(who(ASKER)):
        actions.take_back(request=story.get(request_id), by=cast.worker(ASKER), step=second.id)
    (item,) = prepared_of(request_id)
    assert item.left(Part.BODY) == f"Met {MARK} Road today."
    with acting_as(who(ASKER)), pytest.raises(NotNow):
        actions.take_step(
            request=story.get(request_id), entry=item.entry, does=Does.WITHHOLD, source=item.source,
            places=[Place(Part.BODY, 30, 10_000)], why="source", by=cast.worker(ASKER),
        )  # fmt: skip
