"""From which network address a request comes, behind as many proxies as the operator says and no more."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the client's network address.

    Each of our proxies adds the address that it sees to the right of X-Forwarded-For; what stands further left the
    client may have written itself. A header that is too short, or holds no address there, is not believed.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.TRUSTED_PROXIES
    if not proxies:
        return direct
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(chain) < proxies:
        return direct
    try:
        return str(ip_address(chain[-proxies]))
    except ValueError:
        return direct
