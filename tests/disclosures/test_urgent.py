"""Life before procedure (E47), and the truth about what was told already: looked at within a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.actions import give_to_worker
from clients.models import CaseFile
from clients.people.details import Address, Details
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.access import approvals_open_to, to_look_at
from disclosures.actions import NotNow, Obstructed
from disclosures.delivery.access import for_the_client
from disclosures.dossier import load_dossier
from disclosures.explaining import from_stored
from disclosures.models import DisclosureRequest, LookedAfter, Package, Reading, Release, SignOff
from disclosures.package import Contents
from disclosures.picture import Basis, Grounds, Manner, Spoken
from tests import cast
from tests.disclosures import story
from tests.disclosures.pages import address, day, page, step_up
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.people.working import add

SignedIn = Callable[[str], Client]
RUFUS = Details(
    relation="ex_partner",
    aliases=("Rufus Vane",),
    emails=("r.vane@example.org",),
    addresses=(Address("11 Mill Lane\nNorthtown", "NT1 1ML"),),
)
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("4.2.1")]
REFERENCE = cast.FILES[story.FILE].reference


def codes(refused: pytest.ExceptionInfo[Obstructed]) -> set[str]:
    return {o.code for o in refused.value.obstacles}


@pytest.mark.edge("E47")
def test_a_warning_leaves_before_any_sign_off_and_is_looked_at_within_a_day() -> None:
    made = story.release_ahead(story.an_urgent_draft())
    assert made.look_by is not None
    assert made.look_by - made.released_at == timedelta(hours=24)
    with acting_as(who(ASKER)):
        contents = Contents.from_stored(Package.objects.get(release=made).contents)
        assert contents.to_name == story.REACHED["name"]
        assert [item.body for item in contents.items] == [story.urgent().text]
        stands = {(s.asks, s.stands) for s in from_stored(Release.objects.get().explained or ())}
        assert ("Signed off by a manager who is not the one who asks", "afterwards") in stands
        assert ("Nothing to a partner or ex-partner", "met") in stands
        assert not to_look_at(story.worker(ASKER))
    with acting_as(who(MANAGER)):
        (waits,) = to_look_at(story.worker(MANAGER))
        actions.look_after(release=waits, upheld=True, words="Right.", by=story.worker(MANAGER))
        assert not to_look_at(story.worker(MANAGER))
        with pytest.raises(NotNow):
            actions.look_after(release=waits, upheld=False, words="No.", by=story.worker(MANAGER))


@pytest.mark.edge("E47")
@pytest.mark.clause("3.3.2 c")
@pytest.mark.parametrize("words", ["", " \n- "])
def test_a_risk_that_nobody_reasoned_stops_what_can_wait_and_is_asked_after_what_can_not(
    words: str,
) -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), risk_words=words)
    with pytest.raises(Obstructed) as refused:
        story.submit(request_id)
    assert codes(refused) == {"risk_unreasoned"}
    with acting_as(who(ASKER)):
        consent = story.get(request_id).consent_id
        actions.change_request(
            request=story.get(request_id),
            says=story.says(contact_id, consent, risk_words="He is abroad."),
            by=story.worker(ASKER),
        )
    story.submit(request_id)
    made = story.release_ahead(story.an_urgent_draft(risk_words=words))
    with acting_as(who(ASKER)):
        stands = {(s.asks, s.stands) for s in from_stored(made.explained or ())}
    assert ("What speaks for and against that, in words", "afterwards") in stands
    assert ("Her risk assessed", "met") in stands


@pytest.mark.edge("E47", "E12")
def test_urgency_is_the_asker_s_alone_and_of_what_they_have_read() -> None:
    request_id = story.an_urgent_draft()
    with pytest.raises(NotNow):  # somebody else's urgency is not theirs to use
        story.release_ahead(request_id, MANAGER)
    with pytest.raises(NotNow):  # not what was read
        story.release_ahead(request_id, content="5f" * 32)
    with pytest.raises(NotNow):
        story.release_ahead(request_id, content="")
    with acting_as(who(ASKER)):
        assert not Release.objects.exists()


@pytest.mark.edge("E47", "E13", "E14")
@pytest.mark.clause("3.3.2 e", "4.4.2")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reached": {"name": "Karim Haddad"}}, "recipient_is_partner"),
        ({"text_sensitive": True}, "sensitive_words"),
        ({"text_sensitive": None}, "words_unlooked"),
        ({"raises_risk": None}, "risk_unknown"),
        ({"grounds": Grounds()}, "threat_unsaid"),
        ({"text": " "}, "nothing_picked"),
    ],
)
def test_urgency_passes_no_rule_that_keeps_somebody_safe(change: dict[str, Any], code: str) -> None:
    with acting_as(who(ASKER)):
        told = story.file().partner_names
        if code == "recipient_is_partner":
            change = {"reached": {"name": told[0]}}
    request_id = story.an_urgent_draft(**change)
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(request_id)
    assert code in codes(refused)


@pytest.mark.edge("E17", "E47")
@pytest.mark.clause("3.3.2 e")
def test_the_one_who_is_threatened_is_warned_with_a_warning_alone_and_a_partner_not_ahead() -> None:
    with acting_as(who(ASKER)):
        partner = story.file().partner_names[0]
        (first, *_rest) = story.entries()
    her_brother: dict[str, Any] = {"reached": {"name": "Ruaidhri Quill", "threatened": True}}
    more = story.an_urgent_draft(**her_brother, entries=(first.id,), harmless=frozenset({first.id}))
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(more)
    assert "warning_not_alone" in codes(refused)
    assert story.release_ahead(story.an_urgent_draft(**her_brother)).look_by is not None
    # whoever it is against, on her file it may be the one who threatens that somebody calls threatened
    to_him = story.an_urgent_draft(reached={"name": partner, "threatened": True})
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(to_him)
    assert codes(refused) == {"partner_unsigned"}


@pytest.mark.edge("E13", "E17")
@pytest.mark.clause("3.3.2 e")
def test_a_manager_learns_at_once_of_a_warning_that_would_reach_a_partner() -> None:
    with acting_as(who(ASKER)):
        partner = story.file().partner_names[0]
    for called, times in ((partner.split()[0], 0), (partner, 1), (partner, 2)):
        warning = story.an_urgent_draft(reached={"name": called, "threatened": True})
        with acting_as(who(ASKER)), pytest.raises(Obstructed):
            actions.release(
                request=story.get(warning), knows_policy=True, keeps_words=True,
                by=story.worker(ASKER), content=load_dossier(story.get(warning)).digest,
            )  # fmt: skip
        assert sum(alert.times for alert in alerts_of(MANAGER)) == times


@pytest.mark.edge("E20", "E47")
def test_what_is_not_urgent_never_goes_ahead_whatever_is_sent(db: None) -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id))
    with pytest.raises(NotNow):
        story.release_ahead(request_id)
    with acting_as(who(ASKER)):  # the database holds to it as well
        found = story.get(request_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            DisclosureRequest.objects.filter(id=request_id).update(urgent=True)
        row = {
            "id": uuid4(), "file_id": found.file_id, "request": found, "reference": "R-AAAA-AAAA",
            "released_by": story.worker(ASKER), "knows_policy": True, "keeps_words": True,
        }  # fmt: skip
        for look_by in (None, timezone.now()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Release.objects.create(**row, look_by=look_by)


@pytest.mark.edge("E12")
def test_nobody_looks_at_their_own_and_no_worker_at_any() -> None:
    own = story.release_ahead(story.an_urgent_draft(MANAGER), MANAGER)
    with acting_as(who(MANAGER)), pytest.raises(PermissionDenied):
        actions.look_after(release=own, upheld=True, words="x", by=story.worker(MANAGER))
    made = story.release_ahead(story.an_urgent_draft())
    for key in (ASKER, "iss_senior"):
        with acting_as(who(key)), pytest.raises((PermissionDenied, Hidden, NotNow)):
            actions.look_after(release=made, upheld=True, words="x", by=story.worker(key))
    with acting_as(who(ASKER)), pytest.raises(ProgrammingError), transaction.atomic():
        LookedAfter.objects.create(
            file_id=made.file_id, release=made, by=story.worker(ASKER), upheld=True, words="x"
        )


@pytest.mark.clause("1.2")
def test_what_waits_for_a_decision_is_listed_by_urgency_and_then_by_age() -> None:
    contact = story.an_agency()
    plain, urgent, late = (
        story.a_draft(contact, story.a_consent(contact)),
        story.an_urgent_draft(),
        story.a_draft(contact, story.a_consent(contact)),
    )
    for request in (plain, urgent, late):
        story.submit(request)
    with acting_as(who(MANAGER)):
        listed = [each.id for each in approvals_open_to(story.worker(MANAGER))]
    assert listed == [urgent, plain, late]


COLLEAGUE = "iss_colleague"


def _let_in(key: str, file: str = story.FILE, by: str = ASKER) -> None:
    """Give somebody the file, without the right to read what others said."""
    with acting_as(who(by)):
        give_to_worker(
            file=CaseFile.objects.get(id=cast.FILES[file].id), worker=story.worker(key),
            rights=("view", "contribute"), reason="cover", by=who(by),
        )  # fmt: skip


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E47")
def test_whoever_may_not_read_for_others_warns_no_partner_whom_they_can_not_know() -> None:
    """A name of his stands with what others said; the database compares, and tells a manager."""
    add(Details(relation="ex_partner", aliases=("Rufus Vane",), phones=("01632 960777",)))
    _let_in(COLLEAGUE)
    partner = "partner or ex-partner"
    for reached, refusal in (
        ({"name": "Vane, RUFUS"}, partner),
        ({"name": "A voice", "phone": "+44 1632 960777"}, partner),
        ({"name": "Rufus"}, "whole name"),
    ):
        tried = story.an_urgent_draft(COLLEAGUE, reached=reached)
        with pytest.raises(NotNow, match=refusal):
            story.release_ahead(tried, COLLEAGUE)
    assert story.release_ahead(story.an_urgent_draft(COLLEAGUE), COLLEAGUE).look_by is not None


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13", "E17", "E47")
@pytest.mark.parametrize(
    ("reached", "refusal", "told"),
    [
        ({"name": "Vane, RUFUS"}, "a manager", 1),
        ({"name": "A voice", "phone": "+44 1632 960777"}, "a manager", 1),
        ({"name": "Rufus"}, "whole name", 0),
        ({"name": "Ruaidhri Quill"}, "", 0),
        ({"name": "Ruaidhri", "phone": "01632 960778"}, "", 0),
        ({"name": "A voice", "phone": "R.Vane@example.org"}, "a manager", 1),
        ({"name": "A voice", "phone": "rvane@example.org"}, "", 0),
        ({"name": "Ruaidhri Quill", "phone": "by post: 11, MILL LN, Northtown"}, "a manager", 1),
        ({"name": "Ruaidhri Quill", "phone": "11 nt11ml"}, "a manager", 1),
        ({"name": "Ruaidhri Quill", "phone": "12 Mill Lane, NT1 1ML"}, "", 0),
    ],
)
def test_whoever_may_not_read_for_others_calls_no_partner_threatened_either(
    reached: dict[str, Any], refusal: str, told: int
) -> None:
    """To be called threatened is no way past the database's comparison; anybody else is warned at once."""
    add(replace(RUFUS, phones=("01632 960777",)))
    _let_in(COLLEAGUE)
    warning = story.an_urgent_draft(COLLEAGUE, reached={**reached, "threatened": True})
    with acting_as(who(COLLEAGUE)):
        request, by = story.get(warning), story.worker(COLLEAGUE)
        says: dict[str, Any] = {
            "content": load_dossier(request).digest,
            "knows_policy": True,
            "keeps_words": True,
        }
        if refusal:
            with pytest.raises(NotNow, match=refusal):
                actions.release(request=request, by=by, **says)
        else:
            assert actions.release(request=request, by=by, **says).look_by is not None
    assert sum(alert.times for alert in alerts_of(MANAGER)) == told


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("by R.Vane@example.org", "recipient_is_partner"),
        ("rvane@example.org", ""),
        ("By post, 11 MILL LN. Northtown", "recipient_is_partner"),
        ("Flat 2, 11 Mill Lane, nt1 1ml", "recipient_is_partner"),
        ("12 Mill Lane, NT11ML", "recipient_like_partner"),  # next door: somebody else makes sure
        ("11 Mill Road, Northtown", ""),
    ],
)
def test_a_partner_is_known_by_an_e_mail_or_postal_address_too(how: str, code: str) -> None:
    add(RUFUS)
    tried = story.an_urgent_draft(reached={"name": "A voice of nobody", "phone": how})
    if not code:
        assert story.release_ahead(tried).look_by is not None
        return
    with pytest.raises(Obstructed) as refused:
        story.release_ahead(tried)
    assert codes(refused) == {code}


