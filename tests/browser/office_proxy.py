"""A proxy of the test's own before the office screens' process, http or https, that can take a measure away.

So that each measure against what a browser keeps is seen to matter, without a switch in the product.
"""

import base64
import hashlib
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.kiosk.office import SITTING

HOST = "office.localhost"
MEASURES = (
    "no-store",
    "emptied",
    "cache cleared",
    "told to go",
    "replaced",
)  # of a page that is left
# Besides: "ended", by the server, and "not remembered", of what is typed.
LEAVES = "/leave/"
SWAPS = {
    "emptied": {"pagehide": "-", "pageshow": "--", "document.body.replaceChildren()": "0"},
    "replaced": {"location.replace(": "location.assign("},
}
OWN = {"connection", "transfer-encoding", "content-length", "date", "server", "host"}


class Certificate(NamedTuple):
    """A self-signed certificate, and the print of its key by which a browser is told to trust it."""

    path: Path
    print: str


def certificate(folder: Path) -> Certificate:
    """Make a certificate for the office's name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "office.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Certificate(path, base64.b64encode(hashlib.sha256(public).digest()).decode())


class Served(BaseHTTPRequestHandler):
    """Hands everything on, without what is `off`."""

    protocol_version = "HTTP/1.1"
    to = 0
    off: frozenset[str] = frozenset()
    tls = False

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Hand a request on, and its answer back."""
        link = http.client.HTTPConnection("127.0.0.1", self.to, timeout=20)
        length = int(self.headers.get("Content-Length") or 0)
        told = {k: v for k, v in self.headers.items() if k.lower() not in OWN | {"origin"}}
        told["Host"] = f"{HOST}:{self.to}"
        if "Origin" in self.headers:  # what a proxy that ends TLS stands for
            told["Origin"] = f"http://{HOST}:{self.to}"
        told["Accept-Encoding"] = "identity"
        if "ended" in self.off and self.path == LEAVES:  # the page looks left, and nobody is told
            told.pop("Cookie", None)
            told["Cookie"] = self._screens()
        link.request(self.command, self.path, self.rfile.read(length), told)
        answer = link.getresponse()
        headers, body = self._without(answer.getheaders(), answer.read())
        self.send_response(answer.status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        link.close()

    do_POST = do_HEAD = do_GET

    def _screens(self) -> str:
        """Return the cookie of the screen without that of whoever reads at it."""
        sent = self.headers.get("Cookie", "").split("; ")
        return "; ".join(each for each in sent if not each.startswith(f"{SITTING}="))

    def _without(
        self, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[list[tuple[str, str]], bytes]:
        kept = [(k, v) for k, v in headers if k.lower() not in OWN]
        path = urlsplit(self.path).path
        if "ended" in self.off and path == LEAVES:
            kept = [(k, v) for k, v in kept if k.lower() != "set-cookie"]
        if "not remembered" in self.off:
            body = body.replace(b'autocomplete="off"', b'autocomplete="on"')
        if "no-store" in self.off and not path.startswith("/static/"):
            kept = [(k, v) for k, v in kept if k.lower() != "cache-control"]
            kept.append(("Cache-Control", "private, max-age=600"))
        if "cache cleared" in self.off:
            kept = [(k, v) for k, v in kept if k.lower() != "clear-site-data"]
        if path.endswith("/kiosk.js"):
            kept = [(k, v) for k, v in kept if k.lower() not in ("etag", "last-modified")]
            script = body.decode()
            for measure in self.off & SWAPS.keys():
                for old, new in SWAPS[measure].items():
                    assert old in script, old
                    script = script.replace(old, new)
            body = script.encode()
        if path.endswith("/calendar.js") and "told to go" in self.off:
            body = b""
        return kept, body


@contextmanager
def proxied(
    to: int, *, off: frozenset[str] = frozenset(), tls: Path | None = None
) -> Iterator[str]:
    """Stand before the process that listens at a port; give the address of the proxy."""
    handler = type("Handler", (Served,), {"to": to, "off": off})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    scheme = "https" if tls else "http"
    try:
        yield f"{scheme}://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
