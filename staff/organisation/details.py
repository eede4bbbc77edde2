"""What fits as a detail of the organisation, and what of it is unsafe. No Django; the database holds to the same."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

LOCAL = ("localhost", "127.0.0.1", "::1")  # where mail goes over no network
MOST_NETWORKS = 20
WIDEST_4, WIDEST_6 = 8, 32  # bits: a wider network is half the world, and no office
OFFICE_4, OFFICE_6 = 24, 48  # bits: a public network wider than that is shared with strangers
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
Network = IPv4Network | IPv6Network


class Unfit(ValueError):
    """It does not fit; `args[0]` says why in a plain sentence."""


def networks_of(text: str) -> list[str]:
    """Return the networks that somebody typed, one a line, as they are written; raises Unfit. No line: none."""
    found: dict[str, None] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        try:
            network = ip_network(line)
        except ValueError:
            raise Unfit(
                f"{line[:60]} is not a network. Write it as 10.1.0.0/16, or one address as 203.0.113.7"
            ) from None
        if network.prefixlen < (WIDEST_4 if network.version == 4 else WIDEST_6):
            raise Unfit(f"{network} is far too wide: nearly everybody’s address is in it")
        found[str(network)] = None
    if len(found) > MOST_NETWORKS:
        raise Unfit(f"There can be {MOST_NETWORKS} networks at the most")
    return list(found)


def too_wide(networks: Iterable[str]) -> list[str]:
    """Return the networks that are shared with strangers: public, and wider than what one office has."""
    return [str(each) for each in map(ip_network, networks) if _shared(each)]


def _shared(network: Network) -> bool:
    office = OFFICE_4 if network.version == 4 else OFFICE_6
    return not network.is_private and network.prefixlen < office


def is_within(address: str, networks: Sequence[str]) -> bool:
    """Say whether a network address lies in one of the networks; what is no address lies in none."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(asked, "ipv4_mapped", None)
    return any((mapped or asked) in ip_network(each) for each in networks)


def address_of(text: str) -> str:
    """Return one e-mail address as it was typed; raises Unfit for anything that could be more than one, or a header."""
    if len(text) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        raise Unfit("Write one e-mail address, such as ann.lee@example.org")
    return text


def host_of(text: str) -> str:
    """Return the name or address of a server; raises Unfit."""
    if not _HOST.fullmatch(text):
        raise Unfit("Write the server’s name, such as mail.example.org")
    return text.lower()


def needs_tls(host: str, tls: str) -> bool:
    """Say whether mail would go over a network in clear."""
    return tls == "none" and host not in LOCAL