def test_nobody_is_read_into_the_reference_of_what_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-V8XW-W82E begins like a partner's initials; no entry says them."""
    add(RUFUS)
    step = import_module("disclosures.actions.release")  # `actions.release` is its function
    monkeypatch.setattr(step, "reference_of", lambda _: "R-V8XW-W82E")
    assert story.release_ahead(story.an_urgent_draft()).look_by is not None
    said = story.an_urgent_draft(text="R-V. waits at the school gate.")
    with pytest.raises(NotNow, match="words in what was typed"):
        story.release_ahead(said)


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E17", "E47")
def test_on_his_file_she_is_warned_at_once_by_whoever_is_at_hand() -> None:
    her, his = "Marisol Vane", cast.FILES["daniel"].id
    add(Details(relation="ex_partner", aliases=(her,)), by="dvpp_worker", file=his)
    _let_in("dvpp_colleague", "daniel", "dvpp_worker")
    with acting_as(who("dvpp_colleague")):
        says = story.urgent(reached={"name": her, "threatened": True}, says_not_partner=False)
        file, by = CaseFile.objects.get(id=his), story.worker("dvpp_colleague")
        warning = actions.ask_to_disclose(file=file, says=says, by=by).id
    assert story.release_ahead(warning, "dvpp_colleague").look_by is not None


