"""Mail goes protected or not at all; tried against a real server, without a database."""

import smtplib
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from staff.organisation.details import Unfit
from staff.reminders import mail
from tests.reminders.post_office import PASSWORD, USER, a_certificate, open_office

pytestmark = pytest.mark.clause("3.3.1")
TO, SENDER = "ann.lee@example.org", "latch@example.org"


def server(port: int, **more: str) -> mail.Server:
    return replace(mail.Server("localhost", port, "starttls", "", SENDER), **more)  # type: ignore[arg-type]


def test_everybody_gets_the_same_words(settings: object) -> None:
    one, other = (mail.reminder(sender=SENDER, to=to) for to in (TO, "bo.khan@example.org"))
    assert one["Subject"] == other["Subject"] == "Something waits for you in Latch"
    assert one.get_content() == other.get_content()
    assert one.get_content() == "Something waits for you in Latch.\n\nhttp://localhost:8000\n"
    assert set(one) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }


@pytest.mark.attack("A10")
def test_a_header_takes_one_address_and_no_line_end() -> None:
    for to in (f"{TO}\nBcc: eve@example.org", f"{TO}, eve@example.org", f"<{TO}>"):
        with pytest.raises(Unfit):
            mail.reminder(sender=SENDER, to=to)


def test_starttls_and_password_with_a_certificate_that_is_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_certificate(tmp_path)
    message = mail.reminder(sender=SENDER, to=TO)
    with open_office(certificate=made, with_password=True) as office:
        with pytest.raises(ssl.SSLCertVerificationError):  # nobody vouches for it
            mail.send(server(office.port, user=USER, password=PASSWORD), message)
        monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            mail.send(server(office.port, user=USER, password="wrong"), message)
        with pytest.raises(smtplib.SMTPException):  # it asks for TLS
            mail.send(server(office.port, tls="none"), message)
        mail.send(server(office.port, user=USER, password=PASSWORD), message)
        (taken,) = office.taken
        assert taken[0] == [TO]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server's own, about what is tried here
@pytest.mark.attack("A2")
def test_nothing_goes_in_clear_over_a_network(tmp_path: Path) -> None:
    message = mail.reminder(sender=SENDER, to=TO)
    with open_office(with_password=True) as office:
        with pytest.raises(mail.Unprotected):
            mail.send(server(office.port, host="mail.example.org", tls="none"), message)
        # a server that offers no TLS, or somebody between who takes the offer out: neither password nor mail goes
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mail.send(server(office.port, user=USER, password=PASSWORD), message)
        with pytest.raises(ssl.SSLError):
            mail.send(server(office.port, tls="tls", user=USER, password=PASSWORD), message)
        assert office.logins == []
        assert office.taken == []
        mail.send(server(office.port, tls="none", user=USER, password=PASSWORD), message)
        assert len(office.taken) == 1
