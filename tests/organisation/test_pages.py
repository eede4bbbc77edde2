"""The pages of the organisation's details, from asking to agreeing, as two people go through them."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.clause("5.2.7")
SessionOf = Callable[[str], Client]
AGREE = {"decision": "agree"}
SERVER = {
    **{"host": "mail.example.org", "port": "587", "tls": "starttls"},
    **{"user": "latch", "password": "correct horse battery", "sender": "latch@example.org"},
}


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def asked(client: Client, address: str, **said: str) -> str:
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


@override_settings(ORGANISATION_NAME="The Elm")
def test_one_asks_and_another_agrees(committed: str, session_of: SessionOf) -> None:
    admin, trustee = session_of("records_admin"), session_of("trustee")
    change = asked(admin, "/setup/details/networks/", networks="81.2.0.0/16")
    assert "You asked for it" in text(admin, change)
    assert admin.post(change, AGREE).status_code == 404
    assert "Organisation (1)" in text(trustee, "/today/")
    assert "Unsafe" in text(trustee, change)
    assert trustee.post(change, AGREE).status_code == 302
    details = text(admin, "/setup/details/")
    assert "in none of your offices" in details
    assert "The operator has set LATCH_ORGANISATION_NAME" in details
    assert "81.2.0.0/16: shared with people" in text(admin, "/setup/")
    wide = admin.post("/setup/details/networks/", {"networks": "0.0.0.0/0"}).content.decode()
    assert "far too wide" in wide


def test_the_password_is_on_no_page(committed: str, session_of: SessionOf) -> None:
    admin, trustee = session_of("records_admin"), session_of("trustee")
    change = asked(admin, "/setup/details/email/", **SERVER)
    trustee.post(change, AGREE)
    kept = {**SERVER, "password": ""}
    for client in (admin, trustee):
        for address in (change, "/setup/details/", "/setup/details/email/"):
            assert SERVER["password"] not in text(client, address)
    elsewhere = admin.post("/setup/details/email/", {**kept, "host": "evil.example.org"})
    assert "Type the password" in elsewhere.content.decode()
    clear = admin.post("/setup/details/email/", {**SERVER, "tls": "none"}).content.decode()
    assert "protected on the way" in clear
    sender = admin.post("/setup/details/email/", {**kept, "sender": "a@b.org,c@d.org"})
    assert "Write one e-mail address" in sender.content.decode()
    asked(admin, "/setup/details/email/", **{**kept, "sender": "other@example.org"})
    assert asked(admin, "/reminders/trial/") == "/reminders/"


def test_a_period_is_asked_for_under_retention(committed: str, session_of: SessionOf) -> None:
    admin, trustee, page = (
        session_of("records_admin"),
        session_of("trustee"),
        "/retention/schedule/",
    )
    period = f"{page}case_files/"
    short = admin.post(period, {"years": "5", "why": ""}).content.decode()
    assert "Clause 5.2.7 asks for 6 years at the least" in short
    assert "Say why" in admin.post(period, {"years": "8", "why": ""}).content.decode()
    change = asked(admin, period, years="8", why="The insurer asks for it")
    assert trustee.post(change, AGREE).status_code == 302
    assert "Longer because" in text(admin, page)
    assert "kept for 8 years" in text(admin, "/retention/")
    back = asked(admin, period, years="6", why="")
    assert "30 days after it is agreed to" in text(trustee, back)
    trustee.post(back, AGREE)
    assert "it is 6 years" in text(admin, page)
    assert "more files come due on that day" in text(admin, "/retention/")
