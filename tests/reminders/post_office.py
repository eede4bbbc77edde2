"""A real mail server on a socket of this machine, with or without TLS, that may refuse; it keeps what it takes."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "latch", "correct horse battery"


class PostOffice:
    """What the server has taken: recipients and whole messages; `refuses`: the next ones are not taken."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.refuses = False
        self.port = 0

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        """Take a message, or refuse it."""
        if self.refuses:
            return "451 Not now"
        assert isinstance(envelope.content, bytes)
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        return "250 Taken"

    def authenticate(
        self, server: Any, session: Any, envelope: Any, how: str, said: Any
    ) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(said, LoginPassword)
        self.logins.append((said.login, said.password))
        right = said == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    @property
    def messages(self) -> list[Message]:
        """Return what was taken, read as mail."""
        return [message_from_bytes(content) for _, content in self.taken]


@contextmanager
def open_office(
    *, certificate: tuple[Path, Path] | None = None, with_password: bool = False, port: int = 0
) -> Iterator[PostOffice]:
    """Open a mail server; with a certificate it speaks STARTTLS and takes nothing without."""
    office = PostOffice()
    more: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        more = {"tls_context": context, "require_starttls": True}
    if with_password:
        more |= {"authenticator": office.authenticate, "auth_required": True}
    if with_password and not certificate:
        more["auth_require_tls"] = False
    controller = Controller(office, hostname="127.0.0.1", port=port or _free_port(), **more)
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def a_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """Make a certificate for a name, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return chain, secret
