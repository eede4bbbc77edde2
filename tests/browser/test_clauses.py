"""Whoever has read only the policy: each clause refuses, leads to what mends it, and then lets one disclosure go."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo, looked_at, prove
from tests.browser.from_policy import on_day, record_consent, to_a_ground
from tests.browser.test_working_day import follow, main, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SignIn = Callable[[str], Page]
AGENCY, READER, HIM = "Linnet House", "Wilhelmina Askew", "Gareth Lunt"
# A file of its own with two entries, a partner and a consent with gaps; an agency of which nobody has seen anything,
# a partner of ours, where her partner works too; a protocol that names another, and an agreement without the clause.
MAKE = f"""
from clients.actions import Particulars, add_entry, open_new_file
from confidentiality.access.identity import acting_as
from disclosures.actions import ConsentTerms, add_contact, record_consent
from disclosures.models import AgencyContact
from tests import cast
from tests.agencies.working import an_agreement
from tests.disclosures.story import an_agency, days, who
from tests.protocols import working
key = an_agency(assured=False, name="{AGENCY}", kind="partner")
with acting_as(who("iss_worker")):
    by = cast.worker("iss_worker")
    agency = AgencyContact.objects.select_related("agency").get(id=key).agency
    other, _ = [add_contact(agency=agency, name=n, aliases=[], phones=[], by=by) for n in ("Piers Oldroyd", "{HIM}")]
    about = Particulars(name="Delphine Marsh", partner_names=["{HIM}"])
    file = open_new_file(service="iss", particulars=about, by=by, opened_on=days(-30))
    said = dict(file=file, by=by, kind="call", nature="fact", happened_on=days(-5))
    plain = add_entry(body="She wants to move before the winter.", **said)
    add_entry(body="She says that she was raped in March.", sensitive_kind="rape", **said)
    record_consent(file=file, by=by, terms=ConsentTerms(
        to_agency=agency, given_on=days(-2), why="A flat", agreeing="They know.", refusing="She waits.",
        implications_on=None, limits_asked=False, expires_on=days(60), covers=frozenset({{plain.id}}),
        names_sensitive=frozenset()))
protocol = working.propose(other.id, name="Conferences with {AGENCY}")
working.decide(protocol)
an_agreement(key, clause=False)
print(file.reference)
"""
AT_FIRST = (
    ("3.3.2 b", "What may come of it was not explored"),
    ("3.3.2 b", "Who will read it at the agency is not named"),
    ("3.3.2 c", "Nobody has assessed whether this raises the client's risk"),
    ("3.3.2 d", "The client was not asked what limits she sets"),
    ("4.1.1", "Nobody here has seen this agency's confidentiality policy"),
    ("4.1.1", "The client was not told what will be shared"),
    ("4.4.2", "An entry holds a sensitive fact that the client's consent does not name"),
    ("5.5", "Not every agency in the protocol has got its copy"),
    ("5.6", "The agency has no copy of our confidentiality policy"),
    ("5.7", "The recipient is not named in the protocol"),
    ("5.8", "The management agreement does not say"),
)


def stands(page: Page, clause: str, words: str) -> Locator:
    """Expect that something is missing, with its clause and who mends it; return it."""
    item = main(page).get_by_role("listitem").filter(has_text=words).first
    expect(item).to_contain_text(clause)
    expect(item).to_contain_text("To be mended by")
    return item


def mend(page: Page, clause: str, words: str) -> None:
    """Follow what is missing to where it is mended."""
    stands(page, clause, words).get_by_role("link", name=words).click()


def gone(page: Page, *words: str) -> None:
    """Expect to be on the request, and that these stand there no more."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Request to disclose")
    for each in words:
        expect(main(page)).not_to_contain_text(each)


def choose(page: Page, question: str, answer: str) -> None:
    group = page.get_by_role("group", name=re.compile(re.escape(question)))
    group.get_by_label(answer, exact=True).check()


