"""One disclosure on each of the ten bases: from the policy's clause to what is missing, mended, signed, released."""

import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, StorageState, expect

from disclosures.clauses.bases import BASES, CONSENTED
from disclosures.picture import Basis
from disclosures.redaction.forms import PERMISSION
from tests.browser.conftest import Demo, _another_session, looked_at, prove
from tests.browser.from_policy import on_day, record_consent, to_a_ground
from tests.browser.test_working_day import follow, main, press
from tests.cast import FILES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
TEXT = "What was agreed, in a few words: she is well, and he has kept away."
# The agency with its assurance, a signed paper, and a protocol in force: made by actions, for their pages are tested
# elsewhere.
MAKE = """
from tests.disclosures import story
from tests.protocols import working
contact = story.an_agency(name="Tidewater Housing")
story.a_paper()
working.agreed(contact, clients="both")
print(contact)
"""
WORKER, MANAGER = "iss_worker", "iss_manager"
READ = {"Who will read it there?": "Wilhelmina Askew"}
DUTY = {"Under which duty or power in law do they act": "Police Act 1996, section 30"}
LAW = {"What exactly does it ask for?": "The last note"}


@dataclass(frozen=True)
class Way:
    """How one basis goes: what is missing at first, what mends it, who signs besides the manager."""

    clause: str
    missing: str
    mender: str
    mends: dict[str, str]  # the question that was left, and its answer; where she consents, none
    words: dict[str, str] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    joint: bool = False  # to somebody of the register, with readers and a concern
    lead: str = ""


