"""A store in a bucket of any S3-compatible storage.

Each object has its sha256 and a token of its write as metadata. The token shows whether a write
whose response was lost did arrive: boto3 repeats such a write, which is then refused by the
condition that the first one had met.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
)
from urllib3.exceptions import HTTPError

from airdate.store import (
    Condition,
    Conflict,
    Found,
    Precondition,
    Stat,
    StoreError,
    Version,
    blocks,
    changed,
    check_key,
    ignore_progress,
)
from airdate.store.error_messages import in_words, where
from airdate.store.history import FOLDER
from airdate.store.multipart import PART, Uploads, retry_false_success

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from airdate.model import Artifact, StorageSettings

# Smaller objects go in one request; an interrupted one is sent again.
_ONE_REQUEST = 2 * PART
_TRIES = 6
# A condition did not hold: S3 says 412; 404 where there is nothing to match; 409 while another
# conditional write is on its way.
_REFUSED = {"PreconditionFailed", "412", "NoSuchKey", "404", "ConditionalRequestConflict"}
_ABSENT = {"NoSuchKey", "404"}
_BROKEN_ANSWER = (
    FlexibleChecksumError,
    HTTPClientError,
    HTTPError,
    IncompleteReadError,
    ResponseStreamingError,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, the part of it that is ours (empty, or ending in "/"), and where it is."""

    bucket: str
    prefix: str
    endpoint: str | None


def open_s3(settings: StorageSettings, notes: Path, warn: Callable[[str], None]) -> S3Store:
    """Open the bucket in the settings. Raises StoreError.

    `notes` is a folder for what is needed to resume large uploads; `warn` is called with sentences
    about what the storage can't do.
    """
    bucket, _, prefix = settings.url.removeprefix("s3://").strip("/").partition("/")
    if prefix:
        check_key(prefix)
    place = Place(check_key(bucket), f"{prefix}/" if prefix else "", settings.endpoint)
    with in_words(place.bucket, place.endpoint):
        session = boto3.Session(profile_name=settings.profile, region_name=settings.region)
        client = session.client(
            "s3",
            endpoint_url=settings.endpoint,
            config=Config(
                signature_version="s3v4",
                s3={
                    "addressing_style": "path" if settings.endpoint else "auto",
                    # The signed checksum covers the body already.
                    "payload_signing_enabled": False,
                },
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                connect_timeout=10,
                read_timeout=30,
                max_pool_connections=32,
            ),
        )
    return S3Store(client, place, notes, warn)