# What the policy page says of each clause that this request meets
ON_THE_WAY = {
    "1.2": "lists every rule that its ground asks",
    "3.2.1": "Pick entries, then Prepare what leaves",
    "3.3.2 b": "until the readers are named and known",
    "3.3.2 c": "Answer ‘Yes’ to ‘May it raise her risk?’",
    "3.3.2 d": "her own words are shown again at the release",
    "3.3.2 e": "Name one of them as the recipient",
    "4.1.1": "An agency without a current assurance is refused",
    "4.4.2": "Pick a marked entry",
    **dict.fromkeys(("5.5", "5.7"), "Choose ‘Joint working under a protocol’"),
    **dict.fromkeys(("5.6", "5.8"), "Name somebody at a partner agency"),
}
SAVE = "Save and see what is missing"


@pytest.mark.clause("2.1", "3.2.1", "3.3.2 b", "3.3.2 c", "3.3.2 d", "3.3.2 e", "4.1.1", "4.4.2")
@pytest.mark.clause("1.2", "5.5", "5.6", "5.7", "5.8")
def test_each_clause_refuses_leads_to_what_mends_it_and_lets_it_go(
    demo: Demo, signed_in_page: SignIn
) -> None:
    reference = demo.manage("shell", "-c", MAKE).split()[-1]
    everybody = ("iss_worker", "iss_manager", "iss_senior")
    worker, manager, senior = people = [signed_in_page(key) for key in everybody]
    _from_the_policy(worker, demo, reference)
    request = _to_a_partner_first(worker)
    for clause, words in AT_FIRST:
        stands(worker, clause, words)
    looked_at(worker, "clauses-at-first")
    _her_consent(worker)
    _questions(worker)
    _protocol(worker, manager, demo, request)
    _agency(worker, manager, request)
    _prepare(worker, request)
    for key, page in zip(everybody, people, strict=True):
        prove(demo, page, key)
    _sign(manager, senior, request)
    _release(worker, request)


def _from_the_policy(worker: Page, demo: Demo, reference: str) -> None:
    """Each clause's entry on the policy page says the same way; its words say what shows there."""
    worker.goto(f"{demo.url}/policy/")
    looked_at(worker, "policy-places")
    for clause, there in ON_THE_WAY.items():
        places = worker.get_by_role("list", name=f"Where clause {clause} acts", exact=True)
        expect(places).to_contain_text("Open a file, Disclosures, Ask to disclose")
        expect(places).to_contain_text(there)
    to_a_ground(worker, demo, "3.3.2 b", reference, "Joint working under a protocol")


def _to_a_partner_first(worker: Page) -> str:
    """3.3.2 e: he works there too, and it goes to nobody like him."""
    worker.get_by_label("To whom?").select_option(f"{HIM}, {AGENCY}")
    worker.get_by_label("On which consent does it rest?").select_option(index=1)
    for box in worker.get_by_role("group", name="Which entries?").get_by_role("checkbox").all():
        box.check()
    press(worker, SAVE)
    he = stands(
        worker,
        "3.3.2 e",
        "The recipient, or who reads or hears it, is recorded as a partner or ex-partner",
    )
    expect(he).to_contain_text("nobody: it may not go")
    request = worker.url
    follow(worker, "Change")
    worker.get_by_label("To whom?").select_option(f"{READER}, {AGENCY}")
    press(worker, SAVE)
    gone(worker, "recorded as a partner")
    return request


def _her_consent(worker: Page) -> None:
    """What her consent lacks is asked of her anew; the draft rests on the new one."""
    mend(worker, "3.3.2 b", "What may come of it was not explored")
    looked_at(worker, "clauses-consent")
    choose(worker, "Does the client agree?", "Yes, within the limits below")
    for question in ("Which entries does she agree to?", "Whose sensitive fact did she agree to"):
        for box in worker.get_by_role("group", name=question).get_by_role("checkbox").all():
            box.check()
    worker.get_by_label("She was asked what limits she sets").check()
    worker.get_by_label("Her limits in her own words").fill("Not before the whole meeting.")
    record_consent(worker)
    gone(worker, "was not explored", "what limits she sets", "consent does not name")


