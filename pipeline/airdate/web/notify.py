"""Notification of others after a publish: caches, then hubs, indexes and apps.

Caches come first, so that whoever follows a ping finds the new feed. Nothing here fails a publish:
apps find the changes at their next refresh all the same. Tokens are sent in headers only, and to
nobody that a server redirects to.
"""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from airdate.store.history import FOLDER as HISTORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from airdate.model import Feed, Plan, Settings, Workspace
    from airdate.web.client import Client

PODPING_TOKEN = "PODPING_TOKEN"  # noqa: S105 - the variable's name
MAX_PATHS = 30  # of a CloudFront invalidation; it bills by path, and a wildcard is one
CLOUDFRONT_REGION = (
    "us-east-1"  # it has no other: https://docs.aws.amazon.com/general/latest/gr/cf_region.html
)
TOO_MANY, SERVER_ERROR = 429, 500
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to wait for others, in seconds: a pause before each retry, a response, a command."""

    pauses: tuple[float, ...] = (1.0, 4.0)
    response: float = 10.0
    command: float = 120.0


USUAL = RetryPolicy()


@dataclass(frozen=True, slots=True)
class Notification:
    """A request that notifies someone of a feed; `to` is their name, for people."""

    to: str
    url: str
    data: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NotifyResult:
    """Who was notified, or the `error`."""

    to: str
    error: str = ""


def notify(
    workspace: Workspace, plan: Plan, policy: RetryPolicy = USUAL
) -> tuple[NotifyResult, ...]:
    """Notify everyone in the settings of what a publish changed. Never raises for their errors."""
    changed = [step.key for step in plan.steps if not step.key.startswith(HISTORY)]
    if not changed:
        return ()
    caches = tuple(_purge_caches(workspace, plan.manifest.rev, changed, policy))
    return (*caches, *_send_all(notifications(workspace, changed, os.environ), policy))


# ── Hubs, indexes, apps ───────────────────────────────────────────────────────────────────────


def notifications(
    workspace: Workspace, changed: Sequence[str], environment: Mapping[str, str]
) -> tuple[Notification, ...]:
    """Return the notifications about the public feeds among the changed keys. Pure."""
    base, found = workspace.settings.storage.public_url, set(changed)
    return tuple(
        notification
        for feed in workspace.public_feeds
        if f"feeds/{feed.slug}.xml" in found
        for notifier in NOTIFIERS
        for notification in notifier(
            workspace.settings, feed, f"{base}feeds/{feed.slug}.xml", environment
        )
    )


def _websub(
    _settings: Settings, feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Notification]:
    # WebSub leaves the form to hubs (https://www.w3.org/TR/websub/, section 6); all take this one.
    if feed.hub:
        body = urlencode({"hub.mode": "publish", "hub.url": url}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        yield Notification(f"WebSub hub {urlsplit(feed.hub).hostname}", feed.hub, body, kind)


def _podping(
    settings: Settings, _feed: Feed, url: str, environment: Mapping[str, str]
) -> Iterator[Notification]:
    if settings.notify.podping:
        token = {"Authorization": environment.get(PODPING_TOKEN, "").strip()}
        yield Notification("Podping", _with_query(settings.notify.podping, url=url), headers=token)


def _podcast_index(
    settings: Settings, _feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Notification]:
    if settings.notify.podcast_index:
        yield Notification("Podcast Index", _with_query(settings.notify.podcast_index, url=url))


def _overcast(
    settings: Settings, _feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Notification]:
    if settings.notify.overcast:
        yield Notification("Overcast", _with_query(settings.notify.overcast, urlprefix=url))


# To notify another service: one more function here, and its key in [notify].
NOTIFIERS: tuple[
    Callable[[Settings, Feed, str, Mapping[str, str]], Iterator[Notification]], ...
] = (_websub, _podping, _podcast_index, _overcast)


def _with_query(url: str, /, **query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def _send_all(
    notifications: Sequence[Notification], policy: RetryPolicy
) -> tuple[NotifyResult, ...]:
    if not notifications:
        return ()
    from airdate.web.client import Client

    # The client is closed first, so that Ctrl-C doesn't wait for requests in the pool.
    with ThreadPoolExecutor(len(notifications)) as pool, Client(allow_local=True) as client:
        return tuple(pool.map(lambda each: _send(client, each, policy), notifications))


def _send(client: Client, notification: Notification, policy: RetryPolicy) -> NotifyResult:
    """Send a notification, again where that may help."""
    if error := _token_error(notification.headers.get("Authorization", "-")):
        return NotifyResult(notification.to, error)
    error, is_final = _request(client, notification, policy)
    for pause in policy.pauses:
        if is_final:
            break
        client.pause(pause)
        error, is_final = _request(client, notification, policy)
    return NotifyResult(notification.to, error)


def _token_error(token: str) -> str:
    """Return what is wrong with a token, without quoting it."""
    if not token:
        return f"no token: set {PODPING_TOKEN} in the environment"
    if not (token.isascii() and token.isprintable()):
        return f"{PODPING_TOKEN} contains characters that a token can't have"
    return ""


def _request(client: Client, notification: Notification, policy: RetryPolicy) -> tuple[str, bool]:
    """Return the error, if any, and whether a retry would be no use."""
    from airdate.web.client import FetchError, Limits, Request

    limits = Limits(size=1024, seconds=policy.response, redirects=0, truncate=True)
    method = "GET" if notification.data is None else "POST"
    request = Request(notification.url, method, notification.headers, notification.data)
    try:
        status = client.send(request, limits).status
    except FetchError as error:
        return error.reason, False
    if status in _SUCCESS:
        return "", True
    return f"the server returned {status}", status != TOO_MANY and status < SERVER_ERROR


# ── Caches ────────────────────────────────────────────────────────────────────────────────────


def _purge_caches(
    workspace: Workspace, rev: int, changed: Sequence[str], policy: RetryPolicy
) -> Iterator[NotifyResult]:
    settings = workspace.settings
    urls = [settings.storage.public_url + key for key in changed]
    if settings.notify.cache_command:
        error = _run(settings.notify.cache_command, urls, workspace.root, policy)
        yield NotifyResult("cache_command", error)
    if settings.notify.cloudfront:
        yield NotifyResult("CloudFront", _invalidate(settings, rev, urls))


def _run(command: Sequence[str], urls: Sequence[str], root: Path, policy: RetryPolicy) -> str:
    """Run the producer's own command in the workspace; return the error, if any."""
    try:
        ran = subprocess.run(  # noqa: S603 - from the producer's settings, without a shell
            command,
            cwd=root,
            input="".join(f"{url}\n" for url in urls),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=policy.command,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} was not done within {policy.command:g} seconds"
    except OSError as error:
        return f"cannot run {command[0]}: {error.strerror}"
    last = (ran.stderr.strip() or "no message").splitlines()[-1]
    return f"{command[0]} failed with exit code {ran.returncode}: {last}" if ran.returncode else ""


def _invalidate(settings: Settings, rev: int, urls: Sequence[str]) -> str:
    """Invalidate CloudFront's copies of these URLs; return the error, if any."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    paths = [urlsplit(url).path for url in urls]
    if len(paths) > MAX_PATHS:
        paths = [f"{urlsplit(settings.storage.public_url).path}*"]
    batch = {
        "Paths": {"Quantity": len(paths), "Items": paths},
        # Requested twice for one revision, CloudFront does it once.
        "CallerReference": f"airdate-{urlsplit(settings.storage.public_url).path}-{rev}",
    }
    try:
        client = boto3.Session(profile_name=settings.storage.profile).client(
            "cloudfront",
            region_name=CLOUDFRONT_REGION,
        )
        client.create_invalidation(
            DistributionId=settings.notify.cloudfront, InvalidationBatch=batch
        )
    except (BotoCoreError, ClientError) as error:
        return str(error)
    return ""
