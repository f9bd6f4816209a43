"""What is to be done in the store: steps, and what listeners will see of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from airdate.model.published import Manifest
from airdate.model.released import Artifact, Layer


class Action(StrEnum):
    """What a step does to one key."""

    PUT = "put"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in the store, and why.

    Steps of one `wave` may be done in any order; each wave once all of the one before is done.
    `artifact` is what to put; None for a delete.
    """

    wave: int
    action: Action
    key: str
    layer: Layer
    size: int
    reason: str
    artifact: Artifact | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that listeners will see: `kind` is a short word, `text` a sentence."""

    kind: str
    guid: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps from `base` to `manifest`, in the order in which they are safe.

    `repairs` come before all else: they complete `base` where a publish was interrupted. The store
    has the bytes for them. `body` is the new manifest as it is to be stored, after its `shards`.
    """

    base: Manifest
    manifest: Manifest
    repairs: tuple[Step, ...]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    body: bytes = field(default=b"", repr=False)
    shards: tuple[Artifact, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.repairs and not self.steps and self.manifest.rev == self.base.rev
