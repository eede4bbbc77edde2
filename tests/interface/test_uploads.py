"""Uploads stay in memory, and what is too large is answered, not cut off."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django.fixtures import Settings as SettingsFixture

from confidentiality.interface.errors import bad_request


def upload(*sizes: int) -> WSGIRequest:
    files = {f"f{n}": SimpleUploadedFile("a.csv", b"x" * size) for n, size in enumerate(sizes)}
    return RequestFactory().post("/", files)


def sent(body: Any, length: int) -> WSGIRequest:
    environ = RequestFactory().post("/", content_type=MULTIPART_CONTENT).environ
    return WSGIRequest({**environ, "wsgi.input": body, "CONTENT_LENGTH": str(length)})


def test_an_upload_of_any_allowed_size_stays_in_memory() -> None:
    size = 5 * 1024 * 1024
    assert settings.UPLOAD_MAX_BYTES > size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    kept = upload(size).FILES["f0"]
    assert isinstance(kept, InMemoryUploadedFile)
    assert kept.size == size
    assert kept.read() == b"x" * size


def test_files_are_counted_together(settings: SettingsFixture) -> None:
    settings.UPLOAD_MAX_BYTES = 300_000
    assert len(upload(100_000, 100_000).FILES) == 2
    files = {f"f{n}": SimpleUploadedFile("a.csv", b"x" * 200_000) for n in range(3)}
    body = io.BytesIO(encode_multipart(BOUNDARY, files))
    with pytest.raises(RequestDataTooBig):
        _ = sent(body, len(body.getvalue())).FILES
    assert not body.read(1)  # the rest was read away


class Stream(io.RawIOBase):
    """A body that counts what is read of it, in pieces of what size."""

    def __init__(self, length: int) -> None:
        self.left, self.largest = length, 0

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, size if size >= 0 else self.left)
        self.left, self.largest = self.left - size, max(self.largest, size)
        return b"x" * size


def test_a_hundred_megabytes_are_read_away_in_small_pieces_and_refused() -> None:
    length = 100 * 1024 * 1024
    body = Stream(length)
    with pytest.raises(RequestDataTooBig):
        _ = sent(body, length).FILES
    assert body.left == 0  # the browser is listening now, not still sending
    assert body.largest <= 64 * 1024


def test_half_an_upload_is_no_upload() -> None:
    whole = encode_multipart(BOUNDARY, {"f": SimpleUploadedFile("a.csv", b"x" * 1000)})
    for body, arrived in [(whole, ["f"]), (whole[:500], [])]:
        request = RequestFactory().generic("POST", "/", body, MULTIPART_CONTENT)
        assert list(request.FILES) == arrived


def test_too_large_is_answered_in_words() -> None:
    request: Any = RequestFactory().post("/")
    request._messages = []
    answer = bad_request(request, RequestDataTooBig())
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
