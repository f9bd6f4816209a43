"""IP addresses: which of them anybody on the internet can mean. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, section 2.4; nothing else is routed
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is the last 32 bits


def is_public(address: str) -> bool:
    """Whether an IP address is reachable from the whole internet.

    False for private, shared (CGNAT), loopback, link-local, multicast, unspecified and reserved
    ones, also where an IPv6 address carries such an IPv4 address for a gateway to unwrap.
    """
    found = ip_address(address.partition("%")[0])  # the rest is a link-local address's interface
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast  # Python counts multicast as global
    inner = _embedded(found)
    if inner:
        return all(is_public(str(each)) for each in inner)
    return found in _GLOBAL_UNICAST and found.is_global


def _embedded(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that packets to this one end at or pass through."""
    if address.teredo:
        return address.teredo
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    inner = address.ipv4_mapped or address.sixtofour or (low if address in _NAT64 else None)
    return (inner,) if inner else ()
