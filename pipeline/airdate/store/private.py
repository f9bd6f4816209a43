"""Addresses that nobody can guess: those of private feeds and of what only they carry.

Whoever knows such an address can listen, so it is never printed, listed or linked to. A feed's has
a subscriber's token in it; that of an episode's files is made from the workspace's secret, so that
it is the same on every machine, and another one as soon as the secret is.
"""

from __future__ import annotations

import hmac
import re

FOLDER = "private/"

# 128 bits, as hexadecimal digits: https://datatracker.ietf.org/doc/html/rfc4122#section-6 warns
# of UUIDs as capabilities, for not all of them are random.
_DIGITS = 32
_NAMES = re.compile(rf"{FOLDER}[0-9a-f]{{{_DIGITS}}}")


def episode_folder(secret: str, guid: str) -> str:
    """Return the folder of an episode's files; it ends with a slash."""
    digest = hmac.digest(secret.encode(), guid.encode(), "sha256").hex()
    return f"{FOLDER}{digest[:_DIGITS]}/"


def feed_stem(token: str) -> str:
    """Return what the keys of one subscriber's feed begin with."""
    return f"{FOLDER}{token}/feed"


def is_private(key: str) -> bool:
    """Whether a key must not become known."""
    return key.startswith(FOLDER)


def hidden(text: str) -> str:
    """Return text for a terminal or a log: with all such addresses made useless."""
    return _NAMES.sub(f"{FOLDER}…", text)
