"""The story through the pages: asked, shown what is missing, signed off, read, released, kept."""

import re
from html import unescape

import pytest
from django.test import Client

from confidentiality.access.identity import acting_as
from disclosures.models import (
    Consent,
    Release,
)
from tests.disclosures import story
from tests.disclosures.pages import (
    REFERENCE,
    SignedIn,
    address,
    ask_form,
    consent_form,
    hidden,
    page,
    step_up,
)
from tests.disclosures.story import ASKER, MANAGER, who

pytestmark = pytest.mark.django_db


@pytest.mark.clause("1.2", "2.1", "3.3.2 d")
@pytest.mark.slow
def test_the_whole_story_through_the_pages(signed_in: SignedIn) -> None:
    asker, manager = signed_in(ASKER), signed_in(MANAGER)
    request_path = _ask_with_gaps_then_whole(asker)
    _sign_off(manager, request_path)
    html = page(asker, request_path + "package/")
    reading = {"content": hidden(html, "content"), "confirmed": "on"}
    assert asker.post(request_path + "package/", reading).status_code == 302
    package_path = _release(asker, request_path + "release/")
    with acting_as(who(ASKER)):
        released = Release.objects.select_related("package").get()
    assert package_path == address("package", released.package.id)
    assert released.reference in page(asker, address("register", REFERENCE))
    assert "She disclosed a rape" in page(manager, package_path)


def _ask_with_gaps_then_whole(asker: Client) -> str:
    contact_id = story.an_agency()
    asker.post(address("record_consent", REFERENCE), consent_form(contact_id))
    assert story.AGENCY in page(asker, address("consents", REFERENCE))
    with acting_as(who(ASKER)):
        consent = Consent.objects.get()
    gaps = {**ask_form(contact_id, ""), "readers": "", "raises_risk": ""}
    answer = asker.post(address("ask_to_disclose", REFERENCE, "informed_consent"), gaps)
    request_path = answer["Location"]
    html = page(asker, request_path)
    for missing in ("no record of the client", "Who will read it", "assessed whether this raises"):
        assert missing in html
    answer = asker.post(request_path + "submit/")
    assert answer.status_code == 409
    assert "To be mended by" in answer.content.decode()
    asker.post(request_path + "change/", ask_form(contact_id, consent.id))
    _prepare(asker, request_path)
    answer = asker.post(request_path + "submit/")
    assert answer.status_code == 302, answer.content.decode()
    return request_path


def _prepare(asker: Client, request_path: str) -> None:
    """Go through both entries, as the page leads from one to the other, and leave in what was found."""
    html = page(asker, request_path + "prepare/")
    for words in ("0 of 2 entries gone through", "Begin with the first entry"):
        assert words in html
    for key in re.findall(r'name="key" value="([^"]+)"', html):
        asker.post(request_path + "prepare/decide/", {"key": unescape(key), "does": "leave"})
    entry = re.search(r"prepare/[0-9a-f-]{36}/", html)
    assert entry
    path = request_path + entry.group()
    while path.count("/prepare/") and not path.endswith("/prepare/"):
        html = page(asker, path)
        after = re.search(r'name="after" value="([^"]*)"', html)
        assert after
        said = {"source": hidden(html, "source"), "after": after.group(1)}
        path = asker.post(path + "read/", said)["Location"]
    assert "2 of 2 entries gone through" in page(asker, path)


def _sign_off(manager: Client, request_path: str) -> None:
    queue = page(manager, address("approvals"))
    assert REFERENCE in queue
    assert "Amina Farouk" not in queue
    approval_path = address("approval", request_path.split("/")[2])
    html = page(manager, approval_path)
    assert "She disclosed a rape" in html
    review_path = request_path + "review/"
    assert review_path in html
    html = page(manager, review_path)
    stops = [unescape(key) for key in re.findall(r'name="stops"[^>]* value="([^"]+)"', html)]
    said = {"content": hidden(html, "content"), "outcome": "pass", "stops": stops}
    assert manager.post(review_path, said).status_code == 302
    decision = {"content": hidden(html, "content"), "decision": "approve", "words": "Agreed."}
    assert "reauthenticate" in manager.post(approval_path, decision)["Location"]
    assert REFERENCE in page(manager, address("approvals"))  # it waits as it did
    step_up(manager, MANAGER)
    assert manager.post(approval_path, decision)["Location"] == address("approvals")


def _release(asker: Client, release_path: str) -> str:
    assert "reauthenticate" in asker.get(release_path)["Location"]
    step_up(asker, ASKER)
    assert story.WORDS in page(asker, release_path)
    ticks = {"knows_policy": "on", "keeps_words": "on"}
    assert asker.post(release_path, ticks).status_code == 200  # the last tick is missing
    answer = asker.post(release_path, {**ticks, "confirmed": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]
