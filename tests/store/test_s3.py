"""The S3 store against a real server: the conformance suite, and what only S3 has."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from airdate.ledger.mirror import read_manifest
from airdate.model import Artifact, StorageSettings
from airdate.publish.deploy import deploy
from airdate.store import Conflict, Precondition, SourceChangedError, StoreError
from airdate.store.multipart import PART
from airdate.store.s3 import Place, S3Store, open_s3
from tests.publish.planning import plan
from tests.store import seaweed
from tests.store.conformance import StoreConformance, artifact
from tests.store.conftest import opened
from tests.store.making import NOW, Show, Talk, artifacts, feeds, releases

if TYPE_CHECKING:
    from pathlib import Path


class TestS3Store(StoreConformance):
    @pytest.fixture
    def store(self, place: Place, tmp_path: Path) -> S3Store:
        return opened(place, tmp_path / "notes")


def raw(store: S3Store, key: str) -> dict[str, Any]:
    target = {"Bucket": store.place.bucket, "Key": store.place.prefix + key}
    manifest: dict[str, Any] = store.client.head_object(**target)
    return manifest


def large(tmp_path: Path, size: int = 3 * PART + 5) -> Artifact:
    path = tmp_path / "large"
    path.write_bytes(os.urandom(1 << 20) * (size >> 20) + b"x" * (size % (1 << 20)))
    return artifact(path, "media/large.mp3")


def open_uploads(store: S3Store) -> list[Any]:
    listed = store.client.list_multipart_uploads(
        Bucket=store.place.bucket, Prefix=store.place.prefix
    )
    found: list[Any] = listed.get("Uploads", [])
    return found


# ── Headers ──


def test_listeners_get_the_type_and_the_cache_time(store: S3Store) -> None:
    one = artifact(b"one")
    store.put(one, Precondition.IF_ABSENT)
    manifest = raw(store, one.key)
    assert (manifest["ContentType"], manifest["CacheControl"]) == (one.type, str(one.cache))
    assert manifest["Metadata"]["sha256"] == one.sha256


def test_large_objects_get_them_too(store: S3Store, tmp_path: Path) -> None:
    one = large(tmp_path)
    store.put(one, Precondition.IF_ABSENT)
    manifest = raw(store, one.key)
    assert (manifest["ContentType"], manifest["CacheControl"]) == (one.type, str(one.cache))
    assert (manifest["ContentLength"], manifest["Metadata"]["sha256"]) == (one.size, one.sha256)


# ── Large objects ──


def test_large_objects_keep_to_conditions(store: S3Store, tmp_path: Path) -> None:
    one = large(tmp_path)
    version = store.put(one, Precondition.IF_ABSENT)
    with pytest.raises(Conflict):
        store.put(one, Precondition.IF_ABSENT)
    other = replace(artifact(b"small"), key=one.key)
    newer = store.put(other, version)
    with pytest.raises(Conflict):
        store.put(one, version)
    store.put(one, newer)
    assert open_uploads(store) == []
    assert list((tmp_path / "notes").iterdir()) == []


@pytest.mark.parametrize("change", ["rewritten", "truncated", "grown"])
def test_a_large_source_changed_meanwhile_is_not_stored(
    store: S3Store, tmp_path: Path, change: str
) -> None:
    one = large(tmp_path)
    path = tmp_path / "large"

    def spoil(_sent: int) -> None:
        with path.open("r+b") as file:
            if change == "truncated":
                file.truncate(2 * PART)
            file.seek(-1, os.SEEK_END)
            file.write(b"changed" if change == "grown" else b"y")

    with pytest.raises(SourceChangedError):
        store.put(one, Precondition.IF_ABSENT, spoil)
    assert store.stat(one.key) is None
    assert open_uploads(store) == []


UPLOADER = """
    import os, signal, sys
    from pathlib import Path
    from airdate.store import Precondition
    from airdate.store.s3 import Place, S3Store
    from tests.store import seaweed
    from tests.store.conformance import artifact
    bucket, prefix, endpoint, notes, source = sys.argv[1:]
    store = S3Store(seaweed.client(endpoint), Place(bucket, prefix, endpoint), Path(notes), print)
    sent = 0
    def stop(count):
        global sent
        sent += count
        if sent > 20_000_000:
            os.kill(os.getpid(), signal.SIGKILL)
    store.put(artifact(Path(source), "media/large.mp3"), Precondition.IF_ABSENT, stop)
