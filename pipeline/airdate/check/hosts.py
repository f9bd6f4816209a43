"""Names of machines: which of them listeners can't reach, and which are made up. Pure."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

Test = Callable[[str], bool]

# Names that only a machine or its own network knows: https://www.rfc-editor.org/rfc/rfc6761 and
# https://www.rfc-editor.org/rfc/rfc6762.
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa")
# Names that are kept for examples (https://www.rfc-editor.org/rfc/rfc2606), and those that people
# write who don't know of them.
_EXAMPLES = {"example.com", "example.net", "example.org", "example.edu"}
_MADE_UP = {"yoursite.com", "yourdomain.com", "your-domain.com", "mysite.com", "domain.tld"}
_EXAMPLE_ENDINGS = (".example", ".test", ".invalid")


def is_local(host: str) -> bool:
    """Whether only a machine or its own network knows this name or number."""
    host = host.lower().rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(_LOCAL_ENDINGS)
    return not address.is_global


def is_placeholder(host: str) -> bool:
    """Whether this name stands for one that is still to be written."""
    host = host.lower().rstrip(".")
    owner = ".".join(host.split(".")[-2:])
    return owner in _EXAMPLES | _MADE_UP or host.endswith(_EXAMPLE_ENDINGS)
