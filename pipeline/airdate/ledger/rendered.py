"""Documents that were rendered: which bytes came of which inputs, and where they are now."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from airdate.ledger.database import Stage
from airdate.model import Artifact, CacheControl, InStore, Layer, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from airdate.ledger.database import Ledger


class Rendered(NamedTuple):
    """A document that was rendered: the digest and the size of its bytes, and its key."""

    sha256: str
    size: int
    key: str


def rendering_stage(name: str, sources: tuple[str, ...]) -> Stage[Sequence[Rendered]]:
    """Return a stage whose results are documents; those of one subject are rendered together."""
    return Stage(name, sources, _encode, _decode)


class Renderings:
    """What a stage rendered before, and renders now, for one target.

    A document counts as rendered only if its bytes are somewhere: in the store, as `is_published`
    tells of a key and a digest, or waiting in the ledger.
    """

    def __init__(
        self,
        stage: Stage[Sequence[Rendered]],
        ledger: Ledger,
        inputs: Mapping[str, bytes],
        is_published: Callable[[str, str], bool],
    ) -> None:
        """Take over what is of the same `inputs`, by subject; other rows are dropped."""
        self._stage, self._ledger, self._inputs = stage, ledger, inputs
        self._is_published = is_published
        self._in_store: set[Rendered] = set()
        waiting, stale = ledger.bodies.digests(), set(ledger.stale(stage, inputs))
        self._by_subject = {
            subject: rendered
            for subject, rendered in ledger.values(stage)
            if subject not in stale
            and all(self._is_in_store(each) or each.sha256 in waiting for each in rendered)
        }
        self.stale = inputs.keys() - self._by_subject.keys()

    def __getitem__(self, subject: str) -> Sequence[Rendered]:
        """Return the documents of a subject. Raises KeyError while it is stale."""
        return self._by_subject[subject]

    def write(self, subject: str, documents: Iterable[tuple[str, bytes]]) -> None:
        """Write down what was rendered, by key, its bytes first."""
        rendered = []
        with self._ledger.transaction():
            for key, body in documents:
                each = Rendered(hashlib.sha256(body).hexdigest(), len(body), key)
                if not self._is_in_store(each):
                    self._ledger.bodies.put(each.sha256, body)
                rendered.append(each)
            self._ledger.write(self._stage, [(subject, self._inputs[subject], rendered)])
        self._by_subject[subject] = rendered
        self.stale -= {subject}

    def artifact(self, document: Rendered, type_: str, layer: Layer) -> Artifact:
        """Return a document as it is published."""
        sha256, size, key = document
        body = InStore() if document in self._in_store else Waiting()
        cache = CacheControl.FOREVER if layer is Layer.FILE else CacheControl.BRIEFLY
        return Artifact(key, type_, cache, layer, size, sha256, body)

    def _is_in_store(self, document: Rendered) -> bool:
        if found := self._is_published(document.key, document.sha256):
            self._in_store.add(document)
        return found


def _encode(documents: Sequence[Rendered]) -> bytes:
    return "\n".join(f"{sha256} {size} {key}" for sha256, size, key in documents).encode()


def _decode(lines: bytes) -> tuple[Rendered, ...]:
    split = (line.split(" ", 2) for line in lines.decode().split("\n"))
    return tuple(Rendered(sha256, int(size), key) for sha256, size, key in split)
