"""Listening from a bucket: what is public, what is not, and that apps can load it."""

from __future__ import annotations

import hashlib
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from airdate.ledger.mirror import read_manifest
from airdate.model import EMPTY_MANIFEST, Artifact, CacheControl, Layer, Manifest
from airdate.publish.deploy import deploy
from airdate.store import Precondition, StoreError
from airdate.store.bucket_setup import configure_bucket, settings
from airdate.web.verify import verify
from tests.publish.planning import plan
from tests.store import seaweed
from tests.store.client import FEED, gpo_download
from tests.store.conftest import opened
from tests.store.making import NOW, Show, Talk, artifacts, feeds, file, releases

if TYPE_CHECKING:
    from airdate.store.s3 import S3Store


def http(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the test server's
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - likewise
            named = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, named, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {}, b""


def test_anybody_may_load_what_listeners_load_and_nothing_else(store: S3Store) -> None:
    show = Show((Talk("one"),))
    first = plan(EMPTY_MANIFEST, artifacts(show), releases(show), feeds(show), NOW)
    deploy(first, store, lambda _event: None)
    base = f"{store.place.endpoint}/{store.place.bucket}/{store.place.prefix}"
    assert http(f"{base}feeds/main.xml")[0] == 403
    assert configure_bucket(store, settings(store.place)) == ()
    for each in artifacts(show):
        status, headers, body = http(base + each.key)
        assert (status, body) == (200, each.body)
        assert (headers["content-type"], headers["cache-control"]) == (each.type, each.cache)
    for hidden in ("head.json", first.manifest.key):
        assert store.get(hidden) is not None
        assert http(base + hidden)[0] == 403
    key = next(each.key for each in artifacts(show) if each.key.startswith("media/"))
    assert http(base + key, Range="bytes=-2")[0] == 206
    origin = http(base + key, Origin="https://player.example")[1]
    assert origin["access-control-allow-origin"] in {"*", "https://player.example"}
    rules = store.client.get_bucket_lifecycle_configuration(Bucket=store.place.bucket)["Rules"]
    assert rules[0]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_a_policy_that_may_not_be_set_is_told(store: S3Store) -> None:
    assert store.place.endpoint
    reader = opened(
        store.place, Path(os.devnull), seaweed.client(store.place.endpoint, seaweed.READER)
    )
    with pytest.raises(StoreError, match="access to bucket"):
        configure_bucket(reader, settings(store.place))


def listenable(store: S3Store) -> tuple[str, Manifest]:
    """Publish a small show with a feed that apps understand; return its address and head."""
    configure_bucket(store, settings(store.place))
    base = f"{store.place.endpoint}/{store.place.bucket}/{store.place.prefix}"
    sound = file("media/one-1.mp3", bytes(range(256)) * 40)
    rss = FEED.format(base=base).encode()
    type_ = "application/rss+xml; charset=utf-8"
    feed = Artifact.of_bytes(
        "feeds/main.xml", type_, rss, layer=Layer.FEED, cache=CacheControl.BRIEFLY
    )
    deploy(plan(read_manifest(store), [sound, feed], [], [], NOW), store, lambda _event: None)
    return base, read_manifest(store)


def test_what_is_in_a_bucket_is_verified_and_an_independent_look_agrees(store: S3Store) -> None:
    base, manifest = listenable(store)
    assert verify(base, manifest, lambda _key: None, deep=True) == ()
    for key in ("media/one-1.mp3", "feeds/main.xml"):
        digest = hashlib.sha256(http(base + key)[2]).hexdigest()
        assert digest == manifest.objects[key].sha256
    store.put(file("media/one-1.mp3", b"x" * 10240), Precondition.NONE)
    assert [each.code for each in verify(base, manifest, lambda _key: None, deep=True)] == [
        "verify-content-mismatch"
    ]


@pytest.mark.client
def test_a_podcast_client_downloads_from_a_bucket(store: S3Store, tmp_path: Path) -> None:
    base, manifest = listenable(store)
    files = gpo_download(f"{base}feeds/main.xml", tmp_path)
    digests = [hashlib.sha256(body).hexdigest() for body in files]
    assert digests == [manifest.objects["media/one-1.mp3"].sha256]
