"""A storage that begins to refuse half-way: told once, nothing lost, and the next run finishes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_manifest
from airdate.model import EMPTY_MANIFEST, Manifest, Plan
from airdate.publish.deploy import deploy
from airdate.store import StoreError
from tests.publish.planning import plan
from tests.store import seaweed
from tests.store.conftest import opened
from tests.store.making import Show, Talk, artifacts, feeds, later, names_of, releases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airdate.store.s3 import S3Store

ROOT = Path(__file__).parents[2]
OLD = Show((Talk("one"),))
NEW = Show((Talk("two"), replace(Talk("one"), text=2)))

# What AWS and others answer with, as far as no server here can be made to say it.
REFUSALS = {
    "ExpiredToken": ("400", "have expired"),
    "InvalidAccessKeyId": ("403", "rejected the access key"),
    "RequestTimeTooSkewed": ("403", "clock is wrong"),
    "AuthorizationHeaderMalformed": ("400", "in another region"),
    "PermanentRedirect": ("301", "in another region"),
    "AccessDenied": ("403", "access to bucket"),
    "NoSuchBucket": ("404", "not found at"),
    "InsufficientStorage": ("507", "is full"),
    "QuotaExceeded": ("403", "quota"),
    "SlowDown": ("503", "is limiting requests"),
}


def planned(manifest: Manifest, show: Show) -> Plan:
    made = releases(show, later(manifest.rev))
    return plan(manifest, artifacts(show), made, feeds(show), later(manifest.rev))


@contextmanager
def refusing(store: S3Store, notes: Path, status: str, code: str, after: int) -> Iterator[S3Store]:
    """Give the store as it is behind something that refuses all after so many requests."""
    port = str(store.place.endpoint).rpartition(":")[2]
    words = [sys.executable, "-m", "tests.store.faults", port, "0", "0", status, code, str(after)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as proxy:
        assert proxy.stdout is not None
        try:
            address = f"http://127.0.0.1:{proxy.stdout.readline().strip()}"
            place = replace(store.place, endpoint=address)
            yield opened(place, notes, seaweed.client(address, attempts=2))
        finally:
            proxy.kill()


@pytest.fixture
def published(store: S3Store) -> Iterator[S3Store]:
    deploy(planned(EMPTY_MANIFEST, OLD), store, lambda _event: None)
    yield store
    assert_whole(store)


def assert_whole(store: S3Store) -> None:
    """See that a listener finds all that the feed and the pages name."""
    feed = store.get("feeds/main.xml")
    assert feed is not None
    for key in names_of(feed.body):
        assert store.get(key), key


@pytest.mark.parametrize("after", [3, 11])
@pytest.mark.parametrize("code", REFUSALS)
def test_it_is_told_and_the_next_run_finishes(
    published: S3Store, tmp_path: Path, code: str, after: int
) -> None:
    status, said = REFUSALS[code]
    todo = planned(read_manifest(published), NEW)
    with (
        refusing(published, tmp_path / "notes", status, code, after) as through,
        pytest.raises(StoreError, match=said) as told,
    ):
        deploy(todo, through, lambda _event: None, jobs=2)
    assert told.value.hint
    assert seaweed.KEYS[1] not in str(told.value)
    assert_whole(published)
    deploy(planned(read_manifest(published), NEW), published, lambda _event: None)
    assert read_manifest(published).is_complete
    for each in artifacts(NEW):
        there = published.stat(each.key)
        assert there is not None
        assert there.sha256 == each.sha256


def test_keys_that_may_only_read_change_nothing(published: S3Store, tmp_path: Path) -> None:
    endpoint = str(published.place.endpoint)
    reader = opened(published.place, tmp_path / "notes", seaweed.client(endpoint, seaweed.READER))
    manifest = read_manifest(published)
    with pytest.raises(StoreError, match="access to bucket"):
        deploy(planned(manifest, NEW), reader, lambda _event: None)
    assert read_manifest(published) == manifest
