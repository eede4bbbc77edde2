"""The frame of every page, sign-in and the error pages, through the real middleware."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings as SettingsFixture

from confidentiality.access.http import Refused
from confidentiality.interface import errors
from tests import cast
from tests.interface.markup import breaks_policy, find, one, read

SignedIn = Callable[[str], Client]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def page(answer: Any, status: int = 200) -> str:
    """Return the page, after looking at what has to be true of every one."""
    assert answer.status_code == status, answer
    html: str = answer.content.decode()
    assert breaks_policy(html) == []
    assert one(html, "title").text.endswith(" – Latch")
    assert len(find(html, "h1")) == 1
    assert one(html, "main").attrs["id"] == "main-content"
    assert one(html, "a", class_="govuk-skip-link").attrs["href"] == "#main-content"
    assert one(html, "html").attrs["lang"] == "en-GB"
    for element in read(html):
        if (address := element.attrs.get("href") or "").startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
    return html


def places(html: str) -> list[str]:
    return [e.text.strip() for e in find(html, "a", class_="govuk-service-navigation__link")]


@pytest.mark.django_db
def test_the_frame_says_who_is_signed_in_and_how_to_leave(signed_in: SignedIn) -> None:
    person = cast.PEOPLE["iss_worker"]
    html = page(signed_in("iss_worker").get(reverse("policy:clauses")))
    who = one(html, "div", class_="latch-header__identity").text
    assert person.name in who
    assert person.role.label in who
    leave = one(html, "form", class_="latch-header__leave")
    assert (leave.attrs["method"], leave.attrs["action"]) == ("post", reverse("account_logout"))
    assert person.name not in one(html, "title").text


@pytest.mark.django_db
def test_sign_in_asks_in_our_words(client: Client) -> None:
    html = page(client.get(reverse("account_login")))
    assert [label.text.strip() for label in find(html, "label")] == ["Sign-in name", "Password"]
    assert one(html, "input", name="login").attrs["autocomplete"] == "username"
    assert one(html, "input", name="password").attrs["autocomplete"] == "current-password"
    assert places(html) == []
    assert "Sign out" not in html


@pytest.mark.django_db
def test_a_failed_sign_in_says_so_once_and_says_no_more(client: Client) -> None:
    known = cast.PEOPLE["iss_worker"].sign_in
    said = []
    for name in (known, "nobody.here"):
        html = page(client.post(reverse("account_login"), {"login": name, "password": "wrong"}))
        assert one(html, "title").text.startswith("Error: ")
        said.append(one(html, "div", class_="govuk-error-summary").text)
        assert "wrong" not in TOKEN.sub("", html)
    assert said[0] == said[1]


@pytest.mark.django_db
def test_an_empty_sign_in_says_what_is_missing(client: Client) -> None:
    html = page(client.post(reverse("account_login"), {}))
    links = one(html, "div", class_="govuk-error-summary").inside
    assert [e.text.strip() for e in links if e.tag == "a"] == [
        "Fill in ‘Sign-in name’",
        "Fill in ‘Password’",
    ]


@pytest.mark.django_db
def test_the_code_is_asked_for_next(client: Client) -> None:
    person = cast.PEOPLE["iss_worker"]
    credentials = {"login": person.sign_in, "password": cast.password_of(person)}
    assert client.post(reverse("account_login"), credentials).status_code == 302
    html = page(client.get(reverse("mfa_authenticate")))
    assert one(html, "input", name="code").attrs["autocomplete"] == "one-time-code"
    assert places(html) == []
    html = page(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert "Incorrect code" in one(html, "div", class_="govuk-error-summary").text


@pytest.mark.parametrize(
    "name", ["account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_index"]
)
@pytest.mark.django_db
def test_the_pages_about_oneself_draw(signed_in: SignedIn, name: str) -> None:
    page(signed_in("iss_worker").get(reverse(name)))


@pytest.mark.django_db
def test_hidden_and_absent_look_the_same(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    first, second = (
        TOKEN.sub("", page(client.get(path), 404)) for path in ("/files/no-1/", "/files/no-2/no/")
    )
    assert "There is nothing here for you" in first
    assert first == second


def test_a_refusal_says_what_the_door_said() -> None:
    request = RequestFactory().post("/x/")
    request._messages = []  # type: ignore[attr-defined]
    answer = errors.permission_denied(request, Refused("Only <her> lead may do this.", "x"))
    assert "Only &lt;her&gt; lead may do this." in page(answer, 403)
    assert "not yours to take" in page(errors.permission_denied(request, Exception("secret")), 403)
    assert "secret" not in errors.page_not_found(request, Http404("secret")).content.decode()
    assert "secret" not in page(errors.bad_request(request, Exception("secret")), 400)


@pytest.mark.django_db
def test_our_own_fault_is_told_without_asking_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        html = page(errors.server_error(RequestFactory().get("/x/")), 500)
    assert "on our side" in html


@pytest.mark.django_db
def test_a_form_from_a_stale_page_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert "gone out of date" in page(answer, 403)


@pytest.mark.django_db
def test_a_document_that_is_too_large_is_explained(
    client: Client, settings: SettingsFixture
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    sheet = SimpleUploadedFile("a.csv", b"x" * 2000)
    answer = client.post(reverse("account_login"), {"sheet": sheet})
    assert "too large" in page(answer, 413)