EXPLAINED = "When was it explained to the client what is shared and how it is protected?"
TOLD, DATED = "When was the client told?", "Which date does it bear?"
WAYS = {
    Basis.INFORMED_CONSENT: Way(
        "2.1", "There is no record of the client's consent.", "the client", {}, READ,
        (EXPLAINED,), joint=True,
    ),
    Basis.LIAISON: Way(
        "3.3.2 a", "It is not on record that the client asked us", "the client", {}, READ,
        (EXPLAINED,), joint=True,
    ),
    Basis.JOINT_WORKING: Way(
        "2.1", "There is no record of the client's consent.", "the client", {}, READ,
        (EXPLAINED,), joint=True,
    ),
    Basis.OWN_REQUEST: Way(
        "2.2", "No dated written authorisation that names this agency.", "the client", {}, READ,
        (EXPLAINED,), joint=True,
    ),
    Basis.PROGRESS_REPORT: Way(
        "4.3.1", "What the report that we write has to do with ending his abuse", "the worker",
        {"What has the report to do with ending his abuse?": "It is his plan for his anger"},
        {**READ, "What is the report for?": "Safe contact"}, (EXPLAINED,), joint=True,
    ),
    Basis.CHILD_PROTECTION: Way(
        "3.1.1", "How the non-abusing parent was involved", "the client",
        {"How was the parent who does not abuse involved?": "She was told first."},
        {**READ, **DUTY, "What gives concern, and for which child?": "He was left alone at night."},
        (TOLD,), joint=True, lead="safeguarding_lead",
    ),
    Basis.SERIOUS_HARM: Way(
        "3.3.1", "Which serious harm to others it could prevent, and how, is not on record.", "the worker",
        {"Which serious harm, to whom": "He bought a knife for a neighbour."}, {**READ, **DUTY}, (TOLD,),
        joint=True,
    ),
    Basis.THREAT: Way(
        "4.2.1", "What he threatens, and whom", "the worker",
        {"What does he threaten, and whom?": "He will wait at the gate."}, DUTY, (TOLD,),
    ),
    Basis.COURT_ORDER: Way(
        "3.3.2 b", "Which court ordered what, on which day, is not on record.", "the worker",
        {"Which court, and which order?": "Northtown Family Court, FC26P00123"}, LAW, (TOLD, DATED),
        lead="dp_lead",
    ),
    Basis.STATUTORY: Way(
        "1.2", "Nobody has said whether the law leaves us a choice.", "manager",
        {"Does that law leave us a choice?": "We have to"},
        {**LAW, "Under which duty or power do they ask?": "Crime Act, section 9"}, (TOLD, DATED),
        lead="dp_lead",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def contact(demo: Demo) -> str:
    """Whoever of an agency receives."""
    return demo.manage("shell", "-c", MAKE).split()[-1]


@pytest.fixture
def proved_page(
    demo: Demo, signed_in_page: SignIn, sign_ins: dict[str, tuple[float, StorageState]]
) -> SignIn:
    """Give a page of somebody who proved lately who they are, as often as that has to be."""

    def sign_in(key: str) -> Page:
        page = signed_in_page(key)
        if time.monotonic() - PROVED.get(key, -math.inf) > STANDS:
            prove(demo, page, key)
            sign_ins[key] = time.monotonic(), _another_session(demo, page.context.storage_state())
            PROVED[key] = time.monotonic()
        return page

    return sign_in


STANDS = 150  # seconds of the five minutes for which a proof does
PROVED = dict[str, float]()


@pytest.mark.clause("1.2", "2.1", "2.2", "3.1.1", "3.3.1", "3.3.2 a", "3.3.2 b", "4.2.1", "4.3.1")
@pytest.mark.parametrize("basis", list(WAYS))
def test_it_is_asked_mended_signed_by_another_and_released(
    basis: Basis, demo: Demo, proved_page: SignIn, contact: str
) -> None:
    way, his = WAYS[basis], basis == Basis.PROGRESS_REPORT
    asker, approver = ("dvpp_worker", "dvpp_manager") if his else (WORKER, MANAGER)
    worker = proved_page(asker)
    reference = FILES["daniel" if his else "amina"].reference
    to_a_ground(worker, demo, way.clause, reference, BASES[basis].label)
    _fill(worker, way, contact)
    press(worker, "Save and see what is missing")
    stands = main(worker).get_by_role("listitem").filter(has_text=way.missing).first
    expect(stands).to_contain_text(way.clause)
    expect(stands).to_contain_text(re.compile("To be mended by .*" + way.mender))
    looked_at(worker, f"basis-{basis}")
    request = worker.url
    stands.get_by_role("link", name=way.missing).click()
    if basis in CONSENTED:
        _she_agrees(worker, basis)
    else:
        _answer(worker, way.mends)
        press(worker, "Save and see what is missing")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    expect(main(worker)).not_to_contain_text(way.missing)
    press(worker, "Ask for sign-off")
    expect(main(worker)).to_contain_text("Waiting for sign-off")
    number = request.rstrip("/").split("/")[-1]
    approved = f"{demo.url}/approvals/{number}/"
    manager = proved_page(approver)
    manager.goto(f"{demo.url}/disclosures/{number}/review/")
    for box in main(manager).get_by_role("checkbox").all():
        box.check()
    if basis == Basis.COURT_ORDER:
        _knows_that_it_is_no_paper(manager)
    manager.get_by_label("It may be signed off").check()
    press(manager, "Record the review")
    expect(main(manager)).to_contain_text("Your review is on record.")
    for page in (manager, *([proved_page(way.lead)] if way.lead else [])):
        _sign(page, approved)
    _release(worker, request)
    follow(worker, "Why it was allowed")
    expect(main(worker)).to_contain_text(way.clause)
    expect(main(worker)).not_to_contain_text("Missing")


def _knows_that_it_is_no_paper(manager: Page) -> None:
    """Answer what was typed of a family court: the order is named, and no word of its papers leaves."""
    main(manager).get_by_label("They only say that there is a court").check()
    asked = main(manager).get_by_label(PERMISSION["mention"])
    asked.fill("The order is named, no paper of it.")


def _fill(page: Page, way: Way, contact: str) -> None:
    if way.joint:
        page.get_by_label("To whom?").select_option(contact)
    else:
        page.get_by_label("their name").fill("Sergeant Ola Brandt")
        page.get_by_label("Where they work").fill("Northtown Police")
    _answer(page, way.words)
    for question in way.days:
        on_day(page, question, -2)
    for tick in ("I know who will read it",) if way.joint else ():
        page.get_by_label(tick).check()
    for tick in ("They ask in writing",):
        if page.get_by_label(tick).count():
            page.get_by_label(tick).check()
    asked = ["hold a sensitive fact\\?", "May it raise", *(["concern about"] if way.joint else [])]
    page.get_by_label("What do you write for it?").fill(TEXT)
    for question in asked:
        group = page.get_by_role("group", name=re.compile(question))
        group.get_by_label("No", exact=True).check()
    page.get_by_label("What speaks for and against that?").fill("Nobody at home will hear of it.")
    page.get_by_label("I know how the agency will protect it").check()
    page.get_by_label("I have made sure that the recipient is no partner").check()


def _answer(page: Page, answers: dict[str, str]) -> None:
    for question, answer in answers.items():
        if (group := page.get_by_role("group", name=question)).count():
            group.get_by_label(answer).check()
        else:
            page.get_by_label(question).fill(answer)


def _she_agrees(page: Page, basis: Basis) -> None:
    """Record what the ground asks of a consent, from where the link leads."""
    covered = page.get_by_role("group", name="Which entries does she agree to?")
    covered.get_by_role("checkbox").first.check()
    if basis == Basis.LIAISON:
        page.get_by_label("The client asked us to be in touch").check()
    if basis == Basis.OWN_REQUEST:
        on_day(page, "Date on a written authorisation", 0)
        page.get_by_label("Which document of the file is it?").select_option(index=1)
    record_consent(page)


def _sign(page: Page, approval: str) -> None:
    page.goto(approval)
    expect(main(page)).to_contain_text(TEXT)
    page.get_by_label("Sign it off").check()
    page.get_by_label("I have made sure that the recipient is no partner").check()
    press(page, "Record the decision")
    expect(main(page)).not_to_contain_text("What do you decide?")


def _release(page: Page, request: str) -> None:
    page.goto(request)
    follow(page, "Read what would leave")
    page.get_by_label("I have read all of it").check()
    press(page, "I have read it")
    expect(main(page)).to_contain_text("Your reading is on record.")
    page.goto(request)
    follow(page, "Release")
    for tick in ("I know how the agency", "It is to leave now"):
        page.get_by_label(tick).check()
    press(page, "Release")
    expect(main(page)).to_contain_text("Released as R-")
