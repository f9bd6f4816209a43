"""The names of published files, checked in this one place."""

from __future__ import annotations

import re

from airdate.errors import AirdateError

# A key becomes a path and a URL: ASCII that needs no quoting in either.
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)
# Files that web servers look for at the root, by names that nothing else may have.
_OF_SERVERS = {"_redirects", "_headers", ".htaccess"}
# S3's limit (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html).
_LONGEST_KEY = 1024
# What one name may take in a directory (NAME_MAX of Linux, macOS and Windows).
_LONGEST_NAME = 255


class StoreError(AirdateError):
    """A store that cannot be read or written."""


def check_key(key: str) -> str:
    """Return `key`. Raises StoreError if it is no valid key; keys are checked nowhere else."""
    if key in _OF_SERVERS:
        return key
    long = len(key) > _LONGEST_KEY or any(len(name) > _LONGEST_NAME for name in key.split("/"))
    if long or not _KEY.fullmatch(key):
        raise StoreError(
            f"invalid name for a published file: {key[:200]!r}",
            "Use ASCII letters, digits, `.`, `_` and `-`, in folders separated by `/`; "
            "a name can't start with a dot.",
        )
    return key
