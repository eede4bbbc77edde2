"""What a sender says about its body breaks nothing, not even before our own code runs."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from confidentiality.interface.content_type import PlainContentType, plain_content_type
from tests import cast
from tests.signing_in import sign_in

TOKEN = "t" * 32
CLAIMED = (
    *("charset=rot13", "charset=undefined", "charset=idna", "charset=unicode_escape"),
    *("charset=utf-16", "charset=utf-7", "charset=\x00", "charset=" + "x" * 5000, "charset"),
    *("charset*=nope''x", "charset*=undefined''%FF", "charset*0*=rot13''x; charset*1=y", ";;=;"),
)


@pytest.mark.parametrize(
    ("claimed", "plain"),
    [
        ("text/plain; charset=rot13", "text/plain"),
        ("multipart/form-data; boundary=abc", 'multipart/form-data; boundary="abc"'),
        ('Multipart/Form-Data; boundary="a b:c"; x=y', 'multipart/form-data; boundary="a b:c"'),
        ("multipart/form-data; charset=idna; boundary=abc", 'multipart/form-data; boundary="abc"'),
        ("multipart/form-data; boundary*=nope''x", "multipart/form-data"),
        ("multipart/form-data", "multipart/form-data"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded"),
    ],
)
def test_a_content_type_keeps_its_boundary_only(claimed: str, plain: str) -> None:
    assert plain_content_type(claimed) == plain


@pytest.fixture
def client(db: None) -> Iterator[Client]:
    client = sign_in(Client(), cast.PEOPLE["iss_worker"])
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    signals = (request_started, request_finished)
    for signal in signals:  # they would close the connection that holds this test's transaction
        signal.disconnect(close_old_connections)
    yield client
    for signal in signals:
        signal.connect(close_old_connections)


def _post(client: Client, body: bytes, kind: str, *, plainly: bool = True) -> int:
    """Send a form to the whole WSGI application, as the web server does; return the answer's status."""
    status: list[str] = []
    environ: dict[str, Any] = client._base_environ(  # type: ignore[attr-defined]
        REQUEST_METHOD="POST",
        PATH_INFO=f"/files/{cast.FILES['amina'].reference}/entries/new/",
        CONTENT_TYPE=kind,
        CONTENT_LENGTH=str(len(body)),
        HTTP_COOKIE="; ".join(f"{name}={each.value}" for name, each in client.cookies.items()),
    )
    environ["wsgi.input"] = BytesIO(body)
    application = PlainContentType(WSGIHandler()) if plainly else WSGIHandler()

    def start(said: str, *_rest: object) -> Callable[[bytes], object]:
        status.append(said)
        return lambda _body: None

    list(application(environ, start))
    return int(status[0].split()[0])


def _bodies(claim: str) -> Iterator[tuple[bytes, str]]:
    fields = {"csrfmiddlewaretoken": TOKEN, "body": "\\ud800 \\x00 +2AA-", "happened_on-day": "1"}
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    yield f"{parts}--edge--\r\n".encode(), f"multipart/form-data; boundary=edge; {claim}"
    listed = "&".join(f"{name}={value}" for name, value in fields.items())
    yield listed.encode(), f"application/x-www-form-urlencoded; {claim}"


@pytest.mark.slow
@pytest.mark.attack("A10")
@pytest.mark.parametrize("claim", ["", *CLAIMED])
def test_no_claimed_charset_breaks_a_form(client: Client, claim: str) -> None:
    for body, kind in _bodies(claim):
        assert _post(client, body, kind) == 200, kind  # the form, with what is missing


@pytest.mark.attack("A10")
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary*=nope''x", "multipart/form-data"])
def test_a_body_without_a_boundary_is_refused_plainly(client: Client, kind: str) -> None:
    assert _post(client, b"--edge--\r\n", kind) in (400, 403)


def test_a_claimed_charset_does_break_django(client: Client) -> None:
    """Once this fails, Django has mended it, and our part before it can go."""
    ((body, kind), _) = _bodies("charset=rot13")
    assert _post(client, body, kind, plainly=False) == 500