@pytest.mark.edge("E47")
def test_what_was_read_and_refused_stays_read() -> None:
    request_id = story.an_urgent_draft(raises_risk=None)
    with acting_as(who(ASKER)):
        found = story.get(request_id)
        with pytest.raises(Obstructed):  # as the page has it, which keeps the denial in the audit
            actions.release(
                request=found, knows_policy=True, keeps_words=True, by=story.worker(ASKER),
                content=load_dossier(found).digest,
            )  # fmt: skip
        assert Reading.objects.filter(request=request_id).count() == 1  # she did read it
        assert not Release.objects.filter(request=request_id).exists()


@pytest.mark.edge("E12", "E47")
@pytest.mark.attack("A11")
def test_what_was_signed_with_something_to_be_done_still_is_looked_at_like_what_was_not() -> None:
    """Found by A11: signed off without the review that urgency puts off, and then nobody was to look at it."""
    told = replace(story.urgent().grounds, not_told="He acts")
    whole, unreviewed = (story.an_urgent_draft(grounds=told) for _ in range(2))
    for each in (whole, unreviewed):
        story.submit(each)
    story.sign_off(whole)
    with acting_as(who(MANAGER)):
        found, by = story.get(unreviewed), story.worker(MANAGER)
        actions.decide(
            request=found, decision=SignOff.Decision.APPROVE, words="Go.", by=by,
            content=load_dossier(found).digest, says_not_partner=True,
        )  # fmt: skip
    for each in (whole, unreviewed):
        story.read(each)
    assert story.release(whole).look_by is None
    with pytest.raises(NotNow, match="Only the one who asks"):
        story.release(unreviewed, MANAGER)
    assert story.release(unreviewed).look_by is not None


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_a_partner_written_down_after_the_sign_off_is_told_nothing_by_word_of_mouth() -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), manner=Manner.SPOKEN)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))
    with pytest.raises(NotNow, match="partner or ex-partner"):
        story.release(request_id, spoken=replace(SPOKEN, known_by="I rang her"))


