"""Putting an e-mail together and handing it to the mail server, protected on the way or not at all."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from django.conf import settings

from staff.organisation.details import address_of, needs_tls

SECONDS = 20
WAITS = "Something waits for you in Latch"
WAITS_BODY = "Something waits for you in Latch.\n\n{address}\n"
CODE = "Your code for Latch"
CODE_BODY = (
    "The code is {code}. Type it under Reminders within the hour.\n\n"
    "If you did not ask for it, do nothing: somebody mistyped their own address.\n"
)


class Unprotected(Exception):
    """It would go over a network in clear."""


@dataclass(frozen=True)
class Server:
    """The mail server that two people agreed to."""

    host: str
    port: int
    tls: str
    user: str
    sender: str
    password: str = field(default="", repr=False)


def reminder(*, sender: str, to: str) -> EmailMessage:
    """Return the message that says that something waits: the same for everybody and everything."""
    return _message(sender, to, WAITS, WAITS_BODY.format(address=settings.PUBLIC_URL))


def code_message(*, sender: str, to: str, code: str) -> EmailMessage:
    """Return the message that carries the code for an address."""
    return _message(sender, to, CODE, CODE_BODY.format(code=code))


def _message(sender: str, to: str, subject: str, body: str) -> EmailMessage:
    """Put a message together; raises Unfit for what is not one address, whoever sealed it so."""
    message = EmailMessage(policy=SMTP)  # refuses a line end in a header
    message["From"], message["To"] = address_of(sender), address_of(to)
    message["Subject"] = subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def send(server: Server, message: EmailMessage) -> None:
    """Hand a message to the mail server; raises Unprotected, OSError or SMTPException, and then it was not taken.

    The server's certificate has to be good for its name. How the server takes its leave does not matter any more.
    """
    if needs_tls(server.host, server.tls):
        raise Unprotected
    context = ssl.create_default_context()
    link = _connected(server, context)
    try:
        if server.tls == "starttls":
            link.starttls(context=context)
        if server.user:
            link.login(server.user, server.password)
        link.send_message(message)
    except BaseException:
        link.close()
        raise
    with contextlib.suppress(OSError, smtplib.SMTPException):
        link.quit()


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    here = settings.PUBLIC_HOST  # what it calls itself, instead of this machine's name
    if server.tls == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=here, timeout=SECONDS, context=context
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=here, timeout=SECONDS)
