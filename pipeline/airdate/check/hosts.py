"""Hosts that listeners can't reach, and hosts that exist for examples. Pure."""

from __future__ import annotations

from ipaddress import ip_address

# Names within a computer or its own network: https://www.rfc-editor.org/rfc/rfc6761 and
# https://www.rfc-editor.org/rfc/rfc6762.
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa")
# Names reserved for examples (https://www.rfc-editor.org/rfc/rfc2606), and names that people use
# for the same.
_EXAMPLES = {"example.com", "example.net", "example.org", "example.edu"}
_MADE_UP = {"yoursite.com", "yourdomain.com", "your-domain.com", "mysite.com", "domain.tld"}
_EXAMPLE_ENDINGS = (".example", ".test", ".invalid")


def is_local(host: str) -> bool:
    """Whether this name or address is of a computer or its own network only."""
    host = host.lower().rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(_LOCAL_ENDINGS)
    return not address.is_global


def is_placeholder(host: str) -> bool:
    """Whether this name stands for one that is to be filled in."""
    host = host.lower().rstrip(".")
    owner = ".".join(host.split(".")[-2:])
    return owner in _EXAMPLES | _MADE_UP or host.endswith(_EXAMPLE_ENDINGS)
