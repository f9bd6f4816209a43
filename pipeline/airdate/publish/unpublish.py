"""Episodes that are live and have no folder here: removed, or never in this workspace.

Whoever removes a folder unpublishes its episode. A folder that a workspace never had is somebody
else's: an old clone, or a second machine, unpublishes nothing by not having it. So each workspace
records the guids of the episodes it has had; where there is no record, in a fresh clone or in CI,
an episode without a folder stays as it was published unless it is named.

The record is a file of its own, not part of the ledger: that is disposable, and what is published
must not depend on whether it was disposed of.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from airdate.files import replacing
from airdate.model import Notice, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from airdate.model import (
        EpisodeSummary,
        Manifest,
        Published,
        PublishedSummary,
    )

RECORD = ".airdate/recorded-guids.json"


def recorded_guids(root: Path, episodes: Iterable[EpisodeSummary]) -> frozenset[str]:
    """Return the guids of all episodes that a workspace has or ever had, and record them."""
    path = root / RECORD
    before: frozenset[str] = frozenset()
    with suppress(OSError, ValueError, TypeError):
        before = frozenset(json.loads(path.read_bytes()))
    after = before | {each.guid for each in episodes}
    if after != before:
        with suppress(OSError):  # a workspace that can't be written to unpublishes nothing
            path.parent.mkdir(exist_ok=True)
            with replacing(path) as fresh:
                fresh.write_text(json.dumps(sorted(after), indent=0))
    return after


def missing_locally(
    here: Sequence[EpisodeSummary], manifest: Manifest, recorded: frozenset[str]
) -> tuple[Published, ...]:
    """Return the live episodes that have no folder here, and whose guids are not `recorded`.

    `here` includes drafts.
    """
    guids = recorded | {each.guid for each in here}
    slugs = {each.slug for each in here}
    return tuple(
        manifest.episodes[each.guid]
        for each in manifest.summaries()
        if each.live and each.guid not in guids and each.slugs[0] not in slugs
    )


def warnings(episodes: Iterable[Published | PublishedSummary]) -> tuple[Problem, ...]:
    """Return a warning for each episode that stays without a folder."""
    return tuple(
        Problem(
            "episode-folder-missing",
            Severity.WARNING,
            Place(PurePosixPath("episodes", published.slugs[0])),
            f"“{published.title}” is live, but has never been in this workspace; "
            "leaving it unchanged",
            "Get its folder from the person who published it, or remove it with "
            f"`airdate publish --unpublish {published.slugs[0]}`.",
        )
        for published in episodes
    )


def notices(episodes: Iterable[Published]) -> tuple[Notice, ...]:
    """Return a notice for each episode that stays without a folder."""
    return tuple(
        Notice("kept", each.guid, f"“{each.title}”: unchanged; it has no folder here")
        for each in episodes
    )


def unknown_slugs(
    named: Iterable[str], episodes: Sequence[EpisodeSummary], manifest: Manifest
) -> tuple[Problem, ...]:
    """Return an error for each slug that can't be unpublished by naming it."""
    here = {each.slug for each in episodes}
    published = {each.slugs[0] for each in manifest.summaries()} if named else set()
    return tuple(
        _has_folder(slug) if slug in here else _unknown(slug)
        for slug in sorted(named)
        if slug in here or slug not in published
    )


def _has_folder(slug: str) -> Problem:
    return Problem(
        "unpublish-invalid",
        Severity.ERROR,
        Place(PurePosixPath("episodes", slug)),
        f"“{slug}” has a folder here, so it can't be unpublished by name",
        "Set `status: draft` in its episode.md.",
    )


def _unknown(slug: str) -> Problem:
    return Problem(
        "unpublish-invalid",
        Severity.ERROR,
        Place(PurePosixPath("episodes", slug)),
        f"no published episode “{slug}”",
        "Use the name of its page: episodes/NAME.html.",
    )
