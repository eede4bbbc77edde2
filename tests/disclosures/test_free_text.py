"""What somebody typed and leaves is read like an entry: what the machine finds waits until somebody has decided."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import NotNow, Obstructed
from disclosures.delivery import actions as delivery
from disclosures.delivery.models import Notice
from disclosures.dossier import load_dossier
from disclosures.models import Package, Release, SignOff
from disclosures.package import Contents, Copied
from disclosures.picture import Basis, Grounds, Proviso, ProvisoKind
from disclosures.redaction import actions as redaction
from disclosures.redaction.models import RedactionReview
from disclosures.redaction.steps import reading_of
from tests.delivery.delivering import opened
from tests.disclosures import story
from tests.disclosures.pages import page
from tests.disclosures.story import ASKER, MANAGER, who

SignedIn = Callable[[str], Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.clause("4.4.2", "3.2.1"),
]
PLANTED = "Radoslava Quintal knows that she has HIV."
QUOTED = "The child arrangements order forbids it, say the case conference’s minutes."
OF_A_COURT, OF_A_CONFERENCE = "A family court’s paper", "A conference’s minutes"
# Of a package: names, days and labels, and the copies of entries, in which each place is decided apart.
STRUCTURED = {
    *("to_name", "to_agency", "concerning", "basis", "consent_on", "consent_until"),
    *("pages", "own", "documents"),
}
FREE = {"purpose", "provisos", "items"}


@pytest.mark.parametrize("name", sorted(FREE))
def test_each_field_of_a_package_is_a_free_text_or_none(name: str) -> None:
    assert {each.name for each in fields(Contents)} == STRUCTURED | FREE
    bare: dict[str, Any] = dict.fromkeys(STRUCTURED, "") | {
        "purpose": " ", "provisos": (), "items": (Copied("1f", "Note", "", "Of an entry", ""),),
    }  # fmt: skip
    assert Contents(**bare).free_texts == ()
    typed = {
        "purpose": PLANTED, "provisos": (PLANTED,), "items": (Copied("", "Report", "", PLANTED, ""),),
    }  # fmt: skip
    assert Contents(**bare | {name: typed[name]}).free_texts == (PLANTED,)


def _consented(**terms: Any) -> UUID:
    contact = story.an_agency()
    return story.a_draft(contact, story.a_consent(contact, **terms))


HARM = Grounds(why="To hurt a neighbour.", not_told="He would act.", law="A duty")
ASKED = replace(HARM, asked_for="The last note", dated=story.days(-1), in_writing=True, binds=True)


def _ordered(basis: Basis = Basis.SERIOUS_HARM, says: Grounds = HARM, **grounds: str) -> UUID:
    with acting_as(who(ASKER)):
        first = story.entries()[0].id
    return story.an_urgent_draft(
        basis=basis, urgent=False, text="", entries=(first,), readers=("Her team",),
        knows_readers=True, concern_raised=False,
        grounds=replace(says, **grounds),  # type: ignore[arg-type]
    )  # fmt: skip


IN_HER_WORDS = (Proviso(ProvisoKind.OWN_WORDS, words=PLANTED),)
PLACES: dict[str, Callable[[], UUID]] = {
    "what was newly written": lambda: story.a_draft(
        (contact := story.an_agency()),
        story.a_consent(contact), text=PLANTED, text_sensitive=False,
    ),
    "why, as she was told": lambda: _consented(why=PLANTED),
    "her limits in her own words": lambda: _consented(provisos=IN_HER_WORDS),
    "the harm it could prevent": lambda: _ordered(why=PLANTED),
    "what they ask for": lambda: _ordered(asked_for=PLANTED),
    "the law": lambda: _ordered(Basis.STATUTORY, ASKED, law=PLANTED),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_what_is_planted_in_a_free_text_waits_for_a_second_person(place: str) -> None:
    request_id = PLACES[place]()
    story.submit(request_id)
    with acting_as(who(MANAGER)):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine is not None
        assert dossier.contents is not None
        assert PLANTED in " ".join(dossier.contents.free_texts)
        stops = [s for s in reading_of(dossier.machine).stops if s.says.endswith("written for it")]
        assert {stop.words for stop in stops} >= {"Radoslava Quintal", "HIV"}
        says: dict[str, Any] = {
            "request": dossier.request, "content": dossier.digest, "passed": True, "words": "",
            "by": story.worker(MANAGER),
        }  # fmt: skip
        with pytest.raises(NotNow):
            redaction.review(allowed=[each.key for each in stops if each.words != "HIV"], **says)
        with pytest.raises(Obstructed) as refused:
            actions.decide(
                request=dossier.request, decision=SignOff.Decision.APPROVE, words="",
                content=dossier.digest, says_not_partner=True, by=story.worker(MANAGER),
            )  # fmt: skip
        assert "unreviewed" in {each.code for each in refused.value.obstacles}
    story.sign_off(request_id, says_not_partner=True)
    if place == "the law":
        story.sign_off(request_id, "dp_lead", says_not_partner=True)
    story.read(request_id)
    made = story.release(request_id)
    with acting_as(who(ASKER)):
        left = Contents.from_stored(Package.objects.get(release=made).contents)
        assert PLANTED in " ".join(left.free_texts)


@pytest.mark.edge("E23", "E33")
def test_a_court_s_and_a_conference_s_words_wait_when_they_are_typed_as_when_they_are_written() -> (
    None
):
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact), text=QUOTED, text_sensitive=False)
    story.submit(request_id)
    with acting_as(who(MANAGER)):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine is not None
        stops = {stop.words: stop for stop in reading_of(dossier.machine).stops}
        asked = "in what was written for it"
        assert stops["child arrangements order"].says == f"{OF_A_COURT}, {asked}"
        assert stops["case conference"].says == f"{OF_A_CONFERENCE}, {asked}"
        with pytest.raises(NotNow, match="Say of everything"):
            redaction.review(
                request=dossier.request, content=dossier.digest, passed=True, words="",
                allowed=stops.keys() - {stops["case conference"].key},
                by=story.worker(MANAGER),
            )  # fmt: skip


@pytest.mark.edge("E23")
def test_a_court_s_words_that_are_typed_leave_with_its_permission_alone(
    signed_in: SignedIn,
) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(contact, story.a_consent(contact), text=QUOTED, text_sensitive=False)
    story.submit(request_id)
    permission = {"court": "Leeds", "permitted_on": "2026-03-02", "paper": "Folder 3"}
    with acting_as(who(MANAGER)):
        dossier = load_dossier(story.get(request_id))
        assert dossier.machine is not None
        keys = [stop.key for stop in reading_of(dossier.machine).stops]
        says: dict[str, Any] = {
            "request": dossier.request, "content": dossier.digest, "passed": True, "words": "",
            "allowed": keys, "by": story.worker(MANAGER),
        }  # fmt: skip
        for lacking in (
            None,
            {},
            {**permission, "court": " "},
            {"mention": ""},
            {"court": "Leeds"},
        ):
            with pytest.raises(NotNow, match="which court gave its permission"):
                redaction.review(court=lacking, **says)
    page = f"/disclosures/{request_id}/review/"
    manager = signed_in(MANAGER)
    asked = "What was typed speaks of a family court. What is it?"
    assert asked in manager.get(page).content.decode()
    form: dict[str, Any] = {"content": says["content"], "stops": keys, "outcome": "pass"}
    for more, wrong in (
        ({}, "Say what it is, or send it back"),
        ({"what": "paper"}, "Say which court and which case, or send it back"),
        ({"what": "paper", "court": "Leeds"}, "Say when the court permitted it, or send it back"),
        ({"what": "paper", "court": "Leeds"}, "Say where the permission is, or send it back"),
        ({"what": "mention"}, "Say how you know that it is none, or send it back"),
    ):
        shown = manager.post(page, {**form, **more}).content.decode()
        assert wrong in shown
        left_open = re.findall(r"([^>]*) \(optional\)", shown)
        assert [each.strip() for each in left_open] == ["What has to be changed"]
    day = {"permitted_on-day": "2", "permitted_on-month": "3", "permitted_on-year": "2026"}
    told = {**form, "what": "paper", "court": "Leeds", "paper": "Folder 3", **day}
    assert manager.post(page, told).status_code == 302
    with acting_as(who(MANAGER)):
        assert RedactionReview.objects.get(request=request_id).court == permission
    shown = manager.get(page).content.decode()
    assert "Folder 3" in shown
    assert "2 March 2026" in shown
    assert story.sign_off(request_id).decision == SignOff.Decision.APPROVE


@pytest.mark.edge("E23")
def test_of_what_speaks_of_no_court_nothing_of_one_is_asked(signed_in: SignedIn) -> None:
    contact = story.an_agency()
    request_id = story.a_draft(
        contact, story.a_consent(contact), text="She moves in May.", text_sensitive=False
    )
    story.submit(request_id)
    shown = signed_in(MANAGER).get(f"/disclosures/{request_id}/review/").content.decode()
    assert "What was typed speaks of" not in shown
    story.review(request_id)
    with acting_as(who(MANAGER)):
        assert RedactionReview.objects.get(request=request_id).court is None


@pytest.mark.edge("E23", "E33", "E47")
def test_where_it_goes_first_or_to_a_recipient_afterwards_whoever_lets_them_go_says_why() -> None:
    request_id = story.an_urgent_draft(text=QUOTED)
    with pytest.raises(NotNow, match="points out words"):
        story.release_ahead(request_id)
    made = story.release_ahead(request_id, may_go="needed")
    with acting_as(who(ASKER)):
        words = Release.objects.get(id=made.id).pointed_out["words"]
        assert {"child arrangements order", "case conference"} <= set(words)
        says: dict[str, Any] = {
            "release": opened(made), "kind": Notice.Kind.CORRECTED, "by": story.worker(ASKER),
        }  # fmt: skip
        with pytest.raises(delivery.ToWeigh, match=f"{OF_A_COURT.lower()}.*conference"):
            delivery.tell(words=QUOTED, key=uuid4(), **says)


def test_what_limits_a_package_is_pointed_out_on_its_page(signed_in: SignedIn) -> None:
    request_id = _consented(provisos=IN_HER_WORDS)
    warning = "may tell a sensitive fact: “HIV”"
    assert warning in page(signed_in(ASKER), reverse("disclosures:request", args=[request_id]))
    plain = story.a_draft((contact := story.an_agency(name="Elsewhere")), story.a_consent(contact))
    html = page(signed_in(ASKER), reverse("disclosures:request", args=[plain]))
    assert "may tell a sensitive fact" not in html


def test_what_a_recipient_is_told_afterwards_is_read_as_well(signed_in: SignedIn) -> None:
    made = story.release(story.a_signed_request())
    with acting_as(who(ASKER)):
        partner = story.file().partner_names[0]
        says: dict[str, Any] = {
            "release": opened(made),
            "kind": Notice.Kind.CORRECTED,
            "by": story.worker(ASKER),
        }
        for words in (PLANTED, f"It was {partner} who rang.", "Ring 07700 900123 instead."):
            with pytest.raises(delivery.ToWeigh):
                delivery.tell(words=words, key=uuid4(), **says)
        assert not Notice.objects.exists()
        delivery.tell(words="One date was wrong.", key=uuid4(), **says)
    asker: Client = signed_in(ASKER)
    at = reverse("delivery:tell", args=[made.package.id])
    said = {"token": str(uuid4()), "kind": "recalled", "words": PLANTED}
    refused = asker.post(at, said)
    assert refused.status_code == 409
    assert "“HIV” (a sensitive word)" in refused.content.decode()
    assert asker.post(at, {**said, "weighed": "on"}).status_code == 302
    with acting_as(who(ASKER)):
        assert Notice.objects.filter(kind=Notice.Kind.RECALLED).get().words == PLANTED


@pytest.mark.edge("E18")
def test_so_is_why_a_threat_was_judged_to_be_false(signed_in: SignedIn) -> None:
    made = story.release_ahead(story.an_urgent_draft())
    at = reverse("delivery:judge_false", args=[made.package.id])
    said = {"of": str(made.pk), "words": PLANTED, "confirmed": "on"}
    manager: Client = signed_in(MANAGER)
    html = manager.post(at, said).content.decode()
    assert "“HIV” (a sensitive word)" in html
    assert PLANTED in html  # nothing typed is lost
    with acting_as(who(MANAGER)):
        assert not Notice.objects.exists()
    assert manager.post(at, {**said, "weighed": "on"}).status_code == 302
    with acting_as(who(MANAGER)):
        assert Notice.objects.get().words == PLANTED
