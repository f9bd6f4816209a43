"""Subscribers of private feeds: `subscribers.toml`, which Airdate writes.

It is the only file of a workspace that holds secrets, so that it alone can be kept out of a public
repository. Problems never contain names or tokens.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from airdate.errors import AirdateError
from airdate.files import replacing
from airdate.model import Subscribers
from airdate.text import clean
from airdate.workspace.read import toml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "subscribers.toml"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_HEADER = f"""\
# Subscribers of private feeds; written by `airdate subscribers`.
# Anyone who can read this file can listen: keep it out of public repositories (add "{FILE}"
# to .gitignore), and back it up.
"""


class SubscriberError(AirdateError):
    """A subscriber that can't be added or removed."""


def read(path: Path) -> Subscribers:
    """Return the subscribers; none, and no secret, if there is no file.

    Raises ValueError and OSError, never with a token in the message.
    """
    if not path.exists():
        return Subscribers()
    values, _ = toml.read(path)
    secret, feeds = values.pop("secret", ""), values.pop("feeds", {})
    tables = feeds.values() if isinstance(feeds, dict) else [None]
    if values or not all(isinstance(table, dict) for table in tables):
        raise ValueError(f"{FILE} has keys other than `secret` and `feeds`")
    tokens = [token for table in feeds.values() for token in table.values()]
    if not all(isinstance(each, str) and _TOKEN.fullmatch(each) for each in (secret, *tokens)):
        raise ValueError(f"a token or the secret in {FILE} is not 32 hexadecimal digits")
    if len(set(tokens)) < len(tokens):
        raise ValueError(f"two subscribers in {FILE} have the same token")
    return Subscribers(secret, feeds)


def added(now: Subscribers, feed: str, name: str, new_token: Callable[[], str]) -> Subscribers:
    """Return the subscribers with one more. Raises SubscriberError."""
    name = " ".join(clean(name).split())
    if not name or name in now.tokens.get(feed, {}):
        fault = f"“{name}” already subscribes to “{feed}”" if name else "subscriber has no name"
        raise SubscriberError(fault, "Choose another name; only you see it.")
    tokens = dict(now.tokens) | {feed: dict(now.tokens.get(feed, {})) | {name: new_token()}}
    return Subscribers(now.secret or new_token(), tokens)


def revoked(now: Subscribers, feed: str, name: str) -> Subscribers:
    """Return the subscribers without one. Raises SubscriberError."""
    remaining = dict(now.tokens.get(feed, {}))
    if remaining.pop(name, None) is None:
        names = f"Use one of: {', '.join(remaining)}." if remaining else "This feed has none."
        raise SubscriberError(f"no subscriber “{name}” of “{feed}”", names)
    return replace(now, tokens=dict(now.tokens) | {feed: remaining})


def write(path: Path, subscribers: Subscribers) -> None:
    """Write the file, readable by its owner only: whole, or not at all."""
    lines = [f'secret = "{subscribers.secret}"']
    for feed, tokens in subscribers.tokens.items():
        lines += ["", f"[feeds.{feed}]"]
        lines += [f'{_quoted(name)} = "{token}"' for name, token in tokens.items()]
    with replacing(path, mode=0o600, sync=True) as beside:
        beside.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    """Return a TOML string: TOML has JSON's escapes, and DEL has to be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
