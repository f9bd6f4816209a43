"""Documents that were rendered: what of them is stale, and what of them is to be published.

A row of a stage has the documents of one subject: the pages of an episode, a feed's file. Its
documents are wanted as long as the row is there, both being written at once.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from airdate.ledger.database import Stage
from airdate.ledger.wanted import drop_owners, owners_of, replace_wanted
from airdate.model import Artifact, CacheControl, Layer, Waiting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from airdate.ledger.database import Ledger


class Document(NamedTuple):
    """A document that was rendered, and how it is published."""

    key: str
    type: str
    layer: Layer
    body: bytes


def rendering_stage(name: str, sources: tuple[str, ...]) -> Stage[bytes]:
    """Return a stage that renders documents; a row's value stands for all of their bytes."""
    return Stage(name, sources, bytes, bytes)


class Renderings:
    """What a stage rendered for one target; `stale` has the subjects that are to be rendered."""

    def __init__(self, stage: Stage[bytes], ledger: Ledger, inputs: Mapping[str, bytes]) -> None:
        """Find out what is stale; documents of subjects that are no more are not wanted."""
        self._stage, self._ledger, self._inputs = stage, ledger, inputs
        with ledger.transaction():
            gone = ledger.inputs(stage).keys() - inputs.keys()
            drop_owners(ledger, (_owner(stage.name, subject) for subject in gone))
            self.stale = set(ledger.stale(stage, inputs))

    def write(self, subject: str, documents: Iterable[Document]) -> None:
        """Write down the documents of a subject; their bytes wait in the ledger."""
        artifacts = [_artifact(self._ledger, each) for each in documents]
        digests = "".join(each.sha256 for each in artifacts).encode()
        with self._ledger.transaction():
            replace_wanted(self._ledger, _owner(self._stage.name, subject), artifacts)
            self._ledger.write(self._stage, [(subject, self._inputs[subject], digests)])
        self.stale.discard(subject)


def forget_lost(ledger: Ledger, artifacts: Iterable[Artifact]) -> bool:
    """Forget what was rendered and has its bytes nowhere; return whether anything is to be again.

    `artifacts` are to be uploaded. Their bytes wait no more where another publisher, or a store
    that was emptied, took out what had been published. Raises LedgerError.
    """
    waiting = ledger.bodies.digests()
    lost = {
        each.key
        for each in artifacts
        if isinstance(each.body, Waiting) and each.sha256 not in waiting
    }
    rows = {tuple(owner.split("/", 1)) for key in lost for owner in owners_of(ledger, key)}
    query = "DELETE FROM stage_row WHERE target = ? AND stage = ? AND subject = ?"
    before = ledger.db.total_changes
    with ledger.transaction():
        ledger.db.executemany(query, ((ledger.target, *row) for row in rows if len(row) > 1))
    return ledger.db.total_changes > before


def _owner(stage: str, subject: str) -> str:
    return f"{stage}/{subject}"


def _artifact(ledger: Ledger, document: Document) -> Artifact:
    key, type_, layer, body = document
    sha256 = hashlib.sha256(body).hexdigest()
    ledger.bodies.put(sha256, body)
    cache = CacheControl.FOREVER if layer is Layer.FILE else CacheControl.BRIEFLY
    return Artifact(key, type_, cache, layer, len(body), sha256, Waiting())
