"""The contract of a store: objects by key, read and written atomically.

A store needs four methods, and is right when it passes `tests/store/conformance.py`. Conditions
make concurrent publishers safe, so a store checks them in the same atomic act as the write.
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
    """A condition that did not hold; the object under `key` is unchanged."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} has been written by someone else")
        self.key = key


class SourceChangedError(StoreError):
    """A file that is not what its artifact promises; the store is unchanged."""


@dataclass(frozen=True, slots=True)
class Version:
    """One write of one object; a later write has another version, if the store can see that.

    The token has a meaning only to its store and within a run.
    """

    token: str


class Precondition(Enum):
    """When to write whatever the version: always, or only if there is no object."""

    NONE = "anyhow"
    IF_ABSENT = "absent"


# What must hold for a write to happen. `Version`: the object exists and still has that version.
Condition = Precondition | Version


@dataclass(frozen=True, slots=True)
class Found:
    """An object that was read whole."""

    body: bytes = field(repr=False)
    version: Version


@dataclass(frozen=True, slots=True)
class Stat:
    """An object without its body: `size` in bytes, sha256 as it was stored."""

    size: int
    sha256: str
    version: Version


def ignore_progress(_count: int) -> None:
    """Do nothing with the number of bytes sent."""


def ignore_warning(_warning: str) -> None:
    """Do nothing with a warning of a store."""


class Store(Protocol):
    """Four methods, which several threads and processes may call at once.

    Each raises `StoreError` for what a person has to fix (no space, no permission, no such bucket,
    an invalid key), never the library's own error.
    """

    def get(self, key: str) -> Found | None:
        """Return a small object, whole and of one write; None if there is none."""
        ...

    def stat(self, key: str) -> Stat | None:
        """Return an object's size and digest as stored; None if there is none."""
        ...

    def put(
        self,
        artifact: Artifact,
        condition: Condition,
        sent: Callable[[int], None] = ignore_progress,
    ) -> Version:
        """Store the artifact whole or not at all, with its headers; durable once this returns.

        Atomic: a reader of the key gets the whole old object or the whole new one. Raises
        `Conflict` if `condition` does not hold, and `SourceChangedError` if the body's size or
        sha256 is not the artifact's; neither changes anything. Idempotent with
        `Precondition.NONE`. `sent` is called with the number of bytes since the last call.
        """
        ...

    def delete(self, key: str, condition: Condition) -> None:
        """Delete an object; does nothing if there is none, whatever the condition."""
        ...


def open_store(
    root: Path, settings: StorageSettings, warn: Callable[[str], None] = ignore_warning
) -> Store:
    """Open the store of the workspace in `root`: a bucket, or a folder, which may be relative.

    `warn` is called with sentences about what the store can't do. Raises StoreError.
    """
    if settings.url.startswith("s3://"):
        from airdate.store.s3 import open_s3

        return open_s3(settings, root / ".airdate/uploads", warn)
    from airdate.store.directory import DirectoryStore

    return DirectoryStore(root / settings.url)


def blocks(artifact: Artifact) -> Iterator[bytes]:
    """Yield the bytes of an artifact's body, block by block. Raises StoreError."""
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