def _questions(worker: Page) -> None:
    """What the worker who asks has to say; then what follows from a concern and from risk."""
    mend(worker, "3.3.2 b", "Who will read it at the agency is not named")
    worker.get_by_label("Who will read it there?").fill(READER)
    worker.get_by_label("I know who will read it").check()
    worker.get_by_label("I know how the agency will protect it").check()
    on_day(worker, "When was it explained to the client what is shared and how it is protected?", 0)
    choose(worker, "Has anybody a concern about sharing this?", "Yes")
    choose(worker, "May it raise her risk?", "Yes")
    worker.get_by_label("What speaks for and against that?").fill("He delivers there on Mondays.")
    press(worker, SAVE)
    gone(worker, "at the agency is not named", "Nobody has assessed", "The client was not told")
    mend(worker, "3.3.2 b", "The concern has not been discussed")
    on_day(worker, "When did a team or case meeting discuss it?", -1)
    press(worker, SAVE)
    gone(worker, "The concern has not been discussed")
    mend(worker, "3.3.2 c", "It raises risk and was not discussed")
    worker.get_by_label("With whom?").select_option(index=1)
    on_day(worker, "When?", 0)
    worker.get_by_label("What was said?").fill("It goes by hand, on a Tuesday.")
    press(worker, "Note the discussion")
    gone(worker, "was not discussed")


def _protocol(worker: Page, manager: Page, demo: Demo, request: str) -> None:
    """5.7: a protocol is proposed anew that names her, and another agrees; 5.5: its agency gets a copy."""
    mend(worker, "5.7", "The recipient is not named in the protocol")
    expect(main(worker)).to_contain_text("Piers Oldroyd")
    follow(worker, "propose another")
    worker.get_by_label("What is it called?").fill("Meetings with Linnet House")
    worker.get_by_label(f"{READER}, {AGENCY}").check()
    choose(worker, "Which clients does it affect?", "Women with whom we and the agency both work")
    worker.get_by_label("What is shared, and what for?").fill("What a meeting needs.")
    worker.get_by_label("In what circumstances").fill("At a meeting about her.")
    on_day(worker, "When is it to be looked at again?", 100)
    on_day(worker, "Until when?", 200)
    press(worker, "Propose it")
    expect(main(worker)).to_contain_text("a line manager who is somebody else decides")
    protocol = worker.url
    manager.goto(protocol)
    follow(manager, "Decide")
    manager.get_by_label("I agree to it").check()
    press(manager, "Decide")
    expect(main(manager)).to_contain_text("Agreed")
    worker.goto(request)
    gone(worker, "is not named in the protocol")
    mend(worker, "5.5", "Not every agency in the protocol has got its copy")
    follow(worker, "Record its copy")
    press(worker, "Record it")
    expect(main(worker)).to_contain_text("Got its copy")
    worker.goto(request)
    gone(worker, "Not every agency in the protocol")


def _agency(worker: Page, manager: Page, request: str) -> None:
    """5.6 by whoever asks; 4.1.1 and 5.8 by a line manager."""
    mend(worker, "5.6", "The agency has no copy of our confidentiality policy")
    follow(worker, "Record that they got a copy")
    on_day(worker, "When was it explained what it asks of them?", 0)
    press(worker, "Record it")
    expect(main(worker)).to_contain_text("What it asks of them was explained")
    manager.goto(request)
    gone(manager, "has no copy of our")
    mend(manager, "4.1.1", "Nobody here has seen this agency's confidentiality policy")
    follow(manager, "Record that you have seen its policy")
    on_day(manager, "When did you see it?", 0)
    on_day(manager, "When has it to be seen again?", 300)
    manager.get_by_label("I have read the agency’s confidentiality policy").check()
    manager.get_by_label("They have told us that they can keep to our").check()
    press(manager, "Record")
    expect(main(manager)).to_contain_text("The assurance is recorded")
    manager.goto(request)
    gone(manager, "Nobody here has seen")
    mend(manager, "5.8", "The management agreement does not say")
    follow(manager, "Record an agreement with its document")
    words = b"A breach of confidentiality is a breach of this agreement."
    manager.locator("input[type=file]").set_input_files(
        {"name": "signed.txt", "mimeType": "text/plain", "buffer": words}
    )
    on_day(manager, "When was it signed?", 0)
    manager.get_by_label("It says that a breach of confidentiality").check()
    press(manager, "Keep the document")
    expect(main(manager)).to_contain_text("In force")
    manager.goto(request)
    gone(manager, "The management agreement does not say")


