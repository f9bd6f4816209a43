"""Episodes that are live and have no folder here: taken back, or never had.

Who removes a folder takes its episode back. A folder that a workspace never had is somebody
else's: an old clone, or a second machine, takes nothing back by not knowing of it. So each
workspace notes which episodes it has had; where there is no note, in a fresh clone or in CI, what
has no folder stays as it was published unless it is named.
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

    from airdate.model import Draft, Episode, Manifest, Published, Workspace

NOTE = ".airdate/had.json"


def had(workspace: Workspace) -> frozenset[str]:
    """Return the guids of all episodes that a workspace has or ever had; notes those it has."""
    path = workspace.root / NOTE
    before: frozenset[str] = frozenset()
    with suppress(OSError, ValueError, TypeError):
        before = frozenset(json.loads(path.read_bytes()))
    now = before | {each.guid for each in workspace.episodes}
    if now != before:
        with suppress(OSError):  # a workspace that may not be written to takes nothing back
            path.parent.mkdir(exist_ok=True)
            with replacing(path) as beside:
                beside.write_text(json.dumps(sorted(now), indent=0))
    return now


def absent(
    workspace: Workspace, manifest: Manifest, known: frozenset[str]
) -> tuple[Published, ...]:
    """Return the live episodes that have no folder here and are not among the guids `known`."""
    here: tuple[Episode | Draft, ...] = (*workspace.episodes, *workspace.drafts)
    guids = known | {each.guid for each in here}
    slugs = {each.slug for each in here}
    return tuple(
        published
        for guid, published in manifest.episodes.items()
        if published.live and guid not in guids and published.slugs[0] not in slugs
    )


def warnings(episodes: Iterable[Published]) -> tuple[Problem, ...]:
    """Return what a producer should know of episodes that stay without a folder."""
    return tuple(
        Problem(
            "no-folder",
            Severity.WARNING,
            Place(PurePosixPath("episodes", published.slugs[0])),
            f"“{published.title}” is live and was never in this workspace: it stays as it is",
            "get its folder from whoever published it, with git, say; or take it back by "
            f"`airdate publish --unpublish {published.slugs[0]}`",
        )
        for published in episodes
    )


def notices(episodes: Iterable[Published]) -> tuple[Notice, ...]:
    """Return that episodes stay, to be told with a plan."""
    return tuple(
        Notice("stays", each.guid, f"“{each.title}”, which has no folder here, stays as it is.")
        for each in episodes
    )


def unknown(
    named: Iterable[str], episodes: Sequence[Episode], manifest: Manifest
) -> tuple[Problem, ...]:
    """Return a problem for each slug that can't be taken back by naming it."""
    here = {each.slug for each in episodes}
    published = {each.slugs[0] for each in manifest.episodes.values()}
    return tuple(
        Problem(
            "unpublish-what",
            Severity.ERROR,
            Place(PurePosixPath("episodes", slug)),
            "its folder says that it is live"
            if slug in here
            else "no episode was ever published under this name",
            "write `status: draft` into its episode.md"
            if slug in here
            else "name it as its page is named: episodes/NAME.html",
        )
        for slug in sorted(named)
        if slug in here or slug not in published
    )
