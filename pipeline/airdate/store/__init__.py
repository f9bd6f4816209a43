"""What publishing asks of the place where artifacts go.

A store keeps objects under keys and knows nothing of podcasts. It has four methods; a new store
is right when it passes `tests/store/conformance.py`. Conditions are what makes two publishers at
once safe, so a store checks them in the same atomic act as the write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from airdate.store.keys import StoreError, check_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from airdate.model import Artifact, StorageSettings

__all__ = [
    "Condition",
    "Conflict",
    "Found",
    "Precondition",
    "SourceChangedError",
    "Stat",
    "Store",
    "StoreError",
    "Version",
    "blocks",
    "changed",
    "check_key",
    "ignore_progress", "ignore_warning",
    "open_store",
]  # fmt: skip

_BLOCK = 1 << 20


class Conflict(Exception):
    """A condition did not hold; the object under `key` is as it was before the call."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is no longer what it was")
        self.key = key


class SourceChangedError(StoreError):
    """The file to be sent is not what its artifact says; the store is as it was."""


@dataclass(frozen=True, slots=True)
class Version:
    """One write of one object. A later write has another version, so far as the store can tell.

    The token means something to its store alone, and nothing at all once the run is over.
    """

    token: str


class Precondition(Enum):
    """When a write is wanted whatever the version: always, or only where there is nothing."""

    NONE = "anyhow"
    IF_ABSENT = "absent"


# What must hold for a write to happen. A `Version`: the object is there and still that one.
Condition = Precondition | Version


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was read whole."""

    body: bytes = field(repr=False)
    version: Version


@dataclass(frozen=True, slots=True)
class Stat:
    """What the store holds under a key: `size` in bytes, the digest of what was stored."""

    size: int
    sha256: str
    version: Version


def ignore_progress(_count: int) -> None:
    """Hear of bytes sent, and do nothing."""


def ignore_warning(_warning: str) -> None:
    """Hear what a store can't do, and do nothing."""


class Store(Protocol):
    """Four methods. All of them may be called from several threads and processes at once.

    Each raises `StoreError` for what a person has to mend (no space, no permission, no such
    bucket, a key that is none), never the library's own error.
    """

    def get(self, key: str) -> Found | None:
        """Give a small object, whole and of one write, or None where there is none."""
        ...

    def stat(self, key: str) -> Stat | None:
        """Give an object's size and digest as stored, or None where there is none."""
        ...

    def put(
        self,
        artifact: Artifact,
        condition: Condition,
        sent: Callable[[int], None] = ignore_progress,
    ) -> Version:
        """Store the artifact whole or not at all, with its headers; it lasts once this returns.

        Atomic: whoever reads the key at any time gets all of the old object or all of the new.
        Where `condition` does not hold it raises `Conflict` and changes nothing. With
        `Precondition.NONE` it is idempotent. A body whose size or sha256 is not the artifact's
        raises `SourceChangedError` and changes nothing. `sent` hears how many more bytes went out.
        """
        ...

    def delete(self, key: str, condition: Condition) -> None:
        """Remove an object; where there is none this does nothing, whatever the condition."""
        ...


def open_store(
    root: Path, settings: StorageSettings, warn: Callable[[str], None] = ignore_warning
) -> Store:
    """Return the store of the workspace in `root`: a bucket, or a folder, relative to it or not.

    `warn` hears sentences about what the store can't do. Raises StoreError.
    """
    if settings.url.startswith("s3://"):
        from airdate.store.s3 import open_s3

        return open_s3(settings, root / ".airdate/uploads", warn)
    from airdate.store.directory import DirectoryStore

    return DirectoryStore(root / settings.url)


def blocks(artifact: Artifact) -> Iterator[bytes]:
    """Give the bytes of an artifact's body, piece by piece."""
    if isinstance(artifact.body, bytes):
        yield artifact.body
    elif isinstance(artifact.body, Path):
        try:
            with artifact.body.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as error:
            raise StoreError(
                f"cannot read {artifact.body}, to be published as {artifact.key}: {error.strerror}",
                "Publish again; it is made again if it is gone.",
            ) from error
    else:
        raise TypeError(f"{artifact.key} is out already: there is nothing to send")


def changed(artifact: Artifact) -> SourceChangedError:
    """Return the error for a body that is not what its artifact promised."""
    return SourceChangedError(
        f"the file for {artifact.key} changed while it was being published",
        "Publish again.",
    )
