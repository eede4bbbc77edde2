"""How a release gets there, what its recipient is told afterwards, and the registers of what left."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.actions import give_to_worker
from clients.contacting.profile import ADDRESS, Blocked
from clients.people.details import Address, Details
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from disclosures.actions import NotNow, add_contact, record_told, withdraw_consent
from disclosures.delivery import access, actions
from disclosures.delivery.models import Handover, Notice
from disclosures.delivery.rules import client_may_know
from disclosures.models import AgencyContact, Consent, Release
from disclosures.picture import Basis, Grounds, Spoken
from tests import cast
from tests.clients.questions import working_as
from tests.contacting.working import SAFE, tell
from tests.delivery.delivering import a_notice, handed, opened
from tests.disclosures import story
from tests.disclosures.pages import day
from tests.disclosures.story import ASKER, MANAGER, who
from tests.emergency.test_walls import alerts_of
from tests.people.working import add
from tests.readers.outside import recall

SignedIn = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.clause("1.2")]
REFERENCE = cast.FILES[story.FILE].reference


def released() -> Release:
    return story.release(story.a_signed_request())


@pytest.mark.clause("3.3.2 e")
def test_whoever_may_not_read_for_others_posts_to_no_partner_either() -> None:
    made = released()
    with acting_as(who(ASKER)):
        until = timezone.now() + timedelta(days=1)
        give_to_worker(
            file=story.file(), worker=story.worker("iss_colleague"), rights=("view", "contribute"),
            reason="stands in", by=who(ASKER), until=until,
        )  # fmt: skip
    theirs = "Ms Askew, 11 Mill Ln, Northtown"
    assert handed(made, theirs, by="iss_colleague").acknowledged_on is None  # nobody knows whose
    add(
        Details(
            relation="ex_partner", given="Tomasz", addresses=(Address("11 Mill Lane", "NT1 1ML"),)
        )
    )
    for place in (theirs, "11, NT11ML"):
        with pytest.raises(NotNow, match="by this address"):
            handed(made, place, by="iss_colleague")
    assert handed(made, "12 Mill Lane, NT1 1ML", by="iss_colleague").acknowledged_on is None


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_whoever_tries_one_address_after_the_other_is_told_of(signed_in: SignedIn) -> None:
    """Each yes would tell where a partner lives: none is without a manager's knowing of it."""
    made = released()
    with acting_as(who(ASKER)):
        give_to_worker(
            file=story.file(), worker=story.worker("iss_colleague"), rights=("view", "contribute"),
            reason="cover", by=who(ASKER),
        )  # fmt: skip
    home = Address("11 Mill Lane", "NT1 1ML")
    add(Details(relation="ex_partner", given="Tomasz", addresses=(home,)))
    client, at = signed_in("iss_colleague"), reverse("delivery:hand_over", args=[made.package.id])
    said = {"way": "post", "checked": "I know the street", **day("on", 0)}
    for number, (place, status) in enumerate([("9 Mill Lane", 302), ("11 Mill Lane", 409)] * 2):
        words = {**said, "token": str(uuid4()), "place": f"{place}, NT1 1ML"}
        assert client.post(at, words).status_code == status
        assert sum(alert.times for alert in alerts_of(MANAGER)) == (number + 1) // 2
    with working_as("records_admin"):
        tried = Event.objects.filter(action="disclosure_obstructed", outcome="denied")
        assert [each.fields for each in tried] == [["door_of_another"]] * 2


@pytest.mark.clause("3.3.2 e")
def test_a_letter_goes_to_no_door_that_is_blocked_or_a_partner_s() -> None:
    made = released()
    tell(replace(SAFE, blocked=(Blocked(ADDRESS, "4 Quarry Bank", "NT4 4QB", "shared"),)))
    add(
        Details(
            relation="ex_partner", given="Tomasz", addresses=(Address("11 Mill Lane", "NT1 1ML"),)
        )
    )
    for place in (
        "Ms Askew, 4 Quarry bank, Northtown",
        "Flat 2, NT4 4QB",
        "11 Mill Lane, Northtown NT1 1ML",
    ):
        with pytest.raises(NotNow):
            handed(made, place)
    assert handed(made, "Brackenfield Housing, 1 High Street, Northtown").acknowledged_on is None
    with acting_as(who(ASKER)):
        assert Handover.objects.count() == 1