"""


def killed_upload(store: S3Store, tmp_path: Path) -> Artifact:
    """Have a process killed when more than 20 of 41 MB are sent."""
    one = large(tmp_path, 5 * PART)
    place = store.place
    words = [place.bucket, place.prefix, place.endpoint, tmp_path / "notes", tmp_path / "large"]
    command = [sys.executable, "-c", textwrap.dedent(UPLOADER), *map(str, words)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert store.stat(one.key) is None
    assert len(open_uploads(store)) == 1
    return one


class Counting:
    """A client that counts what is sent."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.parts = 0
        self.puts = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def upload_part(self, **fields: Any) -> Any:
        self.parts += 1
        return self.client.upload_part(**fields)

    def put_object(self, **fields: Any) -> Any:
        self.puts += 1
        return self.client.put_object(**fields)


def test_a_killed_upload_is_resumed(store: S3Store, tmp_path: Path) -> None:
    one = killed_upload(store, tmp_path)
    client = Counting(store.client)
    told: list[int] = []
    opened(store.place, tmp_path / "notes", client).put(one, Precondition.IF_ABSENT, told.append)
    assert client.parts <= 3
    assert sum(told) == one.size
    there = store.stat(one.key)
    assert there is not None
    assert (there.size, there.sha256) == (one.size, one.sha256)
    target = {"Bucket": store.place.bucket, "Key": store.place.prefix + one.key}
    assert store.client.get_object(**target)["Body"].read() == (tmp_path / "large").read_bytes()
    assert open_uploads(store) == []


def test_a_part_that_was_not_sent_as_it_is_is_sent_again(store: S3Store, tmp_path: Path) -> None:
    one = killed_upload(store, tmp_path)
    for path in (tmp_path / "notes").glob("*.json"):
        note = json.loads(path.read_bytes())
        for part in note["parts"].values():
            part["sha256"] = "other"
        path.write_text(json.dumps(note))
    client = Counting(store.client)
    opened(store.place, tmp_path / "notes", client).put(one, Precondition.IF_ABSENT)
    assert client.parts == 5


def test_a_killed_upload_of_other_bytes_is_dropped(store: S3Store, tmp_path: Path) -> None:
    killed_upload(store, tmp_path)
    other = large(tmp_path)
    store.put(other, Precondition.IF_ABSENT)
    there = store.stat(other.key)
    assert there is not None
    assert there.sha256 == other.sha256
    assert open_uploads(store) == []


def test_an_upload_that_the_storage_forgot_begins_anew(store: S3Store, tmp_path: Path) -> None:
    one = killed_upload(store, tmp_path)
    for upload in open_uploads(store):
        store.client.abort_multipart_upload(
            Bucket=store.place.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
        )
    store.put(one, Precondition.IF_ABSENT)
    assert store.stat(one.key) is not None


@pytest.mark.parametrize("note", ["{", '{"parts": 7}'])
def test_a_damaged_note_costs_only_the_resuming(store: S3Store, tmp_path: Path, note: str) -> None:
    one = killed_upload(store, tmp_path)
    for path in (tmp_path / "notes").glob("*.json"):
        path.write_text(note)
    store.put(one, Precondition.IF_ABSENT)
    assert store.stat(one.key) is not None


# ── What a storage lacks, and what it complains of ──


