"""What is typed is kept within its form, comes back in its place, and goes when it is sent."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.clients.questions import day, end_grants, entries_of, give, path, reference
from tests.drafts.working import WORDS, draft_id_in, drafts_of, page_with, showing, words_of
from tests.filling import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.6.6")]
SignedIn = Callable[[str], Client]
ID = b"0f3c7a52-9d1e-4b6a-8c2f-5e7d90b1a634"
ENTRY = {"kind": "call", "who_rang": "they", "nature": "fact"}
ADD = path("add_entry", "amina")


def today() -> dict[str, str]:
    return day("happened_on", timezone.localdate())


def test_what_is_typed_is_kept_and_comes_back_in_its_place(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    answer = page.save(client, **ENTRY, body=WORDS)
    assert answer["state"] == "kept"
    assert answer["session"] == "open"
    assert words_of("iss_worker") == [{**ENTRY, "body": WORDS}]
    html = signed_in("iss_worker").get(answer["address"]).content.decode()
    assert WORDS in html
    (form,) = [f for f in forms_of(html, ADD) if "draft" in f.fields]
    assert 'value="call" checked' in html
    assert "Fill in" not in html  # no complaint about what is not written yet
    assert form.fields["draft_base"].value == str(answer["version"])


def test_a_page_keeps_its_latest_words_whatever_comes_late(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.save(client, body="one")
    page.save(client, body="one two")
    page.serial = 0  # the first save again, come late
    page.save(client, body="one")
    assert words_of("iss_worker") == [{"body": "one two"}]


def test_two_tabs_on_the_same_form_are_two_drafts(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    first, second = showing(client, ADD), showing(client, ADD)
    kept = first.save(client, body="in the first")
    second.save(client, body="in the second")
    assert words_of("iss_worker") == [{"body": "in the second"}, {"body": "in the first"}]
    html = client.get(ADD).content.decode()
    assert "You typed in this form before" in html
    assert kept["address"] in html
    assert "in the first" not in html


def test_one_draft_in_two_tabs_is_overwritten_by_neither(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    address = showing(client, ADD).save(client, body="begun")["address"]
    one, other = showing(client, address), showing(client, address)
    assert one.save(client, body="begun and one")["state"] == "kept"
    answer = other.save(client, body="begun and other")
    assert answer["state"] == "forked"
    assert answer["address"] != address
    assert other.save(client, body="begun and other more")["state"] == "kept"
    found = [words["body"] for words in words_of("iss_worker")]
    assert sorted(found) == ["begun and one", "begun and other more"]


def test_a_draft_goes_with_the_action_that_takes_it(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.save(client, **ENTRY, body=WORDS)
    assert len(drafts_of("iss_worker")) == 1
    answer = client.post(ADD, page.sent(**ENTRY, body=WORDS, **today()))
    assert answer.status_code == 302
    assert drafts_of("iss_worker") == []
    late = {**page.__dict__}
    page.serial = 0  # a save that was under way when the form was sent
    assert page.save(client, body=WORDS)["state"] == "kept", late
    assert drafts_of("iss_worker") == []


def test_a_document_sent_by_the_pages_script_takes_its_draft_along(signed_in: SignedIn) -> None:
    """The script is told where to go on by a header: taken all the same."""
    client, address = signed_in("iss_worker"), f"/files/{reference('amina')}/documents/new/"
    page = showing(client, address)
    page.save(client, body=WORDS)
    words = {"body": WORDS, "nature": "fact", "court_paper": "no", **today()}
    upload = {"document": SimpleUploadedFile("letter.txt", b"Dear all,")}
    headers = {"HX-Request": "true"}
    answer = client.post(address, {**page.sent(**words), **upload}, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, path("file", "amina"))
    assert drafts_of("iss_worker") == []


def test_words_typed_after_sending_are_a_draft_of_their_own(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    client.post(ADD, page.sent(**ENTRY, body=WORDS, **today()))
    page.serial = 2
    page.save(client, body="typed after Back")
    assert words_of("iss_worker") == [{"body": "typed after Back"}]


def test_a_form_that_is_not_taken_keeps_its_draft(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.save(client, body=WORDS)
    answer = client.post(ADD, page.sent(body=WORDS))  # no kind, no nature
    assert answer.status_code == 200
    assert "data-keep-sent" in answer.content.decode()
    (form,) = [f for f in forms_of(answer.content.decode(), ADD) if "draft" in f.fields]
    assert len(drafts_of("iss_worker")) == 1
    again = showing(client, ADD)
    again.place, again.base = form.fields["draft"].value, int(form.fields["draft_base"].value)
    assert again.save(client, body=WORDS + " More.")["state"] == "kept"
    assert words_of("iss_worker") == [{"body": WORDS + " More."}]


@pytest.mark.parametrize("script", [True, False])
def test_a_refused_form_in_which_nothing_was_typed_is_no_draft(
    signed_in: SignedIn, *, script: bool
) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.writer = page.writer if script else ""
    shown = {"at": page.form.fields["at"].value, **today()}
    html = client.post(ADD, page.sent(**shown)).content.decode()
    assert "Fill in" in html
    assert "data-keep-sent" not in html
    assert drafts_of("iss_worker") == []
    assert "You typed in this form before" not in client.get(ADD).content.decode()
    (form,) = [f for f in forms_of(html, ADD) if "draft" in f.fields]
    assert page_with(form).save(client, body=WORDS)["state"] == "kept"
    assert [words["body"] for words in words_of("iss_worker")] == [WORDS]


def test_a_form_that_was_emptied_and_refused_leaves_no_draft_behind(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.save(client, body=WORDS)
    html = client.post(ADD, page.sent(body="", **today())).content.decode()
    assert "Fill in" in html
    assert drafts_of("iss_worker") == []
    page.serial -= 1  # a save that was under way
    assert page.save(client, body=WORDS)["state"] == "kept"
    assert drafts_of("iss_worker") == []


def test_a_refused_form_in_which_something_was_chosen_is_kept(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post(ADD, showing(client, ADD).sent(kind="call", **today()))
    assert [words["kind"] for words in words_of("iss_worker")] == ["call"]


@pytest.mark.parametrize("late", ["before", "after"])
def test_a_save_that_a_refused_form_overtook_leaves_no_draft_behind(
    signed_in: SignedIn, late: str
) -> None:
    """The page's last save, still under way, comes before or after the next page's first."""
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.serial = 1
    html = client.post(ADD, page.sent(body=WORDS)).content.decode()
    page.serial = 0
    (form,) = [f for f in forms_of(html, ADD) if "draft" in f.fields]
    again = page_with(form)
    saves = (page, again) if late == "before" else (again, page)
    assert [each.save(client, body=WORDS)["state"] for each in saves] == ["kept", "kept"]
    assert client.post(ADD, again.sent(**ENTRY, body=WORDS, **today())).status_code == 302
    assert drafts_of("iss_worker") == []


def test_a_refused_form_is_kept_also_without_javascript(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.writer = ""  # nobody counts
    client.post(ADD, page.sent(body=WORDS))
    assert [words["body"] for words in words_of("iss_worker")] == [WORDS]


def test_the_button_keeps_a_draft_without_javascript(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    answer = client.post("/drafts/keep/", page.sent(body=WORDS))
    assert answer.status_code == 302
    html = client.get(answer["Location"]).content.decode()
    assert "What you typed is kept as a draft" in html
    assert WORDS in html
    assert client.post("/drafts/keep/", {"body": WORDS}).status_code == 404


# ---- sessions that have ended


def _end(client: Client) -> None:
    client.cookies.pop(settings.SESSION_COOKIE_NAME)


def test_typing_goes_on_being_kept_when_the_session_has_ended(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    _end(client)
    assert page.save(client, body=WORDS)["session"] == "ended"
    assert words_of("iss_worker") == [{"body": WORDS}]


def test_a_form_sent_in_an_ended_session_is_kept_and_comes_back(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    before = len(entries_of("amina", "iss_worker"))
    _end(client)
    answer = client.post(ADD, page.sent(**ENTRY, body=WORDS))
    assert answer["Location"].startswith("/account/login/?next=%2Ffiles%2F")
    assert "it is kept as a draft" in client.get(answer["Location"]).content.decode()
    assert len(entries_of("amina", "iss_worker")) == before
    (kept,) = drafts_of("iss_worker")
    back = f"{ADD}?draft={kept.id}"
    assert answer["Location"].endswith(
        back.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
    )
    assert WORDS in signed_in("iss_worker").get(back).content.decode()


def test_whoever_signs_in_next_on_the_same_browser_sees_nothing_of_it(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    page = showing(signed_in("iss_worker"), ADD)
    other = signed_in("iss_senior")
    assert other.post(ADD, page.sent(**ENTRY, body=WORDS)).status_code in (200, 302)
    assert page.save(other, body=WORDS)["state"] == "kept"
    assert drafts_of("iss_senior") == []
    (hers,) = drafts_of("iss_worker")
    for address in (f"{ADD}?draft={hers.id}", "/drafts/", f"/drafts/{hers.id}/"):
        assert WORDS not in other.get(address).content.decode()
    assert WORDS in signed_in("iss_worker").get(f"{ADD}?draft={hers.id}").content.decode()


def test_a_form_with_a_spent_token_is_kept(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    client.handler.enforce_csrf_checks = True
    answer = client.post(ADD, page.sent(**ENTRY, body=WORDS) | {"csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "kept as a draft" in answer.content.decode()
    assert words_of("iss_worker")[0]["body"] == WORDS


def test_typing_goes_on_being_kept_while_the_session_is_locked(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    client.post("/screen/lock/")
    assert page.save(client, body=WORDS)["session"] == "locked"
    assert words_of("iss_worker") == [{"body": WORDS}]
    (draft,) = drafts_of("iss_worker")
    for address in (f"{ADD}?draft={draft.id}", f"/drafts/{draft.id}/", "/drafts/"):
        assert client.get(address)["Location"].startswith("/account/unlock/")


def test_a_form_sent_in_a_locked_session_is_kept_and_comes_back(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    client.post("/screen/lock/")
    answer = client.post(ADD, page.sent(**ENTRY, body=WORDS))
    assert answer["Location"].startswith("/account/unlock/?next=%2Ffiles%2F")
    html = client.get(answer["Location"]).content.decode()
    assert "kept as a draft" in html
    assert WORDS not in html
    password = cast.password_of(cast.PEOPLE["iss_worker"])
    back = unquote(answer["Location"].partition("next=")[2])
    opened = client.post("/account/unlock/", {"password": password, "next": back})
    assert opened["Location"] == back
    assert WORDS in client.get(back).content.decode()


def test_a_page_of_whoever_was_here_before_sends_nothing_as_somebody_else(
    signed_in: SignedIn,
) -> None:
    """Signing in renews the token of forms; the words are kept for their writer, and nobody else is told."""
    give("amina", "iss_senior", "view", "contribute")
    page, before = showing(signed_in("iss_worker"), ADD), len(entries_of("amina", "iss_worker"))
    other = signed_in("iss_senior")
    other.handler.enforce_csrf_checks = True
    answer = other.post(ADD, page.sent(**ENTRY, body=WORDS, **today()))
    assert answer.status_code == 403
    assert "draft=" not in answer.content.decode()
    assert len(entries_of("amina", "iss_worker")) == before
    assert words_of("iss_worker")[0]["body"] == WORDS
    assert drafts_of("iss_senior") == []


def test_a_step_that_fails_on_our_side_loses_no_word(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError

    client = signed_in("iss_worker")
    page = showing(client, ADD)
    client.raise_request_exception = False
    monkeypatch.setattr("clients.actions.add_entry", fail)
    assert client.post(ADD, page.sent(**ENTRY, body=WORDS, **today())).status_code == 500
    assert words_of("iss_worker")[0]["body"] == WORDS


# ---- whose they are


def test_a_lost_grant_takes_the_draft_with_it(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    client = signed_in("iss_senior")
    page = showing(client, ADD)
    address = page.save(client, body=WORDS)["address"]
    assert WORDS in client.get(address).content.decode()
    end_grants("amina", of="iss_senior")
    assert page.save(client, body=WORDS + " more")["state"] == "refused"
    assert drafts_of("iss_senior") == []
    assert client.get(f"/drafts/{draft_id_in(address)}/").status_code == 404
    assert client.get(address).status_code == 404
    assert "Add entry" not in client.get("/drafts/").content.decode()


@pytest.mark.clause("3.2.1")
def test_what_others_said_needs_its_own_right_as_a_draft_too(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, path("add_third_party_record", "amina"))
    page.save(client, body=WORDS)
    (draft,) = drafts_of("iss_worker")
    assert draft.needs == "third_party"


@pytest.mark.parametrize("signed", ["", "x", "eyJhIjoxfQ:1abc:def", "null"])
def test_a_place_that_was_not_signed_here_is_refused(signed_in: SignedIn, signed: str) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    page.place = signed
    assert page.save(client, body=WORDS)["state"] == "refused"
    assert drafts_of("iss_worker") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b'{"place":"x","writer":"x","serial":1,"base":0,"words":[]}',
        b'{"place":"x","writer":"%s","serial":-1,"base":0,"words":[]}' % ID,
        b'{"place":"x","writer":"%s","serial":1,"base":0,"words":[1]}' % ID,
        b'{"place":"x","writer":"%s","serial":1,"base":0,"words":[["a",1]]}' % ID,
    ],
)
def test_a_save_that_makes_no_sense_gets_a_plain_answer(body: bytes) -> None:
    answer = Client().post("/drafts/save/", body, content_type="application/json")
    assert answer.status_code == 400


# ---- the pages


def test_drafts_are_listed_read_and_discarded(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert "Nothing waits here" in client.get("/drafts/").content.decode()
    draft = draft_id_in(showing(client, ADD).save(client, body=WORDS)["address"])
    listed = client.get("/drafts/").content.decode()
    assert "Add entry" in listed
    assert cast.FILES["amina"].reference in listed
    assert WORDS not in listed
    assert WORDS in client.get(f"/drafts/{draft}/").content.decode()
    assert "their key are destroyed" in client.get(f"/drafts/{draft}/discard/").content.decode()
    assert len(drafts_of("iss_worker")) == 1
    client.post(f"/drafts/{draft}/discard/")
    assert drafts_of("iss_worker") == []
    assert client.get(f"/drafts/{draft}/").status_code == 404


def test_my_files_say_that_drafts_wait(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert "did not send" not in client.get("/files/").content.decode()
    showing(client, ADD).save(client, body=WORDS)
    assert "1 draft that you did not send" in client.get("/files/").content.decode()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (ADD, True),
        (path("add_third_party_record", "amina"), True),
        ("/files/new/", True),
        (f"/files/{cast.FILES['amina'].reference}/consents/new/", True),
        (f"/files/{cast.FILES['amina'].reference}/disclosures/new/", False),
        (f"/files/{cast.FILES['amina'].reference}/disclosures/new/informed-consent/", True),
        ("/agencies/new/", True),
        ("/emergency/search/", True),
        ("/search/", False),
        ("/duty/", False),
        ("/files/", False),
        (path("close_file", "amina"), False),
        ("/account/2fa/reauthenticate/", False),
    ],
)
def test_forms_with_free_text_are_kept_and_no_others(
    signed_in: SignedIn, address: str, kept: bool
) -> None:
    answer = signed_in("iss_worker").get(address)
    assert answer.status_code == 200
    assert ("data-keep=" in answer.content.decode()) is kept


def test_what_was_discarded_does_not_come_back_by_a_late_save(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = showing(client, ADD)
    address = page.save(client, body=WORDS)["address"]
    other = showing(client, address)
    client.post(f"/drafts/{draft_id_in(address)}/discard/")
    page.serial = 0  # a save that was under way
    assert page.save(client, body=WORDS)["state"] == "kept"
    assert drafts_of("iss_worker") == []
    answer = other.save(client, body="typed since")  # in a tab that is open still
    assert answer["state"] == "forked"
    assert answer["address"] != address
    assert words_of("iss_worker") == [{"body": "typed since"}]
    assert client.get(f"/drafts/{draft_id_in(address)}/").status_code == 404