def _withdraw(_made: Release) -> None:
    with acting_as(who(ASKER)):
        (consent,) = Consent.objects.all()
        withdraw_consent(consent=consent, by=story.worker(ASKER))


def _recall(made: Release) -> None:
    recall(made.package.id)


def _write_down_a_partner(_made: Release) -> None:
    add(Details(relation="ex_partner", aliases=(story.RECIPIENT,)))


def _alerted() -> int:
    return sum(alert.times for alert in alerts_of(MANAGER))


@pytest.mark.clause("2.1", "3.3.2 e")
@pytest.mark.edge("E10", "E13", "E21")
@pytest.mark.parametrize(
    ("happens", "says", "told"),
    [
        (_withdraw, "withdrawn", 0),
        (_recall, "recalled", 0),
        (_write_down_a_partner, "partner or ex-partner", 1),
    ],
)
@pytest.mark.parametrize("by", [ASKER, "iss_colleague"])  # who may read what others said, and not
def test_no_paper_goes_out_once_something_stands_against_it(
    happens: Callable[[Release], None], says: str, told: int, by: str, signed_in: SignedIn
) -> None:
    made = released()
    if by != ASKER:
        with acting_as(who(ASKER)):
            give_to_worker(
                file=story.file(), worker=story.worker(by), rights=("view", "contribute"),
                reason="cover", by=who(ASKER),
            )  # fmt: skip
    client, at = signed_in(by), [made.package.id]
    letter = reverse("disclosures:letter", args=at)
    assert client.get(letter)["Content-Type"] == "application/pdf"
    happens(made)
    assert _alerted() == told  # what they could read is closed
    html = client.get(letter, follow=True).content.decode()
    assert "The letter is not given any more" in html
    assert says in html
    assert _alerted() == 2 * told
    said = {
        "token": str(uuid4()),
        "way": "hand",
        "place": "Hers",
        "checked": "I know her",
        **day("on", 0),
    }
    refused = client.post(reverse("delivery:hand_over", args=at), said)
    assert (refused.status_code, says in refused.content.decode()) == (409, True)
    assert _alerted() == 3 * told  # of each try
    with acting_as(who(ASKER)):
        assert not Handover.objects.exists()
    # what has happened has happened: it is recorded, and marked
    gone = {**said, "already": "on"}
    assert client.post(reverse("delivery:hand_over", args=at), gone).status_code == 302
    assert "Against procedure" in client.get(reverse("delivery:delivery", args=at)).content.decode()


@pytest.mark.clause("3.3.2 e")
@pytest.mark.edge("E13")
def test_of_a_single_name_nobody_can_say_who_may_not_read_what_others_said() -> None:
    registered = story.an_agency()
    with acting_as(who(ASKER)):
        by, agency = story.worker(ASKER), AgencyContact.objects.get(id=registered).agency
        contact = add_contact(agency=agency, name="Mina", aliases=[], phones=[], by=by).id
        give_to_worker(
            file=story.file(), worker=story.worker("iss_colleague"), rights=("view", "contribute"),
            reason="cover", by=who(ASKER),
        )  # fmt: skip
    request_id = story.a_draft(contact, story.a_consent(contact))
    story.submit(request_id)
    story.sign_off(request_id)
    story.read(request_id)
    made = story.release(request_id)
    with pytest.raises(NotNow, match="may be a partner"):
        handed(made, by="iss_colleague")
    handed(made)


@pytest.mark.clause("3.3.2 e")
def test_what_went_to_a_known_door_already_is_recorded_and_marked() -> None:
    made = released()
    tell(replace(SAFE, blocked=(Blocked(ADDRESS, "4 Quarry Bank", "NT4 4QB", "shared"),)))
    assert handed(made, "4 Quarry Bank, Northtown", already=True).against
    assert not handed(made, already=True).against


def test_what_was_spoken_has_no_paper_to_hand_over() -> None:
    with acting_as(who(ASKER)):
        spoken = Spoken("A voice", "", story.days(0))
        says = story.urgent(urgent=False)
        made = record_told(file=story.file(), says=says, spoken=spoken, by=story.worker(ASKER))
    with pytest.raises(NotNow):
        handed(made, "Into her hand", Handover.Way.HAND)


