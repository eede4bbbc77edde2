"""On what ground something leaves: a Friday evening’s warning (E47), and each ground’s own questions."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from disclosures.clauses.bases import BASES, bases_for
from disclosures.picture import Basis
from tests.browser.by_hand import count_from_here, counted
from tests.browser.conftest import Demo, looked_at, picture
from tests.browser.from_policy import on_day, to_a_ground, to_disclosures
from tests.browser.test_working_day import follow, main, press, proved
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AMINA = FILES["amina"].reference
WARNING = "He rang at five and said that he will wait at the school gate on Monday morning."


@pytest.mark.edge("E47", "E14")
@pytest.mark.clause("4.2.1", "1.2", "4.4.2")
def test_a_threat_on_a_friday_evening(demo: Demo, signed_in_page: SignIn) -> None:
    worker, manager = proved(demo, signed_in_page, "iss_worker", "iss_manager")
    worker.goto(f"{demo.url}/files/{AMINA}/disclosures/")
    count_from_here(worker)
    press(worker, "Ask to disclose")
    looked_at(worker, "grounds")
    picture(worker, "grounds")
    follow(worker, "A threat to somebody")
    worker.get_by_label("their name").fill("Sergeant Ola Brandt")
    worker.get_by_label("Where they work").fill("Northtown Police")
    worker.get_by_label("On which number").fill("999")
    worker.get_by_label("It can’t wait for a sign-off").check()
    worker.get_by_label("What does he threaten").fill("He will wait for her and the children.")
    worker.get_by_label("What do you write for it?").fill(WARNING)
    looked_at(worker, "threat-form")
    sensitive = worker.get_by_role("group", name=re.compile("hold a sensitive fact"))
    sensitive.get_by_label("No", exact=True).check()
    worker.get_by_label("I know how the agency will protect it").check()
    risk = worker.get_by_role("group", name=re.compile("May it raise"))
    risk.get_by_label("No", exact=True).check()
    worker.get_by_label("I have made sure that the recipient is no partner").check()
    entries = worker.get_by_role("group", name="Which entries?")
    secret = entries.get_by_role("checkbox", name=re.compile("holds a sensitive fact")).first
    secret.check()
    press(worker, "Save and see what is missing")
    refused = main(worker).get_by_role("listitem").filter(has_text="write what they have to know")
    expect(refused.first).to_contain_text("4.4.2")
    refused.first.get_by_role("link").first.click()
    expect(worker.get_by_label("What do you write for it?")).to_be_focused()
    secret.uncheck()
    press(worker, "Save and see what is missing")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    looked_at(worker, "threat-request")
    picture(worker, "urgent")
    press(worker, "Release now, to be looked at afterwards")
    expect(main(worker)).to_contain_text(WARNING)
    looked_at(worker, "threat-release")
    for tick in ("I have read all of it", "I know how the agency", "It is to leave now"):
        worker.get_by_label(tick).check()
    press(worker, "Release")
    expect(main(worker)).to_contain_text("by somebody else")
    by_hand = counted(worker)
    print(f"E47 by hand: {by_hand}, {by_hand.seconds:.0f} s")
    assert by_hand.clicks > 10  # it counts
    assert by_hand.keys > len(WARNING)
    assert by_hand.seconds < 180
    looked_at(worker, "threat-package")
    follow(worker, "Why it was allowed")
    looked_at(worker, "why-allowed")
    picture(worker, "why-allowed")
    manager.goto(f"{demo.url}/approvals/")
    looked_at(manager, "released-first")
    follow(manager, re.compile(AMINA))
    looked_at(manager, "look-after")
    picture(manager, "look-after", whole=True)
    follow(manager, re.compile("^What speaks for and against"))
    manager.get_by_label("What speaks for and against a rise").fill("To wait is more dangerous.")
    manager.get_by_label("Under which duty or power in law").fill("Police Act 1996, section 30")
    manager.get_by_label("Or why would telling the client").fill("She can’t be rung safely now.")
    looked_at(manager, "say-after")
    press(manager, "Write it down")
    manager.get_by_label("It was right to let it go").check()
    manager.get_by_label("Your reasons").fill("The school had to know.")
    press(manager, "Record what you find")
    expect(main(manager)).to_contain_text("it was right")


@pytest.mark.clause("1.2")
def test_each_ground_asks_its_own_and_what_was_told_is_always_taken(
    demo: Demo, signed_in_page: SignIn
) -> None:
    worker = signed_in_page("iss_worker")
    for basis, named in bases_for("iss").items():
        code = basis.replace("_", "-")
        worker.goto(f"{demo.url}/files/{AMINA}/disclosures/new/{code}/")
        expect(main(worker)).to_contain_text(named.label)
        looked_at(worker, f"ground-{code}")
    worker.goto(f"{demo.url}/files/{AMINA}/disclosures/told/statutory/")
    worker.get_by_label("their name").fill("A voice that said it was the police")
    worker.get_by_label("Who was on the line").fill("A voice")
    for part, value in zip(("Day", "Month", "Year"), ("1", "11", "2026"), strict=True):
        worker.get_by_role("group", name="When was it told?").get_by_label(part).fill(value)
    worker.get_by_label("What was said?").fill("That she was here on Monday.")
    looked_at(worker, "told")
    press(worker, "Record it")
    expect(main(worker)).to_contain_text("Against procedure")
    looked_at(worker, "register-told")


HIS = FILES["daniel"].reference
# His consent with a date that somebody typed, and a draft that rests on it
ON_HIS = """
from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures import actions
from disclosures.actions import ConsentTerms
from disclosures.models import AgencyContact, Consent
from tests import cast
from tests.clients.questions import file_of
from tests.disclosures import story
from tests.disclosures.story import days, who
contact = story.an_agency(name="Harbour Mediation")
with acting_as(who("dvpp_worker")):
    by, file = cast.worker("dvpp_worker"), file_of("daniel")
    to = AgencyContact.objects.select_related("agency").get(id=contact)
    entry = Entry.objects.filter(file=file).earliest("written_at").id
    consent = actions.record_consent(file=file, by=by, terms=ConsentTerms(
        to_agency=to.agency, given_on=days(-2), why="His own plan", agreeing="They know.", refusing="Nothing changes.",
        implications_on=days(-2), limits_asked=True, expires_on=days(60), covers=frozenset({entry}),
        authorised_on=days(-2)))
    says = story.Particulars(contact=to, consent=consent, entries=(entry,), readers=("Her",), knows_readers=True,
        knows_policy=True, says_not_partner=True, concern_raised=False, explained_on=days(-2), raises_risk=False,
        risk_words="None of it says where she is.")
    print(actions.ask_to_disclose(file=file, says=says, by=by).id)
