"""Who may listen to private feeds: `subscribers.toml`, which Airdate writes.

It is the one file of a workspace that holds secrets, so it has a place of its own, which a producer
may keep out of a public repository. Names and tokens are never told in a problem.
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
# Who may listen to private feeds; written by `airdate subscribers`, see `airdate subscribers -h`.
# Whoever reads this file can listen: keep it out of public repositories (a line "{FILE}" in
# .gitignore), and where no other copy can be lost.
"""


class SubscriberError(AirdateError):
    """Somebody who can't be added or taken away."""


def read(path: Path) -> Subscribers:
    """Return what the file says; nobody and no secret where there is none.

    Raises ValueError and OSError, never with a token in the message.
    """
    if not path.exists():
        return Subscribers()
    values, _ = toml.read(path)
    secret, feeds = values.pop("secret", ""), values.pop("feeds", {})
    tables = feeds.values() if isinstance(feeds, dict) else [None]
    if values or not all(isinstance(table, dict) for table in tables):
        raise ValueError("it has other keys than secret and feeds")
    tokens = [token for table in feeds.values() for token in table.values()]
    if not all(isinstance(each, str) and _TOKEN.fullmatch(each) for each in (secret, *tokens)):
        raise ValueError("one of its tokens, or the secret, is not of 32 hexadecimal digits")
    if len(set(tokens)) < len(tokens):
        raise ValueError("two subscribers have the same token")
    return Subscribers(secret, feeds)


def added(now: Subscribers, feed: str, name: str, new_token: Callable[[], str]) -> Subscribers:
    """Return the subscribers with one more. Raises SubscriberError."""
    name = " ".join(clean(name).split())
    if not name or name in now.tokens.get(feed, {}):
        what = f"{name} subscribes to {feed} already" if name else "a subscriber needs a name"
        raise SubscriberError(what, "choose another name; it is only for you")
    tokens = dict(now.tokens) | {feed: dict(now.tokens.get(feed, {})) | {name: new_token()}}
    return Subscribers(now.secret or new_token(), tokens)


def revoked(now: Subscribers, feed: str, name: str) -> Subscribers:
    """Return the subscribers without one. Raises SubscriberError."""
    here = dict(now.tokens.get(feed, {}))
    if here.pop(name, None) is None:
        there = ", ".join(here) or "nobody"
        raise SubscriberError(
            f"{name} does not subscribe to {feed}", f"who does: {there}; see `subscribers list`"
        )
    return replace(now, tokens=dict(now.tokens) | {feed: here})


def write(path: Path, subscribers: Subscribers) -> None:
    """Write the file, readable by its owner alone. It is there whole, or as it was."""
    lines = [f'secret = "{subscribers.secret}"']
    for feed, tokens in subscribers.tokens.items():
        lines += ["", f"[feeds.{feed}]"]
        lines += [f'{_quoted(name)} = "{token}"' for name, token in tokens.items()]
    with replacing(path, mode=0o600, sync=True) as beside:
        beside.write_text(_HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's too, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
