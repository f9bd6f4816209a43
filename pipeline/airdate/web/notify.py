"""Who is told once a publish is out: caches that keep what was, then hubs, indexes and apps.

Caches come first, so that whoever follows a ping finds the new feed. Nothing of this fails a
publish: what can't be told is a sentence, and apps find the news at their next look all the same.
Tokens go out in headers alone, and nobody is followed elsewhere with them.
"""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

from airdate.store.history import FOLDER as HISTORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from airdate.model import Feed, Plan, Settings, Workspace

PODPING_TOKEN = "PODPING_TOKEN"  # noqa: S105 - the variable's name
MOST_PATHS = 30  # of a CloudFront invalidation; it bills by path, and a wildcard is one
CLOUDFRONT_REGION = (
    "us-east-1"  # it has no other: https://docs.aws.amazon.com/general/latest/gr/cf_region.html
)
TOO_MANY, SERVER_ERROR = 429, 500


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a publish waits for others, in seconds: a try each pause after the first."""

    pauses: tuple[float, ...] = (1.0, 4.0)
    answer: float = 10.0
    command: float = 120.0


USUAL = RetryPolicy()


@dataclass(frozen=True, slots=True)
class Message:
    """A request that tells somebody of a feed; `to` is their name, for people."""

    to: str
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NotifyResult:
    """Who was told, or `wrong`: why not."""

    to: str
    wrong: str = ""


def tell(
    workspace: Workspace, plan: Plan, patience: RetryPolicy = USUAL
) -> tuple[NotifyResult, ...]:
    """Tell everybody who wants to know of what a publish changed."""
    changed = [step.key for step in plan.steps if not step.key.startswith(HISTORY)]
    if not changed:
        return ()
    caches = tuple(_caches(workspace, plan.manifest.rev, changed, patience))
    todo = messages(workspace, changed, os.environ)
    with ThreadPoolExecutor(max(1, len(todo))) as pool:
        return (*caches, *pool.map(lambda each: _sent(each, patience), todo))


# ── Hubs, indexes, apps ───────────────────────────────────────────────────────────────────────


def messages(
    workspace: Workspace, changed: Sequence[str], environment: Mapping[str, str]
) -> tuple[Message, ...]:
    """Return what is said of the public feeds among what changed. Pure."""
    base, found = workspace.settings.storage.public_url, set(changed)
    return tuple(
        message
        for feed in workspace.public_feeds
        if f"feeds/{feed.slug}.xml" in found
        for say in NOTIFIERS
        for message in say(workspace.settings, feed, f"{base}feeds/{feed.slug}.xml", environment)
    )


def _websub(
    _settings: Settings, feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Message]:
    # WebSub leaves the form to hubs (https://www.w3.org/TR/websub/, section 6); all take this one.
    if feed.hub:
        body = urlencode({"hub.mode": "publish", "hub.url": url}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        yield Message(f"WebSub hub {urlsplit(feed.hub).hostname}", feed.hub, body, kind)


def _podping(
    settings: Settings, _feed: Feed, url: str, environment: Mapping[str, str]
) -> Iterator[Message]:
    if settings.tell.podping:
        token = {"Authorization": environment.get(PODPING_TOKEN, "")}
        yield Message("Podping", _asking(settings.tell.podping, url=url), headers=token)


def _podcast_index(
    settings: Settings, _feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Message]:
    if settings.tell.podcast_index:
        yield Message("Podcast Index", _asking(settings.tell.podcast_index, url=url))


def _overcast(
    settings: Settings, _feed: Feed, url: str, _environment: Mapping[str, str]
) -> Iterator[Message]:
    if settings.tell.overcast:
        yield Message("Overcast", _asking(settings.tell.overcast, urlprefix=url))


# To tell somebody else: one more function here, and its key in [tell].
NOTIFIERS: tuple[Callable[[Settings, Feed, str, Mapping[str, str]], Iterator[Message]], ...] = (
    _websub,
    _podping,
    _podcast_index,
    _overcast,
)


def _asking(address: str, **said: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"


def _sent(message: Message, patience: RetryPolicy) -> NotifyResult:
    """Send a message, again where that may help."""
    if message.headers.get("Authorization") == "":
        return NotifyResult(message.to, f"it wants a token: set {PODPING_TOKEN} in the environment")
    wrong, is_final = _answer(message, patience)
    for pause in patience.pauses:
        if is_final:
            break
        time.sleep(pause)
        wrong, is_final = _answer(message, patience)
    return NotifyResult(message.to, wrong)


def _answer(message: Message, patience: RetryPolicy) -> tuple[str, bool]:
    """Return what is wrong, if anything, and whether asking again would be no use."""
    headers = {"User-Agent": "Airdate", **message.headers}
    request = urllib.request.Request(message.url, message.body, headers)  # noqa: S310 - by `Url`
    try:
        with urllib.request.build_opener(NoRedirects()).open(request, timeout=patience.answer):
            return "", True
    except HTTPError as error:
        error.close()
        again = error.code == TOO_MANY or error.code >= SERVER_ERROR
        return f"it answers {error.code}", not again
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        return f"it can't be reached ({reason})", False


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: a token is for the one who was named."""

    def redirect_request(self, *_: object) -> None:
        """Follow no redirect."""
        return


# ── Caches ────────────────────────────────────────────────────────────────────────────────────


def _caches(
    workspace: Workspace, rev: int, changed: Sequence[str], patience: RetryPolicy
) -> Iterator[NotifyResult]:
    settings = workspace.settings
    urls = [settings.storage.public_url + key for key in changed]
    if settings.tell.cache_command:
        wrong = _run(settings.tell.cache_command, urls, workspace.root, patience)
        yield NotifyResult("the cache's command", wrong)
    if settings.tell.cloudfront:
        yield NotifyResult("CloudFront", _invalidate(settings, rev, urls))


def _run(command: Sequence[str], urls: Sequence[str], root: Path, patience: RetryPolicy) -> str:
    """Run the producer's own command in the workspace; return what is wrong."""
    try:
        ran = subprocess.run(  # noqa: S603 - it is named in the workspace's settings, without a shell
            command,
            cwd=root,
            input="".join(f"{url}\n" for url in urls),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=patience.command,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} took longer than {patience.command:g} seconds"
    except OSError as error:
        return f"{command[0]} can't be run: {error.strerror}"
    last = (ran.stderr.strip() or "no word on standard error").splitlines()[-1]
    return f"{command[0]} ended with {ran.returncode}: {last}" if ran.returncode else ""


def _invalidate(settings: Settings, rev: int, urls: Sequence[str]) -> str:
    """Invalidate what CloudFront keeps of these addresses; return what is wrong."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    paths = [urlsplit(url).path for url in urls]
    if len(paths) > MOST_PATHS:
        paths = [f"{urlsplit(settings.storage.public_url).path}*"]
    batch = {
        "Paths": {"Quantity": len(paths), "Items": paths},
        # Asked twice for one revision, it is done once.
        "CallerReference": f"airdate-{urlsplit(settings.storage.public_url).path}-{rev}",
    }
    try:
        client = boto3.Session(profile_name=settings.storage.profile).client(
            "cloudfront",
            region_name=CLOUDFRONT_REGION,
        )
        client.create_invalidation(DistributionId=settings.tell.cloudfront, InvalidationBatch=batch)
    except (BotoCoreError, ClientError) as error:
        return str(error)
    return ""
