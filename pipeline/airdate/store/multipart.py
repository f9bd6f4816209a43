"""Multipart uploads to S3, with digests checked, resumed after an interruption.

A note in the workspace records which upload of which bytes is unfinished and which parts have
arrived. A part is skipped only if its bytes are those that were sent; the object is created by
one conditional request, after all of its bytes had the right digest.
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html)
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from airdate.files import replacing
from airdate.store import StoreError, blocks, changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from airdate.model import Artifact

# 10,000 parts at most, of 5 MiB at least: good for objects of up to 80 GB.
PART = 8 << 20
# Two parts at once filled the line; more only cost memory (8 MiB each).
_AT_ONCE = 2
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A part that arrived: what the storage calls it, and the digest of what was sent."""

    etag: str
    crc32: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload under way: of which bytes, under which token, and the parts that arrived."""

    target: dict[str, str]
    id: str
    sha256: str
    write: str
    parts: dict[int, Part] = field(default_factory=dict)


class Uploads:
    """Uploads to one storage, noted in the folder `notes`."""

    def __init__(self, client: Any, notes: Path) -> None:
        self._client = client
        self._notes = notes
        self._lock = Lock()

    def begin(self, target: dict[str, str], artifact: Artifact, headers: dict[str, Any]) -> Upload:
        """Return the upload of these bytes that was interrupted, or a new one."""
        earlier = self._noted(target)
        if earlier and earlier.sha256 == artifact.sha256 and self._is_alive(earlier):
            return earlier
        if earlier:
            self.abort(earlier)
        answer = self._client.create_multipart_upload(
            **target, **headers, ChecksumAlgorithm="CRC32"
        )
        write = headers["Metadata"]["write"]
        upload = Upload(target, answer["UploadId"], artifact.sha256, write)
        self._note(upload)
        return upload

    def send(
        self, upload: Upload, artifact: Artifact, sent: Callable[[int], None]
    ) -> dict[int, Part]:
        """Send what is missing; return all parts. Raises SourceChangedError."""
        digest = hashlib.sha256()
        size = 0
        sending: list[Future[None]] = []
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for number, body in enumerate(_parts(artifact), 1):
                digest.update(body)
                size += len(body)
                sending.append(pool.submit(self._send, upload, number, body, sent))
                if len(sending) > _AT_ONCE:  # so much is in memory at once, and no more
                    sending.pop(0).result()
            for each in sending:
                each.result()
        if (size, digest.hexdigest()) != (artifact.size, artifact.sha256):
            self.abort(upload)
            raise changed(artifact)
        return upload.parts

    def complete(self, upload: Upload, parts: dict[int, Part], condition: dict[str, str]) -> str:
        """Create the object from its parts; return its ETag."""
        listed = [
            {"PartNumber": number, "ETag": part.etag}
            | ({"ChecksumCRC32": part.crc32} if part.crc32 else {})
            for number, part in sorted(parts.items())
        ]
        answer = self._client.complete_multipart_upload(
            **upload.target, **condition, UploadId=upload.id, MultipartUpload={"Parts": listed}
        )
        self.forget(upload)
        etag: str = answer["ETag"]
        return etag

    def abort(self, upload: Upload) -> None:
        """Drop an upload, which would cost money for ever."""
        with suppress(ClientError):
            self._client.abort_multipart_upload(**upload.target, UploadId=upload.id)
        self.forget(upload)

    def forget(self, upload: Upload) -> None:
        """Drop the note of an upload that is over."""
        self._path(upload.target).unlink(missing_ok=True)

    def _send(self, upload: Upload, number: int, body: bytes, sent: Callable[[int], None]) -> None:
        sha256 = hashlib.sha256(body).hexdigest()
        if number not in upload.parts or upload.parts[number].sha256 != sha256:
            answer = retry_false_success(
                self._client.upload_part,
                **upload.target,
                UploadId=upload.id,
                PartNumber=number,
                Body=body,
            )
            with self._lock:
                upload.parts[number] = Part(answer["ETag"], answer.get("ChecksumCRC32"), sha256)
                self._note(upload)
        sent(len(body))

    def _is_alive(self, upload: Upload) -> bool:
        """Whether the storage still has the upload; parts that it lost are sent again."""
        there: set[int] = set()
        try:
            pages = self._client.get_paginator("list_parts")
            for page in pages.paginate(**upload.target, UploadId=upload.id):
                there.update(part["PartNumber"] for part in page.get("Parts", ()))
        except ClientError:
            return False
        for number in upload.parts.keys() - there:
            del upload.parts[number]
        return True

    def _noted(self, target: dict[str, str]) -> Upload | None:
        try:
            raw = json.loads(self._path(target).read_bytes())
            parts = {int(number): Part(**part) for number, part in raw.pop("parts").items()}
            return Upload(**raw, parts=parts)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None  # no note, or half of one: the upload begins anew

    def _note(self, upload: Upload) -> None:
        path = self._path(upload.target)
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as beside:
            beside.write_text(json.dumps(asdict(upload)))

    def _path(self, target: dict[str, str]) -> Path:
        name = f"{self._client.meta.endpoint_url} {target['Bucket']} {target['Key']}"
        return self._notes / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"


def retry_false_success(call: Callable[..., dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return the response of a call, repeated if an error comes as a success.

    S3 may begin an answer with "200 OK" and then find that it failed
    (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html).
    """
    for _ in range(_TRIES):
        answer = call(**fields)
        if "ETag" in answer:
            return answer
    raise StoreError("the storage reports success, but has no object", "Try again later.")


def _parts(artifact: Artifact) -> Iterator[bytes]:
    """Yield the body in parts, all but the last of the same size."""
    gathered = bytearray()
    for block in blocks(artifact):
        gathered += block
        while len(gathered) >= PART:
            yield bytes(gathered[:PART])
            del gathered[:PART]
    if gathered:
        yield bytes(gathered)