@pytest.mark.clause("3.2.1")
def test_whoever_reviews_sees_what_was_newly_written(signed_in: SignedIn) -> None:
    contact_id = story.an_agency()
    text = "In short: she was in hospital, and is HIV positive."
    says = {"entries": (), "text": text, "text_sensitive": False}
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), **says)
    story.submit(request_id)
    html = page(signed_in(MANAGER), reverse("redaction:review", args=[request_id]))
    assert text in html
    assert "may tell a sensitive fact: “HIV" in html


SPOKEN = Spoken("The duty solicitor", "", timezone.localdate())


@pytest.mark.clause("1.2")
def test_what_was_told_already_is_always_taken_and_marked_where_it_went_against_procedure() -> None:
    says = story.urgent(
        basis=Basis.INFORMED_CONSENT, urgent=False, grounds=Grounds(), text_sensitive=None
    )
    with acting_as(who(ASKER)):
        made = actions.record_told(
            file=story.file(), says=says, spoken=SPOKEN, by=story.worker(ASKER)
        )
        missing = {m for s in from_stored(made.explained or ()) for m in s.missing}
        assert made.against_procedure
        assert "There is no record of the client's consent." in missing
        assert "How it was known who was on the line is not on record." in missing
        package = Package.objects.get(release=made)
        assert package.letter is None
        assert Contents.from_stored(package.contents).items[0].body == says.text
    with acting_as(who(MANAGER)):
        assert [r.id for r in to_look_at(story.worker(MANAGER))] == [made.id]


