"""Releases as rows of the ledger: one is made anew only where something that it is made of changed.

A release of another publisher, or of an episode that stays as it was published, is read from the
store into the same rows. So all that comes after has one kind of release, and decodes few of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from airdate.ledger import PROGRAM, Stage, digest_of
from airdate.ledger.json_codec import decode, encode
from airdate.ledger.wanted import drop_owners, replace_wanted, wanted_owners
from airdate.model import Listing, Place, Problem
from airdate.publish.merge import files_of
from airdate.store.history import decode_release, release_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from airdate.ledger import Ledger
    from airdate.model import Artifact, EpisodeJob, Manifest, Published, Release
    from airdate.publish.produce import Production


# A release as it is kept in the store, after its place, which messages name.
RELEASE: Stage[bytes] = Stage("release", PROGRAM, bytes, bytes)
LISTING: Stage[Listing] = Stage("listing", PROGRAM, encode, partial(decode, Listing))


def owner_of(guid: str) -> str:
    """Return who wants the files of an episode, as `wanted` names it."""
    return f"episode:{guid}"


@dataclass(frozen=True)
class ReleaseRows:
    """The releases of the ledger's target that are to be live (see `model.Releases`)."""

    ledger: Ledger
    listings: tuple[Listing, ...]

    def load(self, guid: str) -> Release:
        """Return a whole release. Raises KeyError where there is none of that guid."""
        row, listing = self.ledger.load(RELEASE, guid), self.ledger.load(LISTING, guid)
        if row is None or listing is None:
            raise KeyError(guid)
        path, _, body = row.partition(b"\n")
        release = decode_release(body)
        place = Place(PurePosixPath(path.decode()))
        episode = replace(release.episode, place=place)
        return replace(release, episode=episode, changed=listing.changed)


class ReleaseLedger:
    """Writes releases of one target into the ledger, beside what is published."""

    def __init__(self, ledger: Ledger, manifest: Manifest, now: datetime) -> None:
        self._ledger, self._manifest, self._now = ledger, manifest, now
        self._listings = dict(ledger.values(LISTING))
        self._inputs = ledger.inputs(RELEASE)
        self._published = {
            each.guid: (each.digest, each.changed) for each in manifest.summaries() if each.live
        }

    def stale(self, inputs: Mapping[str, bytes]) -> list[str]:
        """Return the guids of releases that are to be made, in the order of `inputs`.

        Beside those of which something changed these are all that are not published as they are
        in the ledger: what an interrupted run made is in the cache, and its files are at hand.
        """
        stale = {
            guid
            for guid, digest in inputs.items()
            if self._inputs.get(guid) != digest or not self._is_published(guid)
        }
        fresh = [guid for guid in inputs if guid not in stale]
        stale.update(self._ledger.to_verify(RELEASE, fresh))
        return [guid for guid in inputs if guid in stale]

    def _is_published(self, guid: str) -> bool:
        listing = self._listings.get(guid)
        if listing is None:
            return False
        return self._published.get(guid) == (listing.digest, listing.changed)

    def write_made(self, inputs: bytes, made: Production) -> None:
        """Write a release that was made here, with its files."""
        record = release_record(made.release)
        digest, changed = self._published.get(made.release.episode.guid, ("", self._now))
        dated = changed if digest == record.sha256 else self._now
        release = replace(made.release, changed=dated)
        self._write(inputs, release, record, made.artifacts)

    def unread(self, published: Iterable[Published]) -> list[Published]:
        """Return those of published episodes that are not in rows as they are published."""
        return [each for each in published if self.stale({each.guid: _stored_inputs(each)})]

    def write_stored(self, published: Published, release: Release) -> None:
        """Write a release as it was read from the store."""
        files = files_of(self._manifest, [release])
        self._write(_stored_inputs(published), release, release_record(release), files)

    def _write(
        self, inputs: bytes, release: Release, record: Artifact, files: Iterable[Artifact]
    ) -> None:
        listing = Listing.of(release, record.sha256)
        row = f"{release.episode.place.path}\n".encode() + cast("bytes", record.body)
        self._listings[listing.guid] = listing
        with self._ledger.transaction():
            self._ledger.write(RELEASE, [(listing.guid, inputs, row)])
            self._ledger.write(LISTING, [(listing.guid, inputs, listing)])
            replace_wanted(self._ledger, owner_of(listing.guid), (record, *files))

    def rows(self, guids: Iterable[str]) -> ReleaseRows:
        """Return the releases of these episodes, newest first."""
        found = [self._listings[guid] for guid in guids]
        found.sort(key=lambda each: (each.date, each.guid), reverse=True)
        return ReleaseRows(self._ledger, tuple(found))

    def keep_only(self, guids: Iterable[str]) -> ReleaseRows:
        """Forget all other releases, and what they want; return these."""
        live = dict.fromkeys(guids)
        gone = self._ledger.inputs(RELEASE).keys() - live.keys()
        owners = {each for each in wanted_owners(self._ledger) if each.startswith(owner_of(""))}
        with self._ledger.transaction():
            self._ledger.forget(RELEASE, gone)
            self._ledger.forget(LISTING, gone)
            drop_owners(self._ledger, owners - set(map(owner_of, live)))
        return self.rows(live)


def _stored_inputs(published: Published) -> bytes:
    return digest_of("stored", published.digest)


def write_productions(
    rows: ReleaseLedger,
    inputs: Mapping[str, bytes],
    productions: Iterable[tuple[EpisodeJob, Production | Problem]],
) -> tuple[Problem, ...]:
    """Write releases as they are made; return the problems of those that can't be."""
    problems = []
    for job, made in productions:
        if isinstance(made, Problem):
            problems.append(made)
        else:
            rows.write_made(inputs[job.episode.guid], made)
    return tuple(problems)
