"""Private URLs: keys that nobody can guess, for private feeds and their episodes' files.

Anyone with such a URL can listen, so it is never printed, listed or linked to. A feed's contains a
subscriber's token; an episode's is derived from the workspace's secret, so that it is the same on
every computer, and changes with the secret.
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
    """Return the beginning of the keys of one subscriber's feed."""
    return f"{FOLDER}{token}/feed"


def is_private(key: str) -> bool:
    """Whether a key is secret."""
    return key.startswith(FOLDER)


def hidden(text: str) -> str:
    """Replace the secret part of private URLs, for a terminal or a log."""
    return _NAMES.sub(f"{FOLDER}…", text)