@pytest.mark.clause("1.2", "3.3.2 d")
def test_a_spoken_one_is_signed_off_like_a_written_one_and_says_who_was_on_the_line() -> None:
    contact_id = story.an_agency()
    request_id = story.a_draft(contact_id, story.a_consent(contact_id), manner=Manner.SPOKEN)
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    with pytest.raises(Obstructed) as refused:
        story.release(request_id)
    assert codes(refused) == {"line_unknown"}
    said = Spoken("Wilhelmina Askew", "I rang the number on the register", timezone.localdate())
    made = story.release(request_id, spoken=said)
    with acting_as(who(ASKER)):
        assert Package.objects.get(release=made).letter is None
        assert Release.objects.get(id=made.id).spoken["with_whom"] == "Wilhelmina Askew"
        assert not made.against_procedure
        assert made.look_by is None


def _friday(**changes: str) -> dict[str, str]:
    return {
        "token": str(uuid4()), "reached_name": "Sergeant Ola Brandt", "reached_agency": "Police",
        "reached_phone": "999", "urgent": "on", "why": "He said that he will wait for her.",
        "not_told": "He would act at once", "manner": "written", "text": "He will be at the gate.",
        "text_sensitive": "no", "knows_policy": "on", "raises_risk": "no", "says_not_partner": "on",
        **changes,
    }  # fmt: skip