class S3Store:
    """Objects in a bucket, below a prefix."""

    def __init__(self, client: Any, place: Place, notes: Path, warn: Callable[[str], None]) -> None:
        self.place = place
        self.client = client
        self._warn = warn
        self._uploads = Uploads(client, notes)
        self._conditional: bool | None = None

    def get(self, key: str) -> Found | None:
        """Return an object, whole; a damaged response is requested again."""
        target = self._target(key)
        with self._in_words():
            for left in reversed(range(_TRIES)):
                try:
                    answer = self.client.get_object(**target)
                    body: bytes = answer["Body"].read()
                except ClientError as error:
                    if _code(error) in _ABSENT:
                        return None
                    raise
                except _BROKEN_ANSWER:
                    if not left:
                        raise
                    continue
                sha256 = answer["Metadata"].get("sha256")
                if _is_whole(answer, body) and sha256 in {None, _sha256(body)}:
                    return Found(body, Version(answer["ETag"]))
        raise StoreError(
            f"{key} was corrupted during download", "Try again, perhaps on another network."
        )

    def stat(self, key: str) -> Stat | None:
        """Return an object's size and the digest that it was stored with."""
        target = self._target(key)
        with self._in_words():
            try:
                answer = retry_false_success(self.client.head_object, **target)
            except ClientError as error:
                if _code(error) in _ABSENT:
                    return None
                self._raise_reason(target)
                raise
        sha256 = answer["Metadata"].get("sha256")
        if sha256 is None:  # somebody else put it there
            found = self.get(key)
            return Stat(len(found.body), _sha256(found.body), found.version) if found else None
        return Stat(answer["ContentLength"], sha256, Version(answer["ETag"]))

    def put(
        self,
        artifact: Artifact,
        condition: Condition,
        sent: Callable[[int], None] = ignore_progress,
    ) -> Version:
        """Store in one request, or in parts of which none counts before all are there."""
        target = self._target(artifact.key)
        with self._in_words():
            if condition is not Precondition.NONE and not self._is_conditional():
                self._compare(artifact.key, condition)
                condition = Precondition.NONE
            if artifact.size > _ONE_REQUEST:
                return self._put_parts(target, artifact, condition, sent)
            body = b"".join(blocks(artifact))
            if (len(body), _sha256(body)) != (artifact.size, artifact.sha256):
                raise changed(artifact)
            version = self._put_whole(target, artifact, body, condition)
        sent(len(body))
        return version

    def delete(self, key: str, condition: Condition) -> None:
        """Delete an object; a storage that ignores conditions is checked just before."""
        target = self._target(key)
        there = self.stat(key)
        if there is None:
            return
        if condition is Precondition.IF_ABSENT or (
            isinstance(condition, Version) and there.version != condition
        ):
            raise Conflict(key)
        fields = _fields(condition) if self._is_conditional() else {}
        with self._in_words():
            try:
                self.client.delete_object(**target, **fields)
            except ClientError as error:
                if _code(error) not in _REFUSED:
                    raise
                if self.stat(key) is not None:
                    raise Conflict(key) from error

    def _put_whole(
        self, target: dict[str, str], artifact: Artifact, body: bytes, condition: Condition
    ) -> Version:
        headers = _headers(artifact)
        for left in reversed(range(_TRIES)):
            try:
                answer = retry_false_success(
                    self.client.put_object, **target, **headers, **_fields(condition), Body=body
                )
            except ClientError as error:
                if _code(error) not in _REFUSED:
                    raise
                if version := self._arrived(target, headers):
                    return version
                if left and _code(error) == "ConditionalRequestConflict":
                    continue
                raise Conflict(artifact.key) from error
            return Version(answer["ETag"])
        raise Conflict(artifact.key)

    def _put_parts(
        self,
        target: dict[str, str],
        artifact: Artifact,
        condition: Condition,
        sent: Callable[[int], None],
    ) -> Version:
        upload = self._uploads.begin(target, artifact, _headers(artifact))
        parts = self._uploads.send(upload, artifact, sent)
        try:
            etag = self._uploads.complete(upload, parts, _fields(condition))
        except ClientError as error:
            if _code(error) not in _REFUSED | {"NoSuchUpload"}:
                raise
            if version := self._arrived(target, {"Metadata": {"write": upload.write}}):
                self._uploads.forget(upload)
                return version
            self._uploads.abort(upload)
            raise Conflict(artifact.key) from error
        return Version(etag)

    def _arrived(self, target: dict[str, str], headers: dict[str, Any]) -> Version | None:
        """Return the version of our write if it did arrive, though its response was lost."""
        try:
            answer = retry_false_success(self.client.head_object, **target)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        is_ours = answer["Metadata"].get("write") == headers["Metadata"]["write"]
        return Version(answer["ETag"]) if is_ours else None

    def _raise_reason(self, target: dict[str, str]) -> None:
        """Provoke the refusal once more by GET: a response to HEAD has no reason in it."""
        self.client.get_object(**target, Range="bytes=0-0")["Body"].close()

    def _is_conditional(self) -> bool:
        """Whether this storage honours conditions; tried once, on an object of its own."""
        if self._conditional is None:
            target = self._target(f"{FOLDER}probe")
            with self._in_words():
                # The first write may create the object; the second must be refused.
                self._conditional = any(_is_refused(self.client, target) for _ in range(2))
            if not self._conditional:
                self._warn(
                    f"{where(self.place.endpoint)} ignores conditional writes; make sure nobody "
                    "else publishes at the same time"
                )
        return self._conditional

    def _compare(self, key: str, condition: Condition) -> None:
        """Compare before a write, less safely than the storage could. Raises Conflict."""
        there = self.stat(key)
        if condition != (there.version if there else Precondition.IF_ABSENT):
            raise Conflict(key)

    def _target(self, key: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": self.place.prefix + check_key(key)}

    def _in_words(self) -> AbstractContextManager[None]:
        return in_words(self.place.bucket, self.place.endpoint)


def _is_refused(client: Any, target: dict[str, str]) -> bool:
    """Whether the storage refuses a conditional write over an object."""
    try:
        client.put_object(**target, Body=b"", IfNoneMatch="*")
    except ClientError as error:
        if _code(error) not in _REFUSED | {"NotImplemented", "501"}:
            raise
        return _code(error) in _REFUSED
    return False


def _is_whole(answer: dict[str, Any], body: bytes) -> bool:
    """Whether this is an object, and not an error that came as a success."""
    return "ETag" in answer and len(body) == answer["ContentLength"]


def _code(error: ClientError) -> str:
    code: str = error.response.get("Error", {}).get("Code", "")
    return code


def _fields(condition: Condition) -> dict[str, str]:
    if isinstance(condition, Version):
        return {"IfMatch": condition.token}
    return {"IfNoneMatch": "*"} if condition is Precondition.IF_ABSENT else {}


def _headers(artifact: Artifact) -> dict[str, Any]:
    return {
        "ContentType": artifact.type,
        "CacheControl": str(artifact.cache),
        "Metadata": {"sha256": artifact.sha256, "write": secrets.token_hex(8)},
    }


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