"""


@pytest.mark.clause("4.2.1", "2.2")
def test_a_man_s_file_opens_on_his_written_word_and_where_the_law_leaves_no_choice(
    demo: Demo, signed_in_page: SignIn
) -> None:
    """From the policy each is found, refuses, leads to what mends it, and lets it pass."""
    request = f"{demo.url}/disclosures/{demo.manage('shell', '-c', ON_HIS).split()[-1]}/"
    worker = signed_in_page("dvpp_worker")
    to_disclosures(worker, demo, "2.2", HIS, "or a man’s file: it waits for the authorisation")
    main(worker).locator(f'a[href="{urlsplit(request).path}"]').click()
    unseen = "Only the date of a written authorisation is on record"
    stands = main(worker).get_by_role("listitem").filter(has_text=unseen).first
    expect(stands).to_contain_text("2.2")
    stands.get_by_role("link").first.click()
    follow(worker, "Take it in now")
    worker.locator("input[type=file]").set_input_files(
        {"name": "signed.txt", "mimeType": "text/plain", "buffer": b"Signed on Monday."}
    )
    on_day(worker, "Which date does it bear?", 0)
    press(worker, "Keep the document")
    expect(
        worker.get_by_role("link", name=re.compile("^See the signed paper")).first
    ).to_be_visible()
    worker.goto(request)
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    expect(main(worker)).not_to_contain_text(unseen)
    to_a_ground(worker, demo, "4.2.1", HIS, BASES[Basis.STATUTORY].label)
    worker.get_by_label("their name").fill("A clerk")
    worker.get_by_label("Where they work").fill("The council")
    worker.get_by_role("group", name="Does that law leave us a choice?").get_by_label(
        "We may"
    ).check()
    press(worker, "Save and see what is missing")
    closed = "A man’s file opens on a threat"
    stands = main(worker).get_by_role("listitem").filter(has_text=closed).first
    expect(stands).to_contain_text("4.2.1")
    follow(worker, "Change")
    worker.get_by_role("group", name="Does that law leave us a choice?").get_by_label(
        "We have to"
    ).check()
    press(worker, "Save and see what is missing")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    expect(main(worker)).not_to_contain_text(closed)


@pytest.mark.clause("2.2")
def test_a_client_signs_a_consent_on_the_screen(demo: Demo, signed_in_page: SignIn) -> None:
    """Drawn with the mouse, wiped and drawn again; by keyboard a typed name does the same."""
    demo.manage(
        "shell", "-c", "from tests.disclosures import story; story.a_consent(story.an_agency())"
    )
    worker = signed_in_page("iss_worker")
    worker.goto(f"{demo.url}/files/{AMINA}/consents/")
    follow(worker, re.compile("^They sign it on this screen"))
    pad = worker.locator(".latch-signing__pad")
    expect(pad).to_be_visible()
    looked_at(worker, "sign-consent")
    press(worker, "Keep the signature")
    expect(worker.locator(".govuk-error-summary")).to_contain_text("Sign in the box")
    pad.scroll_into_view_if_needed()
    for _ in range(2):
        box = pad.bounding_box()
        assert box
        worker.mouse.move(box["x"] + 20, box["y"] + 30)
        worker.mouse.down()
        worker.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
        worker.mouse.up()
        if _ == 0:
            press(worker, "Wipe the box")
    press(worker, "Keep the signature")
    expect(main(worker)).to_contain_text("Signed on a screen")
    expect(worker.get_by_role("img", name="Their signature").first).to_be_visible()
    looked_at(worker, "signed-consent")
