"""From where a request comes, behind our own proxies (A13): what a visitor claims is not believed."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from confidentiality.access.origin import address_of

pytestmark = pytest.mark.attack("A13")


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),  # what the client wrote itself stands further left
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, header: str, address: str, settings: Settings, rf: RequestFactory
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert address_of(rf.get("/", headers={"X-Forwarded-For": header})) == address


def test_without_the_header_it_is_who_connects(settings: Settings, rf: RequestFactory) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.7")) == "10.0.0.7"
    request = rf.get("/")
    del request.META["REMOTE_ADDR"]  # over a socket of this machine there is none
    assert address_of(request) == ""