@pytest.mark.edge("E47")
@pytest.mark.slow
def test_a_friday_evening_through_the_pages(signed_in: SignedIn) -> None:
    asker = signed_in(ASKER)
    assert "A threat to somebody" in page(asker, address("choose_basis", REFERENCE))
    answer = asker.post(address("ask_to_disclose", REFERENCE, "threat"), _friday())
    request_id = UUID(answer["Location"].split("/")[-2])
    assert "Release now, to be looked at afterwards" in page(asker, answer["Location"])
    step_up(asker, ASKER)
    html = page(asker, address("release", request_id))
    assert "He will be at the gate." in html
    assert "It does not hold you up now" in html
    with acting_as(who(ASKER)):
        content = load_dossier(story.get(request_id)).digest
    ticks = {"content": content, "has_read": "on", "knows_policy": "on", "confirmed": "on"}
    gone = asker.post(address("release", request_id), ticks)
    assert gone.status_code == 302, gone.content.decode()
    shown = page(asker, gone["Location"])
    assert "Why it was allowed" in shown
    package_id = gone["Location"].split("/")[-2]
    explained = page(asker, address("why", package_id))
    assert "To be done afterwards" in explained
    manager = signed_in(MANAGER)
    assert "Released first, to be looked at" in page(manager, address("approvals"))
    lacked = {
        "token": str(uuid4()), "risk_words": "To wait is the greater risk.", "law": "Police Act 1996, section 30",
    }  # fmt: skip
    assert asker.post(address("say_after", package_id), lacked).status_code == 302
    looked = {"upheld": "no", "words": "She should have rung me."}
    assert manager.post(address("look_after", package_id), looked).status_code == 302
    assert "it should not have gone like this" in page(manager, address("package", package_id))
    assert asker.post(address("look_after", package_id), looked).status_code == 403


FRIDAY_CALL = {
    "reached_name": "Sergeant Ola Brandt", "reached_agency": "Police", "reached_phone": "101",
    "with_whom": "Sergeant Brandt", "known_by": "Rung back by the number of the station", "urgent": "on",
    "text": "He waits at the gate.", "text_sensitive": "no", "why": "He says that he will kill her.",
    "not_told": "He would act at once", "knows_policy": "on", "says_not_partner": "on",
    "raises_risk": "no", "risk_words": "She is safer with them there.",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.edge("E47")
@pytest.mark.clause("1.2")
def test_an_urgent_call_by_procedure_is_not_marked_as_against_it(signed_in: SignedIn) -> None:
    asker: Client = signed_in(ASKER)
    place = address("record_told", REFERENCE, "threat")

    def told(**changes: str) -> Release:
        said = {**FRIDAY_CALL, "token": str(uuid4()), **day("on", 0), **changes}
        answer = asker.post(place, said)
        assert answer.status_code == 302, answer.content.decode()
        with acting_as(who(ASKER)):
            return Release.objects.latest("released_at")

    made = told()
    with acting_as(who(ASKER)):
        made.refresh_from_db()
        missing = {m for s in from_stored(made.explained or ()) for m in s.missing}
    assert not made.against_procedure, missing
    assert made.look_by is not None  # somebody else looks at it all the same
    assert told(known_by="").against_procedure
    assert told(urgent="").against_procedure


@pytest.mark.slow
@pytest.mark.clause("2.1")
def test_what_was_told_on_a_consent_stands_on_the_client_s_own_register(
    signed_in: SignedIn,
) -> None:
    contact_id = story.an_agency()
    consent_id = story.a_consent(contact_id)
    asker: Client = signed_in(ASKER)
    place = address("record_told", REFERENCE, "informed-consent")
    said = {
        "contact": str(contact_id), "with_whom": "Wilhelmina Askew", "text": "She needs a flat.", **day("on", 0),
    }  # fmt: skip

    def on_hers(consent: str) -> bool:
        answer = asker.post(place, {**said, "token": str(uuid4()), "consent": consent})
        assert answer.status_code == 302, answer.content.decode()
        with acting_as(who(ASKER)):
            made = Release.objects.latest("released_at")
            assert made.against_procedure  # nobody had signed it off
            return made.pk in {each.pk for each in for_the_client(story.file())}

    assert on_hers(str(consent_id))
    assert not on_hers("")


@pytest.mark.slow
def test_what_was_told_through_the_page(signed_in: SignedIn) -> None:
    asker: Client = signed_in(ASKER)
    said = {
        "token": str(uuid4()), "reached_name": "A voice", "with_whom": "Somebody of the court",
        "text": "That she is in touch with us.", **day("on", -1),
    }  # fmt: skip
    answer = asker.post(address("record_told", REFERENCE, "court-order"), said)
    assert answer.status_code == 302, answer.content.decode()
    register = page(asker, answer["Location"])
    assert "Against procedure" in register
    assert "by word of mouth" in register