@pytest.mark.edge("E16", "E21")
@pytest.mark.parametrize(
    ("give", "other"), [(a_notice, {"kind": "recalled"}), (handed, {"way": "hand"})]
)
def test_it_is_acknowledged_once_and_never_changed(
    give: Callable[[Release], Handover | Notice], other: dict[str, str]
) -> None:
    kept = give(released())
    rows = type(kept)._default_manager.filter(id=kept.id)
    with acting_as(who(ASKER)):
        by = story.worker(ASKER)
        actions.acknowledge(kept=kept, on=story.days(0), said="Destroyed.", by=by)
        with pytest.raises(NotNow):
            actions.acknowledge(kept=kept, on=story.days(0), said="Kept.", by=by)
        for change in ({"acknowledged_on": None}, {"acknowledged_on": story.days(-1)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**other)


@pytest.mark.edge("E21")
@pytest.mark.clause("1.2")
def test_of_a_recall_the_recipient_is_told_or_the_page_says_that_they_were_not(
    signed_in: SignedIn,
) -> None:
    made, client = released(), signed_in(ASKER)
    at = [made.package.id]
    shown = reverse("delivery:delivery", args=at)
    untold = "They have not been told of the recall"
    assert untold not in client.get(shown).content.decode()
    recall(made.package.id)
    a_notice(made)  # of something else
    assert untold in client.get(shown).content.decode()
    assert (
        "tell the recipient" in client.get(reverse("disclosures:package", args=at)).content.decode()
    )
    words = {"token": str(uuid4()), "kind": "recalled", "words": "Rung: they destroy it."}
    assert client.post(reverse("delivery:tell", args=at), words).status_code == 302
    html = client.get(shown).content.decode()
    assert untold not in html
    assert html.count("Not acknowledged") == 2


@pytest.mark.edge("E18")
@pytest.mark.clause("4.2.1", "3.3.1", "3.1.1")
def test_a_threat_judged_false_is_told_to_whom_it_was_told_and_of_no_other_threat() -> None:
    """Whoever was warned of it on another urgent ground is told too; who was told of a second, real one is not."""
    of_it = [
        story.release_ahead(story.an_urgent_draft(basis=basis))
        for basis in (Basis.THREAT, Basis.SERIOUS_HARM, Basis.CHILD_PROTECTION)
    ]
    real, other = story.release_ahead(story.an_urgent_draft()), released()
    first, false = of_it[0], {made.id for made in of_it}
    with acting_as(who(ASKER)), pytest.raises(PermissionDenied):
        actions.judge_false(release=opened(first), of=false, words="x", by=story.worker(ASKER))
    with acting_as(who(ASKER)), pytest.raises(ProgrammingError), transaction.atomic():
        actions.tell(
            release=opened(first), kind=Notice.Kind.FALSE_THREAT, words="x", key=uuid4(),
            by=story.worker(ASKER),
        )  # fmt: skip
    with acting_as(who(MANAGER)):
        by = story.worker(MANAGER)
        asked = {each.id for each in access.told_of_danger(opened(first))}
        assert asked == false | {real.id}  # what left on another ground is not among them
        wide = {*false, other.id}
        told = actions.judge_false(release=opened(first), of=wide, words="In hospital.", by=by)
        assert {each.release_id for each in told} == false
        with pytest.raises(NotNow):
            actions.judge_false(release=opened(of_it[1]), of=false, words="Again.", by=by)
        assert not access.notices_of(opened(other))
        assert not access.notices_of(opened(real))
        assert Release.objects.count() == 5  # what was recorded stays
        (left,) = access.told_of_danger(opened(real))
        assert left.id == real.id


@pytest.mark.edge("E18")
@pytest.mark.clause("4.2.1")
def test_the_judge_ticks_who_was_told_of_this_threat(signed_in: SignedIn) -> None:
    harm, real = (
        story.release_ahead(story.an_urgent_draft(basis=basis))
        for basis in (Basis.SERIOUS_HARM, Basis.THREAT)
    )
    judge, at = signed_in(MANAGER), [harm.package.id]
    path = reverse("delivery:judge_false", args=at)
    assert path in judge.get(reverse("delivery:delivery", args=at)).content.decode()
    boxes = re.findall(r'<input[^>]*name="of"[^>]*>', judge.get(path).content.decode())
    ticked = {box: "checked" in box for box in boxes}
    assert [str(harm.id) in box for box, on in ticked.items() if on] == [
        True
    ]  # the one it is opened on
    assert any(str(real.id) in box for box, on in ticked.items() if not on)
    said = {"words": "He was in hospital.", "confirmed": "on"}
    assert judge.post(path, said).status_code == 200  # nobody was ticked
    assert judge.post(path, {**said, "of": [str(harm.id)]}).status_code == 302
    with acting_as(who(MANAGER)):
        assert [n.release_id for n in Notice.objects.all()] == [harm.id]


@pytest.mark.clause("5.2.4")
@pytest.mark.edge("E26")
def test_the_client_s_register_leaves_out_what_would_endanger_and_shows_no_gap(
    signed_in: SignedIn,
) -> None:
    shown = released()
    hidden = story.release_ahead(story.an_urgent_draft())
    html = (
        signed_in(ASKER).get(reverse("delivery:for_the_client", args=[REFERENCE])).content.decode()
    )
    main = html[html.index("<main") :]
    assert story.RECIPIENT in main
    for word in (hidden.reference, shown.reference, "Ola Brandt", "threat"):
        assert word not in main
    with acting_as(who(ASKER)):
        assert [r.id for r in access.for_the_client(story.file())] == [shown.id]


@pytest.mark.clause("3.2.1")
def test_the_client_s_register_tells_who_was_refused_only_where_somebody_says_that_they_may_know(
    signed_in: SignedIn,
) -> None:
    asker = signed_in(ASKER)
    new, shown = (
        f"/files/{REFERENCE}/not-shared/new/",
        reverse("delivery:for_the_client", args=[REFERENCE]),
    )
    said = {
        "kind": "asked", "decided_by": str(who(ASKER)), "recipient": "A man who rang", "why": "No consent",
        "what": "Where she lives now", "instead": "", "discussed_with": "", **day("decided_on", 0),
    }  # fmt: skip
    assert asker.post(new, {**said, "token": str(uuid4())}).status_code == 302
    assert "A man who rang" not in asker.get(shown).content.decode()
    told = {**said, "recipient": "Her solicitor", "token": str(uuid4()), "client_may_know": "on"}
    assert asker.post(new, told).status_code == 302
    html = asker.get(shown).content.decode()
    assert "Her solicitor" in html
    assert "A man who rang" not in html


@pytest.mark.parametrize("basis", sorted(Basis))
@pytest.mark.parametrize("told", [True, False])
def test_a_client_knows_of_what_they_agreed_to_or_were_told(basis: Basis, told: bool) -> None:
    agreed = basis in {
        "informed_consent",
        "liaison",
        "joint_working",
        "own_request",
        "progress_report",
    }
    theirs = basis == Basis.OWN_FILE
    assert client_may_know(basis, Grounds(), told=told) == (theirs or (agreed and not told))
    assert client_may_know(basis, Grounds(told_on=story.days(0)), told=told)


def test_the_organisation_s_register_is_the_lead_s_and_names_no_client(signed_in: SignedIn) -> None:
    made, ahead = released(), story.release_ahead(story.an_urgent_draft())
    with acting_as(who("dp_lead")):
        lines, older = access.register(None)
        assert {line.reference for line in lines} == {made.reference, ahead.reference}
        assert older is None
        assert not Release.objects.exists()  # the rest stays where it is
    for key in (ASKER, MANAGER, "records_admin"):
        with acting_as(who(key)):
            assert access.register(None) == ([], None)
    html = signed_in("dp_lead").get(reverse("delivery:register")).content.decode()
    assert made.reference in html
    assert "Somebody on no register" in html
    assert cast.FILES[story.FILE].name not in html
    assert REFERENCE not in html


@pytest.mark.slow
def test_through_the_pages(signed_in: SignedIn) -> None:
    made = released()
    asker, at = signed_in(ASKER), [made.package.id]
    said = {
        "token": str(uuid4()),
        "way": "hand",
        "place": "Hers",
        "checked": "I know her",
        **day("on", -1),
    }
    assert asker.post(reverse("delivery:hand_over", args=at), said).status_code == 302
    words = {"token": str(uuid4()), "kind": "corrected", "words": "One date was wrong."}
    assert asker.post(reverse("delivery:tell", args=at), words).status_code == 302
    with acting_as(who(ASKER)):
        (notice,) = access.notices_of(opened(made))
    known = {"said": "Thank you.", **day("on", 0)}
    assert (
        asker.post(reverse("delivery:acknowledge", args=[*at, notice.id]), known).status_code == 302
    )
    html = asker.get(reverse("delivery:delivery", args=at)).content.decode()
    assert "Thank you." in html
    assert "One date was wrong." in html
    assert (
        asker.post(reverse("delivery:acknowledge", args=[*at, uuid4()]), known).status_code == 404
    )