class Careless:
    """A client of a storage that ignores conditions, as some do."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.client, name)

        def without(**fields: Any) -> Any:
            return call(**{k: v for k, v in fields.items() if k not in {"IfMatch", "IfNoneMatch"}})

        return without


def test_a_storage_without_conditions_is_told_of_and_compared_by_hand(
    place: Place, tmp_path: Path
) -> None:
    assert place.endpoint
    warnings: list[str] = []
    client = Careless(seaweed.client(place.endpoint))
    store = S3Store(client, place, tmp_path / "notes", warnings.append)
    version = store.put(artifact(b"one"), Precondition.IF_ABSENT)
    with pytest.raises(Conflict):
        store.put(artifact(b"two"), Precondition.IF_ABSENT)
    store.put(artifact(b"two"), version)
    with pytest.raises(Conflict):
        store.put(artifact(b"three"), version)
    assert len(warnings) == 1
    assert "ignores conditional writes" in warnings[0]


def test_a_storage_is_tried_with_one_request_once_its_probe_is_there(
    store: S3Store, tmp_path: Path
) -> None:
    store.put(artifact(b"one"), Precondition.IF_ABSENT)
    client = Counting(store.client)
    opened(store.place, tmp_path / "notes", client).put(
        artifact(b"two", "b"), Precondition.IF_ABSENT
    )
    assert client.puts == 2


class AnswerLost:
    """A client whose write arrives, and is then repeated because its answer was lost."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def put_object(self, **fields: Any) -> Any:
        if fields["Body"]:
            self.client.put_object(**fields)
        return self.client.put_object(**fields)

    def complete_multipart_upload(self, **fields: Any) -> Any:
        self.client.complete_multipart_upload(**fields)
        return self.client.complete_multipart_upload(**fields)


def test_a_write_whose_answer_was_lost_is_known_as_ours(store: S3Store, tmp_path: Path) -> None:
    unlucky = opened(store.place, tmp_path / "notes", AnswerLost(store.client))
    version = unlucky.put(artifact(b"one"), Precondition.IF_ABSENT)
    unlucky.put(artifact(b"two"), version)
    unlucky.put(large(tmp_path), Precondition.IF_ABSENT)
    with pytest.raises(Conflict):
        unlucky.put(artifact(b"two"), Precondition.IF_ABSENT)


@pytest.mark.parametrize(
    ("bucket", "keys", "message"),
    [
        ("nowhere", seaweed.KEYS, "bucket “nowhere” not found"),
        (seaweed.BUCKET, ("testkey", "wrong"), "rejected the secret key"),
        (seaweed.BUCKET, ("wrong", "wrong"), "rejected the access key"),
        (seaweed.BUCKET, seaweed.READER, "access to bucket .* denied"),
    ],
)
def test_what_a_storage_refuses_is_told(
    endpoint: str, tmp_path: Path, bucket: str, keys: tuple[str, str], message: str
) -> None:
    client = seaweed.client(endpoint, keys)
    store = S3Store(client, Place(bucket, "", endpoint), tmp_path, pytest.fail)
    with pytest.raises(StoreError, match=message) as error:
        store.put(artifact(b"one"), Precondition.NONE)
    assert error.value.hint
    assert keys[1] not in str(error.value)


def test_a_storage_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    settings = StorageSettings(
        "s3://podcast/show", endpoint="http://127.0.0.1:9", region="us-east-1"
    )
    store = open_s3(settings, tmp_path, pytest.fail)
    assert store.place == Place("podcast", "show/", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"cannot connect to|closed the connection") as error:
        store.get("head.json")
    assert "hidden" not in str(error.value)


def test_missing_credentials_and_profiles_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    settings = StorageSettings("s3://podcast", endpoint="http://127.0.0.1:9", region="us-east-1")
    with pytest.raises(StoreError, match="no credentials"):
        open_s3(settings, tmp_path, pytest.fail).get("head.json")
    with pytest.raises(StoreError, match="profile"):
        open_s3(replace(settings, profile="nobody"), tmp_path, pytest.fail)


def test_a_show_is_published_to_a_bucket(store: S3Store) -> None:
    show = Show((Talk("two"), Talk("one")))
    first = plan(read_manifest(store), artifacts(show), releases(show), feeds(show), NOW)
    deploy(first, store, lambda _event: None)
    for each in artifacts(show):
        found = store.get(each.key)
        assert found is not None
        assert found.body == each.body
    again = plan(read_manifest(store), artifacts(show), releases(show), feeds(show), NOW)
    assert again.is_empty