def _prepare(worker: Page, request: str) -> None:
    """3.2.1: gone through, and read by the machine; then nothing is missing that is due."""
    worker.goto(request)
    mend(worker, "3.2.1", "Not every entry has been gone through")
    follow(worker, "Begin with the first entry")
    for _ in range(2):
        here = worker.url
        press(worker, "I have read this entry to its end")
        expect(worker).not_to_have_url(here)
    press(worker, "Let the machine read what is left")
    expect(main(worker)).to_contain_text("The machine has read it")
    mend(worker, "3.2.1", "Something that the machine found is neither withheld nor left in")
    looked_at(worker, "clauses-workbench")
    leave = worker.get_by_role("button", name=re.compile("^Leave in “"))
    expect(leave.first).to_be_visible()
    while left := leave.count():
        leave.first.click()
        expect(leave).to_have_count(left - 1)
    press(worker, "Let the machine read what is left")
    expect(main(worker)).to_contain_text("The machine has read it")
    looked_at(worker, "clauses-all-mended")
    expect(main(worker).locator(".latch-tasks__item--missing")).to_have_count(0)
    press(worker, "Ask for sign-off")
    expect(main(worker)).to_contain_text("Waiting for sign-off")


def _sign(manager: Page, senior: Page, request: str) -> None:
    """Reviewed by another (3.2.1), signed off by a manager (1.2), and by a second where risk rises (3.3.2 c)."""
    manager.goto(request)
    mend(manager, "3.2.1", "Nobody else has looked through what would leave")
    for box in main(manager).get_by_role("checkbox").all():
        box.check()
    manager.get_by_label("It may be signed off").check()
    press(manager, "Record the review")
    expect(main(manager)).to_contain_text("Your review is on record.")
    manager.goto(request)
    gone(manager, "Nobody else has looked through")
    mend(manager, "1.2", "No line manager has signed it off")
    _decide(manager)
    senior.goto(request)
    mend(senior, "3.3.2 c", "a second sign-off is needed")
    looked_at(senior, "clauses-second")
    _decide(senior)


def _decide(page: Page) -> None:
    page.get_by_label("Sign it off").check()
    press(page, "Record the decision")
    expect(main(page)).not_to_contain_text("Your decision")


def _release(worker: Page, request: str) -> None:
    """Read whole (1.2), with her own words kept to (3.3.2 d) and the agency known (4.1.1), it leaves."""
    worker.goto(request)
    gone(worker, "a second sign-off is needed")
    mend(worker, "1.2", "Nobody has confirmed having read the package whole")
    worker.get_by_label("I have read all of it").check()
    press(worker, "I have read it")
    gone(worker, "having read the package whole")
    mend(worker, "3.3.2 d", "has not confirmed keeping to the client's own words")
    expect(main(worker)).to_contain_text("Not before the whole meeting.")
    for tick in ("I know how the agency", "I will keep to the limits", "It is to leave now"):
        worker.get_by_label(tick).check()
    press(worker, "Release")
    expect(main(worker)).to_contain_text("Released as R-")
    follow(worker, "Why it was allowed")
    expect(main(worker)).not_to_contain_text("Missing")
    for clause in ("3.3.2 e", "4.1.1", "4.4.2", "5.5", "5.6", "5.7", "5.8"):
        expect(main(worker)).to_contain_text(clause)
